/** What is seen of a running training from outside of its log. Times in seconds, memory in MiB. */
export interface LiveReadings {
  readonly phase: string;
  /** Since the log grew last. */
  readonly silentSeconds: number;
  /** Seconds per step over the run, oldest first, one reading per few steps. */
  readonly speeds: readonly number[];
  readonly gpuMemory: { readonly used: number; readonly total: number } | undefined;
}

export type LiveIncident =
  | { readonly code: 'stalled'; readonly seconds: number; readonly expected: number }
  | { readonly code: 'memory-full-and-slow'; readonly slowdown: number };

/**
 * The longest silence of a phase that is still normal. ai-toolkit prints nothing while Python imports, while a model of
 * 40 GB is read from a slow disk, and during one image of a sample round; a training step always paints its bar.
 */
const silences: Readonly<Record<string, number>> = {
  training: 600,
  saving: 900,
  sampling: 900,
  baseline: 900,
  caching: 900,
};
const longestSilence = 1800;
/** A step that takes this many times as long as before. */
const slowdownThatCounts = 1.5;
const fewestSpeeds = 20;
/** Above this share the driver of Windows and WSL moves memory to the computer, which is slow and not shown by nvidia-smi. */
const fullShare = 0.98;

/** What goes wrong while a training runs, judged from a few readings. */
export function liveIncidents(readings: LiveReadings): readonly LiveIncident[] {
  const incidents: LiveIncident[] = [];
  const slowest = Math.max(0, ...readings.speeds.slice(-5));
  // A step of several minutes is slow, not stalled.
  const expected = Math.max(silences[readings.phase] ?? longestSilence, slowest * 5);
  if (readings.silentSeconds > expected)
    incidents.push({ code: 'stalled', seconds: readings.silentSeconds, expected });
  const { gpuMemory } = readings;
  const slowdown = slowdownOf(readings.speeds);
  if (
    gpuMemory !== undefined &&
    gpuMemory.used / gpuMemory.total > fullShare &&
    slowdown !== undefined &&
    slowdown >= slowdownThatCounts
  )
    incidents.push({ code: 'memory-full-and-slow', slowdown });
  return incidents;
}

/** How many times as long a step takes now as in the fastest quarter of the run. */
function slowdownOf(speeds: readonly number[]): number | undefined {
  if (speeds.length < fewestSpeeds) return undefined;
  const sorted = [...speeds].sort((one, other) => one - other);
  const usual = sorted[Math.floor(sorted.length / 4)] ?? 0;
  const recent = [...speeds.slice(-5)].sort((one, other) => one - other)[2] ?? 0;
  return usual > 0 ? recent / usual : undefined;
}
