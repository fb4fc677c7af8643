import type { Gpu } from './gpus';

/** A slot is one GPU, or the one place of a machine without; its starts run one after another. */
export type GpuSlot = Gpu | undefined;

/** The GPUs that further starts could begin on at once: nobody computes there, and no training of ours has or awaits them. */
export function idleGpus(gpus: readonly Gpu[], taken: ReadonlySet<string>): Gpu[] {
  return gpus.filter(({ uuid, holders }) => holders.length === 0 && !taken.has(uuid));
}

/** The slot of the start at a place (from zero) when starts are dealt out in turn, and whether it begins there or waits. */
export function slotOf(
  slots: readonly GpuSlot[],
  place: number,
): { readonly slot: GpuSlot; readonly begins: boolean } {
  return { slot: slots[place % Math.max(1, slots.length)], begins: place < slots.length };
}
