import { homedir } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Logger } from '../../../core/host';
import {
  createLanguageService,
  type ExaminationOptions,
  ScanCancelled,
} from '../../../core/language-service';
import { openPackageFiles } from '../connection/package-files';
import type { DiskMessage, DiskQuestion, DiskWork } from './disk-work';
import { hubFolder } from './free-space';
import { createScanMemory } from './scan-memory';
import { syncProbe } from './sync-probe';

/** Files between two messages about how far a scan is. */
const filesPerMessage = 250;

const send = (message: DiskMessage) => parentPort?.postMessage(message);
const logger: Logger = {
  error: (message) => send({ kind: 'log', level: 'error', message }),
  warn: (message) => send({ kind: 'log', level: 'warn', message }),
  info: (message) => send({ kind: 'log', level: 'info', message }),
  debug: (message) => send({ kind: 'log', level: 'debug', message }),
};
const memory = createScanMemory(() => send({ kind: 'changed' }));
const files = openPackageFiles(String(workerData));
const service = createLanguageService({ schema: files.schema, logger, documentation: (code) => code });

/**
 * Reads the disk in a thread of its own. It reads without giving way, which is several times as fast, and keeps what it
 * has read, so that the server answers meanwhile and large scans never cross a thread.
 */
async function answer({ id, work, cancel }: DiskQuestion): Promise<DiskMessage> {
  const cell = new Int32Array(cancel);
  const isCancelled = () => Atomics.load(cell, 0) !== 0;
  try {
    // What the system has reported of changed folders is heard first.
    await new Promise((resolve) => setImmediate(resolve));
    if (isCancelled()) return { kind: 'cancelled', id };
    let count = 0;
    const onFile = () => {
      count++;
      if (count % filesPerMessage === 0) send({ kind: 'files', id, count });
    };
    const parsed = service.parse(work.uri, 0, work.text, work.format);
    const { probe, scan } = memory.look(
      syncProbe(work.startFolders, { network: work.network }),
      work.startFolders.join('\0'),
      { fresh: work.fresh, isCancelled, onFile },
    );
    const examination = await service.examine(parsed, optionsOf(work, isCancelled), probe, scan);
    return { kind: 'done', id, examination };
  } catch (error) {
    if (error instanceof ScanCancelled) return { kind: 'cancelled', id };
    return {
      kind: 'failed',
      id,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function optionsOf(
  { options, checkout, variables }: DiskWork,
  isCancelled: () => boolean,
): ExaminationOptions {
  return {
    ...options,
    isCancelled,
    hubFolder: hubFolder((name) => process.env[name], homedir()),
    variable: variables && ((name) => variables[name]),
    // The checks of the disk ask for the version only.
    toolkit: checkout === undefined ? undefined : { version: checkout, has: () => undefined },
  };
}

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (question: DiskQuestion) => {
  last = last.then(async () => send(await answer(question)));
});
