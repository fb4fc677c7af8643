import { checkpointStep } from '../trainer/checkpoint-name';

/** A file of a run's folder: its path below the folder with `/`, its size in bytes, its last change in ms since 1970. */
export interface RunFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

/** A sample image by its name, `<ms>__<step>_<prompt>.<ext>` (BaseSDTrainProcess.py:304-311). */
export interface SampleImage {
  readonly file: string;
  readonly step: number;
  /** Position in `sample.samples` or `sample.prompts`, from 0. */
  readonly prompt: number;
  /** When it was saved, ms since 1970. */
  readonly savedAt: number;
  /** Its thumbnail of 300 x 300 pixels, when that is there. */
  readonly thumbnail: string | undefined;
}

export interface CheckpointFile {
  readonly file: string;
  /** From the name; undefined for the final file. */
  readonly step: number | undefined;
  readonly size: number;
  readonly modified: number;
}

/** What lies in a job's folder. Paths are relative to it. */
export interface RunFolder {
  readonly samples: readonly SampleImage[];
  /** By step, the final file last. */
  readonly checkpoints: readonly CheckpointFile[];
  readonly final: CheckpointFile | undefined;
  readonly optimizer: RunFile | undefined;
  /** `.tmp…` files that a killed save left behind; nobody removes them. */
  readonly leftovers: readonly RunFile[];
  readonly hasLossLog: boolean;
}

const imagePattern = /^samples\/(\d+)__(\d+)_(\d+)\.(?:jpe?g|png|webp)$/i;

/** Sorts the files of a job's folder. `jobName` tells its checkpoints from other files; without it the folder's own do. */
export function readRunFolder(files: readonly RunFile[], jobName: string | undefined): RunFolder {
  const paths = new Set(files.map((file) => file.path));
  const checkpoints = checkpointsOf(files, jobName ?? guessJobName(files));
  return {
    samples: samplesOf(files, paths),
    checkpoints,
    final: checkpoints.find((one) => one.step === undefined),
    optimizer: files.find((file) => file.path === 'optimizer.pt'),
    leftovers: files.filter((file) => /^[^/]*\.tmp\w{6}$|^\.tmp[^/]*$/.test(file.path)),
    hasLossLog: paths.has('loss_log.db'),
  };
}

/** The newest image of every prompt and step; a step that is generated again keeps its older files on the disk. */
export function newestSamples(samples: readonly SampleImage[]): readonly SampleImage[] {
  const newest = new Map<string, SampleImage>();
  for (const sample of samples) newest.set(`${sample.step}/${sample.prompt}`, sample);
  return [...newest.values()];
}

function samplesOf(files: readonly RunFile[], paths: ReadonlySet<string>): SampleImage[] {
  const samples: SampleImage[] = [];
  for (const { path } of files) {
    const match = imagePattern.exec(path);
    if (match === null) continue;
    const thumbnail = `samples/.thumbs/${path.slice('samples/'.length)}.jpg`;
    samples.push({
      file: path,
      step: Number(match[2]),
      prompt: Number(match[3]),
      savedAt: Number(match[1]),
      thumbnail: paths.has(thumbnail) ? thumbnail : undefined,
    });
  }
  return samples.sort((a, b) => a.savedAt - b.savedAt || a.prompt - b.prompt);
}

function checkpointsOf(files: readonly RunFile[], jobName: string | undefined): CheckpointFile[] {
  if (jobName === undefined) return [];
  const found: CheckpointFile[] = [];
  for (const { path, size, modified } of files) {
    if (path.includes('/') || !/\.(?:safetensors|pt)$/.test(path)) continue;
    const step = checkpointStep(path, jobName);
    if (step === undefined) continue;
    found.push({ file: path, step: step === 'final' ? undefined : step, size, modified });
  }
  return found.sort((a, b) => (a.step ?? Number.POSITIVE_INFINITY) - (b.step ?? Number.POSITIVE_INFINITY));
}

function guessJobName(files: readonly RunFile[]): string | undefined {
  for (const { path } of files) {
    const name = /^([^/]+?)(?:_\d{9})?\.safetensors$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
