/** What is seen of a running training besides the lines of its log. Times in seconds, memory in MiB. */
export interface LiveReadings {
  readonly phase: string;
  /** Since the log grew last. */
  readonly silentSeconds: number;
  /** Seconds per step, oldest first, one reading per few steps. */
  readonly speeds: readonly number[];
  /** Undefined where no GPU is read. */
  readonly gpuMemory: { readonly used: number; readonly total: number } | undefined;
}

export type LiveIncident =
  | { readonly code: 'stalled'; readonly seconds: number; readonly expected: number }
  /** `slowdown`: how many times as long a step takes as before. */
  | { readonly code: 'slow-steps'; readonly slowdown: number; readonly isMemoryFull: boolean };

/**
 * The longest silence of a phase that is still normal. ai-toolkit prints nothing while Python imports, while a model of
 * 40 GB is read from a slow disk, and during one image of a sample round; a training step always paints its bar.
 */
const silences: Readonly<Record<string, number>> = { training: 600, saving: 900, caching: 900 };
const longestSilence = 1800;
/** A step of several minutes is slow, not stalled. */
const stepsOfSilence = 5;
/**
 * A step that takes this many times as long as before counts. Images of several resolutions make steps of several
 * lengths, so a smaller factor counts only where the memory explains it.
 */
const slowdownThatCounts = 3;
const slowdownOfFullMemory = 1.5;
const recentSpeeds = 10;
const fewestSpeeds = 30;
/** Above this share the driver of Windows and WSL moves memory to the computer, which is slow and not shown by nvidia-smi. */
const fullShare = 0.98;

/** What goes wrong while a training runs, judged from a few readings. The notifications and the dashboard both ask here. */
export function liveIncidents(readings: LiveReadings): readonly LiveIncident[] {
  return [...stalled(readings), ...slowSteps(readings)];
}

function stalled({ phase, silentSeconds, speeds }: LiveReadings): LiveIncident[] {
  const slowest = Math.max(0, ...speeds.slice(-5));
  const expected = Math.max(silences[phase] ?? longestSilence, slowest * stepsOfSilence);
  return silentSeconds > expected ? [{ code: 'stalled', seconds: silentSeconds, expected }] : [];
}

function slowSteps({ phase, speeds, gpuMemory }: LiveReadings): LiveIncident[] {
  const slowdown = slowdownOf(speeds);
  if (phase !== 'training' || slowdown === undefined) return [];
  const isMemoryFull = gpuMemory !== undefined && gpuMemory.used / gpuMemory.total > fullShare;
  const counts = isMemoryFull ? slowdownOfFullMemory : slowdownThatCounts;
  return slowdown >= counts ? [{ code: 'slow-steps', slowdown, isMemoryFull }] : [];
}

/** How many times as long a step takes now as it did before: medians, since single steps jump. */
function slowdownOf(speeds: readonly number[]): number | undefined {
  if (speeds.length < fewestSpeeds) return undefined;
  const before = median(speeds.slice(0, -recentSpeeds));
  return before > 0 ? median(speeds.slice(-recentSpeeds)) / before : undefined;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
