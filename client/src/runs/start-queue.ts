import { createSignal } from '../../../common/signal';
import type { Logger } from '../logger';
import {
  type AfterFailure,
  afterRun,
  enqueue,
  parseQueue,
  type QueuedStart,
  type RunQueue,
  readyStarts,
  removeFromQueue,
  serializeQueue,
} from './run-queue';
import { gpuKeyOfRun, type RunRecord } from './run-record';

export interface StartQueueHost {
  /** The stored queue of this workspace, as `serializeQueue` wrote it. */
  read(): string | undefined;
  write(text: string): void;
  /** The runs of this machine whose processes live. */
  running(): Promise<readonly RunRecord[]>;
  afterFailure(): AfterFailure;
  readonly logger: Logger;
}

/** The starts that wait for a GPU. They survive a reload of the window, and go on when a GPU becomes free. */
export interface StartQueue {
  readonly queue: RunQueue;
  add(entry: QueuedStart): void;
  /** Changes the queue, for example its order. */
  change(change: (queue: RunQueue) => RunQueue): void;
  /** A run on a GPU is over; what waits behind it starts, unless the outcome or the user's choice holds it. */
  runEnded(gpu: string, outcome: 'completed' | 'stopped' | 'failed'): Promise<void>;
  /** Names what starts an entry; it answers false when it could not. Nothing starts before. */
  serve(start: (entry: QueuedStart) => Promise<boolean>): void;
  /** The queue changed. */
  onDidChange(listener: () => void): void;
  /** Starts whatever can start now. */
  startReady(): Promise<void>;
  dispose(): void;
}

/** How often the GPUs are looked at while something waits: another window's run ends without telling us. */
const lookMs = 5000;

export function createStartQueue(host: StartQueueHost): StartQueue {
  let queue = parseQueue(host.read() ?? '');
  const starting = new Set<string>();
  const changes = createSignal();
  let startEntry: ((entry: QueuedStart) => Promise<boolean>) | undefined;
  let disposed = false;
  const report = (what: string) => (error: unknown) => {
    host.logger.error(`${what}: ${String(error)}`);
    return false;
  };

  const set = (next: RunQueue) => {
    if (next === queue) return;
    queue = next;
    host.write(serializeQueue(queue));
    changes.fire();
  };

  const startReady = async (): Promise<void> => {
    if (disposed || !startEntry || queue.entries.length === 0) return;
    const running = await host.running();
    const busy = new Set([...running.map(gpuKeyOfRun), ...starting]);
    await Promise.all(readyStarts(queue, busy).map(startOne));
  };

  const startOne = async (entry: QueuedStart): Promise<void> => {
    starting.add(entry.gpu);
    set(removeFromQueue(queue, entry.id));
    const started = (await startEntry?.(entry).catch(report(`Starting '${entry.jobName}' failed`))) ?? false;
    starting.delete(entry.gpu);
    if (!started) {
      set(afterRun(queue, entry.gpu, 'failed', host.afterFailure()));
      await startReady();
    }
  };

  const timer = setInterval(() => void startReady().catch(report('The queue could not continue')), lookMs);
  timer.unref();

  return {
    get queue() {
      return queue;
    },
    add: (entry) => set(enqueue(queue, entry)),
    change: (change) => set(change(queue)),
    async runEnded(gpu, outcome) {
      set(afterRun(queue, gpu, outcome, host.afterFailure()));
      await startReady();
    },
    serve(start) {
      startEntry = start;
    },
    onDidChange: changes.on,
    startReady,
    dispose() {
      disposed = true;
      clearInterval(timer);
    },
  };
}
