import type { Incident, IncidentCode } from './incidents';
import type { RunLogState } from './log/state';

type Words = (count: number, log: RunLogState) => string;

const words: Readonly<Record<IncidentCode, Words>> = {
  'loss-not-a-number': (count) =>
    `The loss was not a number in ${steps(count)}, so the weights may be corrupted. Look at the samples.`,
  'loss-zero': (count) => `The loss was exactly 0 in ${steps(count)}, so nothing was learned there.`,
  'step-skipped': (count) =>
    `${steps(count)} ${count === 1 ? 'was' : 'were'} skipped because the GPU's memory was full.`,
  'image-unreadable': (count, log) =>
    `${count === 1 ? '1 image' : `${count} images`} could not be read and ${count === 1 ? 'was' : 'were'} left out, for example ${fileName(log.unreadableImages[0] ?? '')}.`,
  'not-quantized': (count) =>
    `${count === 1 ? '1 layer' : `${count} layers`} of the model could not be quantized and use more memory.`,
  'optimizer-not-saved': () =>
    "The optimizer's state was not saved completely. A resume from there continues with a new optimizer.",
  'optimizer-state-not-loaded': () =>
    "The optimizer's state could not be loaded, so this run went on with a fresh optimizer.",
  'rank-changed': () =>
    "The rank differs from the checkpoint's: its weights were resized, and the optimizer's state was not loaded.",
  'already-finished': () => 'There was nothing left to train.',
};

/** An incident in one sentence. */
export function warningText({ code, count }: Incident, log: RunLogState): string {
  return words[code](count ?? 1, log);
}

function steps(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
