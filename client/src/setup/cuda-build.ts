import type { GpuQuery } from '../launch/gpus';

/** Which build of torch the machine's driver can run. */
export type CudaBuild =
  /** A wheel index of that name. */
  | { readonly kind: 'cuda'; readonly index: 'cu130' | 'cu126' }
  /** The plain build, as on a Mac. */
  | { readonly kind: 'plain' }
  /** No driver answers, so nothing tells which; the newest would be it. */
  | { readonly kind: 'no-driver'; readonly index: 'cu130' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Chooses as ai-toolkit's own manager does (`manager/spec.py`, `_cuda_flavor`): CUDA 13 where the driver knows it, 12.6
 * otherwise, nothing for older ones, nor for a Blackwell card under a driver that is older than the card's CUDA.
 */
export function chooseCudaBuild(query: GpuQuery, platform: NodeJS.Platform): CudaBuild {
  if (platform === 'darwin') return { kind: 'plain' };
  const gpus = query.kind === 'gpus' ? query.gpus : [];
  const driver = gpus.find((gpu) => gpu.driver !== undefined)?.driver;
  if (driver === undefined) return { kind: 'no-driver', index: 'cu130' };
  const major = Number(driver.split('.')[0]);
  if (major >= firstWithCuda13) return { kind: 'cuda', index: 'cu130' };
  if (major < firstWithCuda126) {
    return {
      kind: 'refused',
      reason: `The NVIDIA driver ${driver} is too old for the torch that ai-toolkit needs. Update it to ${firstWithCuda13} or newer, then set up again.`,
    };
  }
  const blackwell = gpus.find(({ name }) => /Blackwell|RTX 50\d\d|\bG?B[123]00\b/.test(name));
  if (blackwell) {
    return {
      kind: 'refused',
      reason: `The ${blackwell.name} needs CUDA 13, which the NVIDIA driver ${driver} does not know. Update the driver to ${firstWithCuda13} or newer, then set up again.`,
    };
  }
  return { kind: 'cuda', index: 'cu126' };
}

/** NVIDIA's release notes: the first branches whose drivers run CUDA 13.0 and 12.6. */
const firstWithCuda13 = 580;
const firstWithCuda126 = 560;
