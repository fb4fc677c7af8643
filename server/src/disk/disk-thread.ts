import { Worker } from 'node:worker_threads';
import type { Logger } from '../../../core/host';
import type { Examination } from '../../../core/language-service';
import type { DiskMessage, DiskQuestion, DiskWork } from './disk-work';

/** How a question is followed. */
export interface Following {
  /** Calls `cancel` when the answer is no longer wanted. */
  onCancel?(cancel: () => void): void;
  /** How many files were looked at so far. */
  onFiles?(count: number): void;
}

/** The thread that asks the disk. It starts with the first question. */
export interface DiskThread {
  /**
   * Everything about one text; undefined when it was canceled.
   *
   * @throws Error when the examination or the thread fails
   */
  examine(work: DiskWork, following?: Following): Promise<Examination | undefined>;
  dispose(): void;
}

export interface DiskThreadDependencies {
  /** The bundle of `disk-worker.ts`. */
  readonly workerFile: string;
  readonly logger: Logger;
  /** A folder that was scanned is no longer what it was. */
  onChange(): void;
}

interface Waiting {
  readonly resolve: (examination: Examination | undefined) => void;
  readonly reject: (error: Error) => void;
  readonly onFiles: ((count: number) => void) | undefined;
}

/** Opens the thread's end in the server. A thread that dies fails its questions; the next question starts another. */
export function openDiskThread({ workerFile, logger, onChange }: DiskThreadDependencies): DiskThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  const failAll = (reason: string) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  const receive = (message: DiskMessage) => {
    if (message.kind === 'changed') return onChange();
    if (message.kind === 'log') return logger[message.level](message.message);
    const question = waiting.get(message.id);
    if (message.kind === 'files') return question?.onFiles?.(message.count);
    waiting.delete(message.id);
    if (waiting.size === 0) worker?.unref();
    if (message.kind === 'done') question?.resolve(message.examination);
    else if (message.kind === 'cancelled') question?.resolve(undefined);
    else question?.reject(new Error(message.message));
  };
  const started = (): Worker => {
    if (worker) return worker;
    const fresh = new Worker(workerFile, { workerData: __dirname });
    fresh.on('message', receive);
    fresh.on('error', (error) => failAll(`the disk's thread failed: ${error.message}`));
    fresh.on('exit', (code) => {
      if (worker === fresh) failAll(`the disk's thread ended with ${code}`);
    });
    worker = fresh;
    return fresh;
  };
  return {
    examine(work, following = {}) {
      const id = ++lastId;
      const cancel = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
      const question: DiskQuestion = { id, work, cancel };
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, onFiles: following.onFiles });
        following.onCancel?.(() => Atomics.store(new Int32Array(cancel), 0, 1));
        try {
          const thread = started();
          // An idle thread does not keep the server alive.
          thread.ref();
          thread.postMessage(question);
        } catch (error) {
          waiting.delete(id);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
    dispose() {
      void worker?.terminate();
    },
  };
}
