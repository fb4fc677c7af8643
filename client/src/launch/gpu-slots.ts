import type { Gpu } from './gpus';

/** A lane is one GPU, or the one place of a machine without; its starts run one after another. */
export type Lane = Gpu | undefined;

/** The GPUs that further starts could begin on at once: nobody computes there, and no training of ours has or awaits them. */
export function idleGpus(gpus: readonly Gpu[], taken: ReadonlySet<string>): Gpu[] {
  return gpus.filter(({ uuid, holders }) => holders.length === 0 && !taken.has(uuid));
}

/** The lane of the start at a place (from zero) when starts are dealt out in turn, and whether it begins there or waits. */
export function laneOf(
  lanes: readonly Lane[],
  place: number,
): { readonly lane: Lane; readonly begins: boolean } {
  return { lane: lanes[place % Math.max(1, lanes.length)], begins: place < lanes.length };
}
