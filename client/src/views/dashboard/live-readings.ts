import type { GpusView } from '../../../../common/dashboard-page';
import type { LiveReadings } from '../../../../core/runs/index';
import type { RunReading } from '../../runs/watch/run-watch';

/** What is seen of a running training from outside of its log. `now` in milliseconds since 1970. */
export function liveReadings(
  { state, speeds, logChangedAt, place }: RunReading,
  gpus: GpusView | undefined,
  now: number,
): LiveReadings {
  const gpu = gpus?.gpus.find(({ index }) => index === place.record?.gpu?.index);
  const used = gpu?.memory.at(-1);
  return {
    phase: state.phase,
    silentSeconds: logChangedAt === undefined ? 0 : Math.max(0, now - logChangedAt) / 1000,
    speeds,
    gpuMemory:
      gpu?.memoryTotal === undefined || used === undefined || used === null
        ? undefined
        : { used, total: gpu.memoryTotal },
  };
}
