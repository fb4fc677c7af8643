import type { Gpu } from './gpus';

/** A GPU, or the one place of a machine without; its starts run one after another. */
export type GpuSlot = Gpu | undefined;

/** The GPUs that further starts could begin on at once: nobody computes there, and no training of ours has or awaits them. */
export function idleGpus(gpus: readonly Gpu[], taken: ReadonlySet<string>): Gpu[] {
  return gpus.filter(({ uuid, holders }) => holders.length === 0 && !taken.has(uuid));
}

/** Where a target trains, and whether it begins there at once or waits for the one before it. */
export interface PlannedStart<T> {
  readonly target: T;
  readonly slot: GpuSlot;
  readonly begins: boolean;
}

/**
 * Deals targets out to the slots in turn: the first of each slot begins, the others wait.
 *
 * @param started how many starts the slots have got already; a target that could not be prepared takes no place
 */
export function planStarts<T>(
  targets: readonly T[],
  slots: readonly GpuSlot[],
  started = 0,
): readonly PlannedStart<T>[] {
  return targets.map((target, index) => {
    const place = started + index;
    return { target, slot: slots[place % Math.max(1, slots.length)], begins: place < slots.length };
  });
}
