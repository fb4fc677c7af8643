import type { RunLogState, RunPhase } from '../../../../core/runs/index';

const words: Readonly<Record<RunPhase, string>> = {
  starting: 'Python loads its libraries',
  loading: 'loading the model',
  quantizing: 'quantizing',
  network: 'creating the LoRA',
  dataset: 'reading the dataset',
  caching: 'caching',
  baseline: 'generating the first samples',
  training: 'training',
  saving: 'saving',
  sampling: 'generating samples',
  finishing: 'finishing',
};

/** Bars whose label says more than the phase. */
const labels: readonly (readonly [RegExp, string])[] = [
  [/^Caching latents/, 'caching latents'],
  [/^Caching text.?embeddings/, 'caching text embeddings'],
  [/^Generating Controls/, 'generating control images'],
  [/^Attaching quantization/, 'attaching the quantization'],
];

/** The phase in words, as `quantizing 34/60` or `downloading 12.1 of 41.2 GB`. */
export function phaseText({ phase, subProgress }: RunLogState): string {
  if (subProgress === undefined) return words[phase];
  const { label, done, total } = subProgress;
  // Loading counts tensors or shards, which mean nothing to a reader; a download counts bytes.
  if (isBytes(total)) return `downloading ${gigabytes(done)} of ${gigabytes(total)} GB`;
  if (phase === 'loading') return `${words.loading} ${Math.round((100 * done) / Math.max(1, total))} %`;
  const word = labels.find(([pattern]) => pattern.test(label))?.[1] ?? words[phase];
  return `${word} ${done}/${total}`;
}

function isBytes(total: number): boolean {
  return total >= 10_000_000;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
