import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { ToolkitNames } from '../../../core/toolkit/build-toolkit-keys';
import { readArchs, readOptimizers } from '../../../core/toolkit/read-archs';
import { readKeys } from '../../../core/toolkit/read-keys';
import { archFolders, optimizerFile } from '../../../core/toolkit/toolkit-keys';
import type { ToolkitAnswer, ToolkitReading, ToolkitWork } from './toolkit-reader';

/** More Python files than any ai-toolkit has below the folders of its models. */
const mostFiles = 4000;
const largestFile = 4 * 1024 * 1024;

/**
 * Reads Python files in a thread of its own: parsing a whole trainer takes a good part of a second, which no keystroke
 * should wait for. Nothing of what it reads is executed.
 */
function answer({ folder, files }: ToolkitWork): ToolkitAnswer {
  return { readings: readFiles(folder, files), names: readNames(folder) };
}

function readFiles(folder: string, files: readonly string[]): ToolkitReading[] {
  return files.map((file) => ({ file, reads: readKeys(readFileSync(path.join(folder, file), 'utf8')) }));
}

/** The archs of every model class, and the optimizers; absent where nothing of the kind could be read. */
function readNames(folder: string): ToolkitNames {
  const found = archFolders.flatMap((name) => pythonFiles(path.join(folder, name)));
  const archs = new Set(found.slice(0, mostFiles).flatMap((file) => readArchs(textOf(file) ?? '')));
  const optimizers = readOptimizers(textOf(path.join(folder, optimizerFile)) ?? '');
  return {
    ...(archs.size === 0 ? {} : { archs }),
    ...(optimizers.names.size === 0 ? {} : { optimizers }),
  };
}

/** Below a folder, without following links; none where it cannot be read. */
function pythonFiles(folder: string, depth = 6): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory())
      return depth > 0 && !entry.name.startsWith('.') ? pythonFiles(at, depth - 1) : [];
    return entry.isFile() && entry.name.endsWith('.py') ? [at] : [];
  });
}

function textOf(file: string): string | undefined {
  try {
    return statSync(file).size <= largestFile ? readFileSync(file, 'utf8') : undefined;
  } catch {
    // An older or newer ai-toolkit need not have each of the files.
    return undefined;
  }
}

const work: ToolkitWork = workerData;
parentPort?.postMessage(answer(work));
