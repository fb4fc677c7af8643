import { sizeText } from './check-answer';
import type { LaunchFinding } from './launch-finding';

const gibibyte = 1024 ** 3;

/** The computer's memory, in bytes. */
export interface MachineMemory {
  readonly total: number;
  /** The limit of the container that this runs in; undefined without one. */
  readonly limit: number | undefined;
  /** Swap or page file; undefined where the system does not say. */
  readonly swap: number | undefined;
  /** Room in `/dev/shm`; undefined where there is no such folder. */
  readonly shared: number | undefined;
}

/** What a run needs of the machine, by the plan; undefined where the plan cannot tell. */
export interface StartNeeds {
  /** GiB of the computer's memory at the peak, the lower end of the estimate. */
  readonly hostGiB: number | undefined;
  /** GiB of the GPU's memory at the peak, the lower end of the estimate. */
  readonly gpuGiB: number | undefined;
  /** Most processes that load the data of one dataset. */
  readonly workers: number;
}

/** Whether the computer's memory, with swap, is enough to load the model. */
export function judgeMemory(
  { total, limit, swap }: MachineMemory,
  { hostGiB }: StartNeeds,
  platform: string,
): LaunchFinding[] {
  if (hostGiB === undefined) return [];
  const isLimited = limit !== undefined && limit < total;
  const memory = isLimited ? limit : total;
  // A container's limit counts without the machine's swap, which need not be its own.
  const reachable = memory + (isLimited ? 0 : (swap ?? 0));
  // Windows makes its page file larger while it runs, as far as the disk allows.
  if (reachable >= hostGiB * gibibyte || (platform === 'win32' && memory >= hostGiB * gibibyte * 0.6))
    return [];
  const there = isLimited
    ? `this container may use ${sizeText(memory)}`
    : `this computer has ${sizeText(memory)}${swap === undefined || swap === 0 ? ' and no swap' : ` and ${sizeText(swap)} of swap`}`;
  const remedy = isLimited
    ? 'Give the container more memory (--memory)'
    : platform === 'win32'
      ? 'Make the page file larger'
      : 'Add swap';
  return [
    {
      severity: 'warning',
      code: 'memory-low',
      message: `Loading the model needs about ${Math.ceil(hostGiB)} GiB of the computer's memory, and ${there}. Without enough of it the system ends the training. ${remedy}, close other programs, or use a machine with more memory.`,
    },
  ];
}

/** A page of images waits in shared memory for each worker; Docker's default of 64 MiB is soon full. */
const leastPerWorker = 48 * 1024 ** 2;

/** Whether the workers that load the data have room to hand it over. */
export function judgeSharedMemory({ shared }: MachineMemory, { workers }: StartNeeds): LaunchFinding[] {
  if (shared === undefined || workers === 0 || shared >= workers * leastPerWorker) return [];
  return [
    {
      severity: 'warning',
      code: 'shared-memory-low',
      message: `/dev/shm has room for ${sizeText(shared)}, and the ${workers === 1 ? 'process that loads' : `${workers} processes that load`} the images hand them over there. The run can end with a bus error or "No space left on device". Start the container with --shm-size=2g, or write 'num_workers: 0' in the datasets.`,
      path: '/dev/shm',
    },
  ];
}

/** Whether the GPU has as much memory free as the run needs at its peak. `freeBytes` is what the driver says now. */
export function judgeGpuMemory(
  gpu: { readonly name: string; readonly freeBytes: number | undefined },
  { gpuGiB }: StartNeeds,
): LaunchFinding[] {
  if (gpuGiB === undefined || gpu.freeBytes === undefined || gpu.freeBytes >= gpuGiB * gibibyte) return [];
  return [
    {
      severity: 'warning',
      code: 'gpu-memory-low',
      message: `${gpu.name} has ${sizeText(gpu.freeBytes)} of memory free, and this config needs about ${gpuGiB.toFixed(1)} GiB or more (an estimate). Quantize the model, lower the resolution, or set 'low_vram: true'; the training plan shows what each costs.`,
    },
  ];
}
