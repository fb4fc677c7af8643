import type { Gpu, GpuQuery } from './gpus';

export interface GpuOptions {
  /** An index that a task or an argument names. */
  readonly requested: number | undefined;
  /** The choice of the last start in this workspace. */
  readonly remembered: number | undefined;
  /** The config's `device`, which ai-toolkit ignores but which tells what its author meant. */
  readonly device: string | undefined;
}

export type GpuDecision =
  | { readonly kind: 'take'; readonly gpu: Gpu }
  | { readonly kind: 'ask'; readonly gpus: readonly Gpu[]; readonly preselected: Gpu }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-there'; readonly requested: number };

/** What to do with the GPUs that there are: one is taken, of several the user picks, a named one must exist. */
export function decideGpu(gpus: readonly Gpu[], options: GpuOptions): GpuDecision {
  if (options.requested !== undefined) {
    const gpu = gpus.find(({ index }) => index === options.requested);
    return gpu ? { kind: 'take', gpu } : { kind: 'not-there', requested: options.requested };
  }
  const [first, second] = gpus;
  if (first === undefined) return { kind: 'none' };
  if (second === undefined) return { kind: 'take', gpu: first };
  const wanted = indexOfDevice(options.device) ?? options.remembered;
  const preselected = gpus.find(({ index }) => index === wanted) ?? freest(gpus) ?? first;
  return { kind: 'ask', gpus, preselected };
}

/** The GPUs that an inherited `CUDA_VISIBLE_DEVICES` leaves: a cluster or container gives only those to this session. */
export function visibleGpus(gpus: readonly Gpu[], variable: string | undefined): readonly Gpu[] {
  if (variable === undefined || variable.trim() === '') return gpus;
  const names = variable.split(',').map((name) => name.trim());
  return gpus.filter(({ index, uuid }) =>
    names.some((name) => name === String(index) || (name.startsWith('GPU-') && uuid.startsWith(name))),
  );
}

/** One line about how free a GPU is, for the pick. */
export function describeGpu(gpu: Gpu): string {
  const parts: string[] = [];
  if (gpu.memoryFree !== undefined && gpu.memoryTotal !== undefined) {
    parts.push(`${gibibytes(gpu.memoryFree)} of ${gibibytes(gpu.memoryTotal)} GiB free`);
  }
  if (gpu.load !== undefined) parts.push(`${gpu.load} % load`);
  const holder = holderText(gpu);
  if (holder !== undefined) parts.push(`held by ${holder}`);
  return parts.join(' · ');
}

/** Who computes on the GPU, as `python (4711)`, or undefined when nobody does. */
export function holderText(gpu: Gpu): string | undefined {
  if (gpu.holders.length === 0) return undefined;
  return gpu.holders.map(({ program, pid }) => `${program.split(/[\\/]/).at(-1)} (${pid})`).join(', ');
}

/** Why there is no GPU to train on, in words, with what can be done about it. */
export function explainNoGpu(query: GpuQuery, platform: NodeJS.Platform): string {
  const remedy =
    platform === 'darwin'
      ? 'Macs have no NVIDIA GPU. To train on another device, set qwenLora.gpu.required to false, or open the folder on a machine with a GPU through Remote-SSH.'
      : "Install the NVIDIA driver (580 or newer for ai-toolkit's CUDA 13 build), or open the folder on a machine with a GPU through Remote-SSH. Without an NVIDIA GPU, set qwenLora.gpu.required to false.";
  switch (query.kind) {
    case 'missing':
      return `No NVIDIA GPU was found: nvidia-smi is not on this machine. ${remedy}`;
    case 'timeout':
      return 'nvidia-smi did not answer, which usually means that the NVIDIA driver hangs. Close what uses the GPU or restart the machine, then try again.';
    case 'failed':
      return `The NVIDIA driver does not answer properly (${query.message}). Update or reinstall it, or restart the machine after an update.`;
    case 'gpus':
      return `No NVIDIA GPU was found: nvidia-smi lists none for this session. ${remedy}`;
  }
}

function indexOfDevice(device: string | undefined): number | undefined {
  const index = /^cuda:(\d+)$/.exec(device?.trim() ?? '')?.[1];
  return index === undefined ? undefined : Number(index);
}

function freest(gpus: readonly Gpu[]): Gpu | undefined {
  return [...gpus].sort((a, b) => (b.memoryFree ?? -1) - (a.memoryFree ?? -1))[0];
}

function gibibytes(mebibytes: number): string {
  return (mebibytes / 1024).toFixed(1);
}
