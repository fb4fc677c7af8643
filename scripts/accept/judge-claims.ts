import type { PlainValue } from '../../core/rehearsal/index';
import type { Claim } from '../../core/syntax/finding';
import type { Observed } from './observe';

/** The run of a text with one fault, and of the same text without it. */
export interface Trial {
  /** `fixture.yaml train.lr` */
  readonly name: string;
  readonly written: Observed;
  /** Undefined where no edit of the text removes the fault. */
  readonly without: Observed | undefined;
  /** The faulty key below its process, and its value as the loader reads it; undefined where the fault is not a key. */
  readonly key: string | undefined;
  readonly value: PlainValue | undefined;
}

export type Verdict = 'holds' | 'false' | 'not shown';

export interface Judged {
  readonly verdict: Verdict;
  /** What was seen, in a few words. */
  readonly seen: string;
  readonly trial: string | undefined;
}

/**
 * Phases of the run reader for each place that a claim names. A fault shows where its value is used, which may be a phase
 * later than the one that is at work: the reader enters a phase when its first line is printed.
 */
const phases: Readonly<Record<Claim['where'], readonly string[]>> = {
  load: ['preparing', 'starting', 'loading', 'quantizing'],
  network: ['network', 'loading', 'quantizing'],
  dataset: ['dataset', 'caching', 'network'],
  start: ['preparing', 'starting', 'loading', 'quantizing', 'network', 'dataset', 'caching', 'baseline'],
  step: ['training', 'caching', 'baseline'],
  sample: ['baseline', 'sampling', 'training'],
  save: ['saving', 'training', 'finishing'],
  resume: ['resuming', 'network', 'loading'],
  after: ['finishing', 'training', 'saving'],
};

/** Whether a claim can be shown by a run on a CPU: not cost and not advice. */
export function canBeShown({ what }: Claim): boolean {
  return what !== 'costs' && what !== 'advice';
}

/** Holds a claim against the runs of its faults. It holds when one shows it, and is false when none of at least one does. */
export function judgeClaim(claim: Claim, trials: readonly Trial[]): Judged {
  if (!canBeShown(claim)) {
    return { verdict: 'not shown', seen: `about ${claim.what}`, trial: undefined };
  }
  const [first] = trials;
  if (!first) return { verdict: 'not shown', seen: 'no fixture can be run', trial: undefined };
  for (const trial of trials) {
    const shown = shows(claim, trial);
    if (shown !== undefined) return { verdict: 'holds', seen: shown, trial: trial.name };
  }
  return { verdict: 'false', seen: inWords(first), trial: first.name };
}

/** What shows the claim; undefined where the trial does not. */
function shows(claim: Claim, trial: Trial): string | undefined {
  if (claim.what === 'fails') return showsFailure(claim, trial);
  if (trial.written.failedIn !== undefined) return undefined;
  return claim.what === 'ignored' ? showsNothing(claim, trial) : showsChange(claim, trial);
}

function showsFailure(claim: Claim, { written, without }: Trial): string | undefined {
  if (written.failedIn === undefined || !phases[claim.where].includes(written.failedIn)) return undefined;
  // A failure that stays without the fault is not the fault's.
  if (without?.exception !== undefined && without.exception === written.exception) return undefined;
  if (written.reason === 'error') return undefined;
  return `fails in ${written.failedIn} (${written.reason}): ${written.exception ?? ''}`;
}

/** A setting that has no effect: the same weights or losses without it. A training that has no effect: an untrained LoRA. */
function showsNothing(claim: Claim, { written, without }: Trial): string | undefined {
  if (written.trained === 0) return 'the LoRA is untrained';
  if (!without || without.failedIn !== undefined) return undefined;
  if (claim.where === 'sample') {
    return written.samples !== '' && written.samples === without.samples ? 'the same samples' : undefined;
  }
  if (written.weights !== '' && hashes(written) === hashes(without)) return 'the same weights';
  if (written.losses !== '' && written.losses === without.losses) return 'the same losses';
  if (written.losses === '' && without.losses !== '') return 'no step is trained';
  const { trained = 0 } = without;
  return written.trained !== undefined && written.trained < trained / 20
    ? `the LoRA is hardly trained: ${written.trained.toPrecision(2)} of ${trained.toPrecision(2)}`
    : undefined;
}

/** Weights without the names of the files, which a job's name changes. */
function hashes({ weights }: Observed): string {
  return weights.replace(/\S+\.safetensors /g, '');
}

/** Another value than the written one at the key, or a run that differs from the one without the fault. */
function showsChange(claim: Claim, trial: Trial): string | undefined {
  const { written, without, key, value } = trial;
  const end = key === undefined ? undefined : (sampleSide(written, key) ?? endValue(written, key));
  if (key !== undefined && end !== undefined && value !== undefined && !isSame(end, value)) {
    return `${key}: ${shown(value)} ends as ${shown(end)}`;
  }
  if (!without) return undefined;
  if (without.failedIn !== undefined) return `comes to its end; without it: ${without.exception ?? ''}`;
  const other = differingValue(written, without, key);
  if (other !== undefined) return other;
  if (claim.where === 'sample') {
    return written.samples === without.samples ? undefined : 'other samples';
  }
  if (written.weights.split(', ').length !== without.weights.split(', ').length) return 'other files';
  if (written.losses !== without.losses) return 'other losses';
  return written.weights === without.weights ? undefined : 'other weights';
}

/** A value of another key that the fault changes. */
function differingValue(written: Observed, without: Observed, key: string | undefined): string | undefined {
  const before = new Map(without.values.flatMap((values) => flat(values)));
  for (const [name, value] of written.values.flatMap((values) => flat(values))) {
    if (name === key || !before.has(name) || before.get(name) === value) continue;
    return `${name} ends as ${value}, without it as ${before.get(name)}`;
  }
  return undefined;
}

function flat(value: unknown, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, JSON.stringify(value) ?? '']];
  const entries = Object.entries(value);
  return entries.flatMap(([key, item]) =>
    // The place of the run's own files differs from run to run.
    /path|folder|root/.test(key) ? [] : flat(item, name === '' ? key : `${name}.${key}`),
  );
}

/** The side of the samples that were made, for `sample.width` and `sample.height`. */
function sampleSide({ samples }: Observed, key: string): number | undefined {
  const [, side] = /^sample\.(?:samples\.\d+\.)?(width|height)$/.exec(key) ?? [];
  const size = / (\d+)x(\d+) /.exec(samples);
  return side === undefined || !size ? undefined : Number(side === 'width' ? size[1] : size[2]);
}

function endValue({ values }: Observed, key: string): unknown {
  let at: unknown = values[0];
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

function isSame(end: unknown, value: PlainValue): boolean {
  return JSON.stringify(end) === JSON.stringify(value) || end === value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function inWords({ written, without }: Trial): string {
  if (written.failedIn !== undefined) {
    const same = without?.exception === written.exception ? ' (without the fault too)' : '';
    const unknown = written.reason === 'error' ? ' (no explanation)' : '';
    return `fails in ${written.failedIn}${same}${unknown}: ${written.exception ?? written.reason ?? ''}`;
  }
  if (!without) return 'comes to its end';
  if (without.failedIn !== undefined) return `comes to its end; without it fails in ${without.failedIn}`;
  const same = hashes(written) === hashes(without) || written.losses === without.losses;
  return same ? 'the same weights or losses without it' : 'other weights without it';
}
