import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../../core/host';
import { knownCodes } from '../../../core/language-service';
import { type ProjectFile, projectFileNames, readProjectFile } from '../../../core/project/index';
import type { Settings } from './settings';

/** Settings of the project files on disk, laid over the user's. */
export interface ProjectSettingsSource {
  /** The user's settings with those of the project file of a document; a project file wins. */
  over(settings: Settings, uri: string): Promise<Settings>;
}

/** Milliseconds for which the search for a document's project file is not repeated. */
const searchEvery = 2000;
/** No project file comes near this size, in bytes. */
const largestFile = 1024 * 1024;

interface Found {
  readonly at: number;
  readonly stamp: string;
  readonly base: Settings;
  readonly merged: Settings;
}

/**
 * Finds `.aitk-lint.yaml` from a document's folder upwards and reads it when it changed. Only its rules, use case, globs
 * and version count in the editor: a folder that a workspace names is not read before the user trusts it.
 */
export function openProjectSettings(logger: Logger, now: () => number): ProjectSettingsSource {
  const found = new Map<string, Found>();
  return {
    async over(settings, uri) {
      if (!uri.startsWith('file:')) return settings;
      const folder = path.dirname(fileURLToPath(uri));
      const known = found.get(folder);
      if (known && known.base === settings && now() - known.at < searchEvery) return known.merged;
      const file = await findProjectFile(folder);
      const stamp = file === undefined ? '' : await stampOf(file);
      const unchanged = known !== undefined && known.base === settings && known.stamp === stamp;
      const merged = unchanged ? known.merged : await merge(settings, file, logger);
      // The same settings stay the same object, so that nothing is judged again without a reason.
      found.set(folder, { at: now(), stamp, base: settings, merged });
      return merged;
    },
  };
}

async function findProjectFile(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    for (const name of projectFileNames) {
      const file = path.join(folder, name);
      if ((await stampOf(file)) !== '') return file;
    }
    if (folder === path.dirname(folder)) return undefined;
  }
}

async function stampOf(file: string): Promise<string> {
  try {
    const facts = await stat(file);
    return facts.isFile() && facts.size <= largestFile ? `${file} ${facts.mtimeMs} ${facts.size}` : '';
  } catch {
    // Most folders have no project file.
    return '';
  }
}

async function merge(settings: Settings, file: string | undefined, logger: Logger): Promise<Settings> {
  if (file === undefined) return settings;
  try {
    const codes = knownCodes.map(({ code }) => code);
    const project = readProjectFile(await readFile(file, 'utf8'), codes);
    for (const { line, character, message } of project.problems) {
      logger.warn(`${file}:${line + 1}:${character + 1}: ${message}`);
    }
    return Object.freeze(laidOver(settings, project, path.dirname(file)));
  } catch (error) {
    logger.warn(`${file} cannot be read: ${String(error)}`);
    return settings;
  }
}

function laidOver(settings: Settings, { settings: project }: ProjectFile, folder: string): Settings {
  const below = (globs: readonly string[]) =>
    globs.map((glob) => `${folder.replaceAll('\\', '/').replace(/[()[\]{}!*?+@]/g, '\\$&')}/${glob}`);
  return {
    ...settings,
    rules: { ...settings.rules, ...project.rules },
    useCase: project.useCase ?? settings.useCase,
    include: [...settings.include, ...below(project.include)],
    exclude: [...settings.exclude, ...below(project.exclude)],
    toolkitVersion: project.toolkitVersion ?? settings.toolkitVersion,
  };
}
