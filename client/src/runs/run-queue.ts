import { isObject } from '../../../common/json-object';
/** A start that waits for its GPU. */
export interface QueuedStart {
  readonly id: string;
  readonly configPath: string;
  readonly jobName: string;
  /** Key of the GPU: its uuid, or its index where the driver gives none. */
  readonly gpu: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

export type AfterFailure = 'continue' | 'stop';

/** All waiting starts in their order. A GPU that is held starts nothing until it is released. */
export interface RunQueue {
  readonly entries: readonly QueuedStart[];
  readonly held: readonly string[];
}

export const emptyQueue: RunQueue = { entries: [], held: [] };

/** Appends a start; the same config on the same GPU waits only once. Adding to a held GPU releases nothing. */
export function enqueue(queue: RunQueue, start: QueuedStart): RunQueue {
  const known = queue.entries.some(
    (entry) => entry.id === start.id || (entry.gpu === start.gpu && entry.configPath === start.configPath),
  );
  return known ? queue : { ...queue, entries: [...queue.entries, start] };
}

export function removeFromQueue(queue: RunQueue, id: string): RunQueue {
  return tidy({ ...queue, entries: queue.entries.filter((entry) => entry.id !== id) });
}

/** Moves an entry to a place (from zero) within its GPU's queue; places out of range mean the nearest end. */
export function moveInQueue(queue: RunQueue, id: string, place: number): RunQueue {
  const moved = queue.entries.find((entry) => entry.id === id);
  if (moved === undefined || !Number.isFinite(place)) return queue;
  const line = queueOf(queue, moved.gpu).filter((entry) => entry.id !== id);
  line.splice(Math.min(Math.max(0, Math.trunc(place)), line.length), 0, moved);
  // Other GPUs keep their places in the whole list; only this GPU's slots are filled again.
  const entries = queue.entries.map((entry) => (entry.gpu === moved.gpu ? (line.shift() ?? entry) : entry));
  return { ...queue, entries };
}

/**
 * Sends an entry to the end of another GPU's queue.
 *
 * @testonly
 */
export function moveToGpu(queue: RunQueue, id: string, gpu: string): RunQueue {
  const moved = queue.entries.find((entry) => entry.id === id);
  if (moved === undefined || moved.gpu === gpu) return queue;
  return enqueue(removeFromQueue(queue, id), { ...moved, gpu });
}

export function queueOf(queue: RunQueue, gpu: string): QueuedStart[] {
  return queue.entries.filter((entry) => entry.gpu === gpu);
}

/** What may start now: the first of each GPU that is neither busy nor held. */
export function readyStarts(queue: RunQueue, busyGpus: ReadonlySet<string>): QueuedStart[] {
  const seen = new Set<string>();
  return queue.entries.filter((entry) => {
    if (seen.has(entry.gpu)) return false;
    seen.add(entry.gpu);
    return !busyGpus.has(entry.gpu) && !queue.held.includes(entry.gpu);
  });
}

/**
 * A run on the GPU is over. A stop by hand holds what waits behind it, since the user wanted the GPU quiet; a failure does so
 * only when the user chose that.
 */
export function afterRun(
  queue: RunQueue,
  gpu: string,
  outcome: 'completed' | 'stopped' | 'failed',
  afterFailure: AfterFailure,
): RunQueue {
  const hold = outcome === 'stopped' || (outcome === 'failed' && afterFailure === 'stop');
  return hold ? holdGpu(queue, gpu) : queue;
}

export function holdGpu(queue: RunQueue, gpu: string): RunQueue {
  return tidy({ ...queue, held: queue.held.includes(gpu) ? queue.held : [...queue.held, gpu] });
}

export function releaseGpu(queue: RunQueue, gpu: string): RunQueue {
  return { ...queue, held: queue.held.filter((held) => held !== gpu) };
}

export function serializeQueue(queue: RunQueue): string {
  return `${JSON.stringify({ version: 1, ...queue }, null, 2)}\n`;
}

/** Reads a stored queue; what is not understood is left out, so that a broken file costs the queue and not the launch. */
export function parseQueue(text: string): RunQueue {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return emptyQueue;
  }
  if (!isObject(stored) || stored.version !== 1) return emptyQueue;
  const entries = Array.isArray(stored.entries) ? stored.entries.filter(isQueuedStart) : [];
  const held = Array.isArray(stored.held) ? stored.held.filter((gpu) => typeof gpu === 'string') : [];
  return tidy(entries.reduce<RunQueue>(enqueue, { entries: [], held }));
}

/** A hold without anything waiting has nothing to hold and would surprise the next start. */
function tidy(queue: RunQueue): RunQueue {
  return { ...queue, held: queue.held.filter((gpu) => queue.entries.some((entry) => entry.gpu === gpu)) };
}

function isQueuedStart(value: unknown): value is QueuedStart {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.configPath === 'string' &&
    typeof value.jobName === 'string' &&
    typeof value.gpu === 'string' &&
    typeof value.addedAt === 'number'
  );
}
