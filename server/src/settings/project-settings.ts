import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../../core/host';
import { knownCodes } from '../../../core/language-service';
import { type ProjectFile, projectFileNames, readProjectFile } from '../../../core/project/index';
import { rememberReadings } from '../disk/readings';
import { readRegularText } from '../disk/regular-file';
import type { Settings } from './settings';

/** Bytes. */
const longestFile = 1024 * 1024;

/** Settings of the project files on disk, laid over the user's. */
export interface ProjectSettingsSource {
  /**
   * The user's settings with those of the project file of a document; a project file wins. The same settings stay the
   * same object, so that nothing is judged again without a reason.
   *
   * @param isFresh true asks the disk now; otherwise only the first question of a folder waits for it
   */
  over(settings: Settings, uri: string, isFresh: boolean): Promise<Settings>;
  /** Resolves when no reading is under way. */
  settled(): Promise<void>;
}

export interface ProjectSettingsNeeds {
  readonly logger: Logger;
  /** A project file that was answered from is no longer what it was. */
  onChange(): void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: (() => number) | undefined;
}

/** Milliseconds for which the search for a document's project file is not repeated. */
const lookEvery = 2000;
/** No project file comes near this size, in bytes. */
const largestFile = 1024 * 1024;

interface FoundProject {
  /** Path, time and size of the file; empty when there is none. */
  readonly stamp: string;
  over(settings: Settings): Settings;
}

const noProject: FoundProject = { stamp: '', over: (settings) => settings };

/**
 * Finds `.aitk-lint.yaml` from a document's folder upwards and reads it when it changed. Only its rules, use case, globs
 * and version count in the editor: a folder that a workspace names is not read before the user trusts it.
 */
export function openProjectSettings({ logger, onChange, now }: ProjectSettingsNeeds): ProjectSettingsSource {
  const read = (folder: string, before: FoundProject) => readProject(folder, before, logger);
  const readings = rememberReadings({ empty: noProject, read, onChange, logger, lookEvery, now });
  return {
    async over(settings, uri, isFresh) {
      if (!uri.startsWith('file:')) return settings;
      const folder = path.dirname(fileURLToPath(uri));
      const project = await (isFresh ? readings.fresh(folder) : readings.afterFirst(folder));
      return project.over(settings);
    },
    settled: () => readings.settled(),
  };
}

async function readProject(start: string, before: FoundProject, logger: Logger): Promise<FoundProject> {
  const found = await findProjectFile(start);
  if (!found) return noProject;
  const { file, stamp } = found;
  if (stamp === before.stamp) return before;
  try {
    const codes = knownCodes.map(({ code }) => code);
    const project = readProjectFile(await readRegularText(file, longestFile), codes);
    for (const { line, character, message } of project.problems) {
      logger.warn(`${file}:${line + 1}:${character + 1}: ${message}`);
    }
    return { stamp, over: overOnce((settings) => laidOver(settings, project, path.dirname(file))) };
  } catch (error) {
    logger.warn(`${file} cannot be read: ${String(error)}`);
    return { ...noProject, stamp };
  }
}

function overOnce(over: (settings: Settings) => Settings): (settings: Settings) => Settings {
  const known = new WeakMap<Settings, Settings>();
  return (settings) => {
    const merged = known.get(settings) ?? Object.freeze(over(settings));
    known.set(settings, merged);
    return merged;
  };
}

async function findProjectFile(start: string): Promise<{ file: string; stamp: string } | undefined> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    for (const name of projectFileNames) {
      const file = path.join(folder, name);
      const stamp = await stampOf(file);
      if (stamp !== '') return { file, stamp };
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
