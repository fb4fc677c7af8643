/** A GPU that can be asked for, by the name that SkyPilot uses. */
export interface RemoteGpu {
  readonly name: string;
  /** GiB. */
  readonly memory: number;
}

/** GPUs that train Qwen-Image, the smallest first. Spellings of newer ones differ by cloud. */
const remoteGpus: readonly RemoteGpu[] = [
  { name: 'L4', memory: 24 },
  { name: 'A10G', memory: 24 },
  { name: 'RTX4090', memory: 24 },
  { name: 'RTX5090', memory: 32 },
  { name: 'A100', memory: 40 },
  { name: 'L40S', memory: 48 },
  { name: 'RTXA6000', memory: 48 },
  { name: 'A100-80GB', memory: 80 },
  { name: 'H100', memory: 80 },
  { name: 'RTXPRO6000', memory: 96 },
  { name: 'H200', memory: 141 },
];

/**
 * The GPUs that a run fits on, the smallest first.
 *
 * @param needed GiB at the run's peak
 */
export function gpusThatFit(needed: number): readonly RemoteGpu[] {
  return remoteGpus.filter(({ memory }) => memory >= needed).sort((a, b) => a.memory - b.memory);
}

/** Whether a text is a GPU as SkyPilot reads it: `L40S:1`, `H100`. */
export function isAccelerator(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?::\d{1,3})?$/.test(text);
}

/** Whether a text is a place as SkyPilot reads `infra` (sky/utils/schemas.py). */
export function isInfra(text: string): boolean {
  const part = '[A-Za-z0-9][A-Za-z0-9_.:@-]{0,62}';
  return new RegExp(
    `^(?:(?:${part}|\\*)(?:/${part}(?:/${part})?)?|(?:kubernetes|k8s)(?:/[\\w.:@/-]{1,200})?)$`,
    'i',
  ).test(text);
}
