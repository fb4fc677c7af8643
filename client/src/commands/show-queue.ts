import type { Dialogs } from '../launch/dialogs';
import {
  holdGpu,
  moveInQueue,
  type QueuedStart,
  queueOf,
  releaseGpu,
  removeFromQueue,
} from '../runs/run-queue';
import type { StartQueue } from '../runs/start-queue';

/** Shows the starts that wait; a chosen one can be moved or removed, and a GPU's queue held or continued. */
export async function showQueue(waiting: StartQueue, dialogs: Dialogs): Promise<void> {
  for (let round = 0; ; round++) {
    const { entries, held } = waiting.queue;
    if (entries.length === 0) {
      // What was there a moment ago has just been started or removed.
      if (round > 0) return;
      await dialogs.notify('information', 'No training waits for a GPU.');
      return;
    }
    const chosen = await dialogs.pick<QueuedStart | 'hold' | 'release'>(
      [
        ...entries.map((entry, at) => ({
          label: `${at + 1}. ${entry.jobName}`,
          description: held.includes(entry.gpu) ? 'held' : 'waits for its GPU',
          detail: entry.configPath,
          value: entry,
        })),
        held.length > 0
          ? { label: '$(play) Continue the queue', value: 'release' as const }
          : { label: '$(debug-pause) Hold the queue', value: 'hold' as const },
      ],
      { title: 'Trainings that wait', placeholder: 'Choose one to move or remove it' },
    );
    if (chosen === undefined) return;
    const gpus = new Set(entries.map(({ gpu }) => gpu));
    if (chosen === 'hold') {
      for (const gpu of gpus) waiting.change((queue) => holdGpu(queue, gpu));
    } else if (chosen === 'release') {
      for (const gpu of gpus) waiting.change((queue) => releaseGpu(queue, gpu));
      await waiting.startReady();
    } else {
      await changeEntry(chosen, waiting, dialogs);
    }
  }
}

/** Says that trainings wait behind a run that was stopped, which holds the queue of its GPU, and offers to go on. */
export async function tellHeldQueue(waiting: StartQueue, gpu: string, dialogs: Dialogs): Promise<void> {
  const line = queueOf(waiting.queue, gpu);
  const [next] = line;
  if (next === undefined || !waiting.queue.held.includes(gpu)) return;
  const more = line.length === 1 ? '' : ` and ${line.length - 1} more`;
  const go = 'Continue the queue';
  const message = `${next.jobName}${more} waits; the queue is held.`;
  if ((await dialogs.notify('information', message, go)) !== go) return;
  waiting.change((queue) => releaseGpu(queue, gpu));
  await waiting.startReady();
}

async function changeEntry(entry: QueuedStart, waiting: StartQueue, dialogs: Dialogs): Promise<void> {
  const line = queueOf(waiting.queue, entry.gpu);
  const place = line.findIndex(({ id }) => id === entry.id);
  const what = await dialogs.pick<'up' | 'down' | 'first' | 'remove'>(
    [
      ...(place > 0
        ? [
            { label: '$(arrow-up) Move up', value: 'up' as const },
            { label: '$(fold-up) Move to the front', value: 'first' as const },
          ]
        : []),
      ...(place < line.length - 1 ? [{ label: '$(arrow-down) Move down', value: 'down' as const }] : []),
      { label: '$(trash) Remove from the queue', value: 'remove' },
    ],
    { title: entry.jobName },
  );
  if (what === undefined) return;
  const to = { up: place - 1, down: place + 1, first: 0 };
  waiting.change((queue) =>
    what === 'remove' ? removeFromQueue(queue, entry.id) : moveInQueue(queue, entry.id, to[what]),
  );
}
