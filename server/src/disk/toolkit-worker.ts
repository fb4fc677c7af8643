import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readKeys } from '../../../core/toolkit/read-keys';
import type { ToolkitReading, ToolkitWork } from './toolkit-reader';

/**
 * Reads Python files in a thread of its own: parsing a whole trainer takes a good part of a second, which no keystroke
 * should wait for. Nothing of what it reads is executed.
 */
function readFiles({ folder, files }: ToolkitWork): ToolkitReading[] {
  return files.map((file) => ({ file, reads: readKeys(readFileSync(path.join(folder, file), 'utf8')) }));
}

const work: ToolkitWork = workerData;
parentPort?.postMessage(readFiles(work));
