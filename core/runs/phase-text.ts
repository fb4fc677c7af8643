import type { Download } from './log/downloads';
import type { RunLogState, SubProgress } from './log/state';
import { phaseInWords } from './phase-words';

/** What a run does now, with its count: `quantizing the model 34/60`, `downloading 12.1 of 40.9 GB`, `saved step 250`. */
export function phaseText(log: RunLogState): string {
  const { phase, subProgress, download } = log;
  if (log.ended) return 'ending';
  if (download !== undefined && (phase === 'starting' || phase === 'loading' || phase === 'quantizing')) {
    return downloadText(download);
  }
  // Python imports its libraries for 5 to 30 seconds before the first line with a name.
  if (phase === 'starting') return log.config === undefined ? 'Python loads its libraries' : 'starting';
  if (phase === 'saving' && !log.saving) return `saved ${lastSaved(log)}`;
  if (phase === 'finishing' && subProgress === undefined) return 'saving the final LoRA';
  return subProgress === undefined ? phaseInWords(phase) : countedText(phase, subProgress);
}

/** File, share, speed and time left, over all files that have had a bar. */
function downloadText({ file, doneBytes, totalBytes, bytesPerSecond }: Download): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const share =
    totalBytes === undefined || totalBytes === 0 ? '' : ` (${Math.floor((100 * doneBytes) / totalBytes)} %)`;
  const size = `downloading ${name} · ${bytesText(doneBytes, totalBytes)}${share}`;
  if (bytesPerSecond === undefined || bytesPerSecond <= 0) return size;
  const speed = `${size} · ${bytesText(bytesPerSecond, undefined)}/s`;
  if (totalBytes === undefined || totalBytes <= doneBytes) return speed;
  const minutes = Math.round((totalBytes - doneBytes) / bytesPerSecond / 60);
  return minutes < 1 ? speed : `${speed} · ${minutes} min`;
}

function lastSaved({ checkpoints }: RunLogState): string {
  const step = checkpoints.at(-1)?.step;
  return step === undefined ? 'the LoRA' : `step ${step}`;
}

/** Bars whose label says more than the phase. */
const labels: readonly (readonly [RegExp, string])[] = [
  [/^Caching latents/, 'caching latents'],
  [/^Caching text.?embeddings/, 'caching text embeddings'],
  [/^Generating Controls/, 'generating control images'],
  [/^Attaching quantization/, 'attaching the quantization'],
];

/** Counts of tensors and shards say nothing to a person; images and blocks do. */
function countedText(phase: RunLogState['phase'], { label, done, total }: SubProgress): string {
  if (phase === 'loading') return `${phaseInWords(phase)} ${Math.round((100 * done) / Math.max(1, total))} %`;
  if (phase === 'network' || phase === 'dataset') return phaseInWords(phase);
  const words = labels.find(([pattern]) => pattern.test(label))?.[1] ?? phaseInWords(phase);
  return `${words} ${done}/${total}`;
}

/** `12.1 of 40.9 GB`; in MB below one GB. */
function bytesText(done: number, total: number | undefined): string {
  const [unit, size] = (total ?? done) >= 1e9 ? ['GB', 1e9] : ['MB', 1e6];
  const number = (bytes: number): string => (bytes / Number(size)).toFixed(unit === 'GB' ? 1 : 0);
  return total === undefined ? `${number(done)} ${unit}` : `${number(done)} of ${number(total)} ${unit}`;
}
