import type { Logger } from '../logger';
import { type Files, pathsOf } from './files';
import { type PathPlaces, resolveSettingPath } from './setting-path';

/** A checkout of ai-toolkit. */
export interface Toolkit {
  readonly path: string;
  /** `VERSION` of its `version.py`, for example `0.12.26`. */
  readonly version: string;
}

export interface ToolkitPlaces extends PathPlaces {
  /** `qwenLora.toolkitPath`; empty when not set. */
  readonly setting: string;
  /** The folder that the user chose before. */
  readonly remembered: string | undefined;
  readonly workspaceFolders: readonly string[];
}

export type ToolkitSearch =
  | { readonly kind: 'found'; readonly toolkit: Toolkit }
  /** The setting names a folder that is not ai-toolkit; guessing another would hide the mistake. */
  | { readonly kind: 'bad-setting'; readonly path: string; readonly reason: string }
  | { readonly kind: 'none' };

/**
 * Finds ai-toolkit: the setting decides alone; else the folder chosen before, the workspace, the config's parents,
 * and the places where people usually clone it, the nearest first. The log says what was chosen and what was not.
 */
export async function locateToolkit(
  places: ToolkitPlaces,
  files: Files,
  logger: Logger,
): Promise<ToolkitSearch> {
  if (places.setting !== '') {
    const path = resolveSettingPath(places.setting, places);
    const answer = await readToolkit(path, places.platform, files);
    if (typeof answer === 'string') {
      logger.warn(`qwenLora.toolkitPath is '${path}', which is not ai-toolkit: ${answer}.`);
      return { kind: 'bad-setting', path, reason: answer };
    }
    logger.info(`ai-toolkit ${answer.version} at '${path}', from the setting qwenLora.toolkitPath.`);
    return { kind: 'found', toolkit: answer };
  }

  const seen = new Set<string>();
  for (const { path, source } of candidates(places)) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await readToolkit(path, places.platform, files);
    if (typeof answer !== 'string') {
      logger.info(`ai-toolkit ${answer.version} at '${path}', from ${source}.`);
      return { kind: 'found', toolkit: answer };
    }
    logger.debug(`No ai-toolkit at '${path}' (${source}): ${answer}.`);
  }
  logger.info(`No ai-toolkit found in ${seen.size} places.`);
  return { kind: 'none' };
}

/** The checkout at a folder, or why it is none. */
export async function readToolkit(
  path: string,
  platform: NodeJS.Platform,
  files: Files,
): Promise<Toolkit | string> {
  const { join } = pathsOf(platform);
  if ((await files.kind(path)) !== 'folder') return 'there is no such folder';
  if ((await files.kind(join(path, 'run.py'))) !== 'file') return 'it has no run.py';
  const version = await files.readText(join(path, 'version.py'));
  if (version === undefined) return 'it has no version.py';
  const number = /^\s*VERSION\s*=\s*["']([^"'\r\n]+)["']/m.exec(version)?.[1];
  return number === undefined ? 'its version.py names no VERSION' : { path, version: number };
}

interface Candidate {
  readonly path: string;
  readonly source: string;
}

const folderNames = ['ai-toolkit', 'AI-Toolkit'];
const homeFolders = [
  '',
  'code',
  'Code',
  'src',
  'git',
  'dev',
  'projects',
  'Projects',
  'repos',
  'source/repos',
  'Documents',
  'Desktop',
  'Downloads',
  'workspace',
  'ai',
  'AI',
  'AI-Toolkit-Easy-Install',
];

function candidates(places: ToolkitPlaces): Candidate[] {
  const { join, dirname } = pathsOf(places.platform);
  const found: Candidate[] = [];
  const add = (folder: string, source: string, withItself: boolean) => {
    if (withItself) found.push({ path: folder, source });
    for (const name of folderNames) found.push({ path: join(folder, name), source });
  };

  if (places.remembered !== undefined) {
    found.push({ path: places.remembered, source: 'the folder chosen before' });
  }
  for (const folder of places.workspaceFolders) add(folder, 'the workspace', true);
  for (const start of [places.fileDirname, ...places.workspaceFolders]) {
    let folder = start;
    for (let parent = dirname(folder); ; parent = dirname(folder)) {
      add(folder, 'a parent folder', true);
      if (parent === folder) break;
      folder = parent;
    }
  }
  for (const folder of homeFolders) add(join(places.home, folder), 'the home folder', false);
  const machineWide =
    places.platform === 'win32' ? ['C:\\', 'D:\\'] : ['/workspace', '/app', '/opt', '/root'];
  for (const folder of machineWide) add(folder, 'a usual place', false);
  return found;
}
