import type { LaunchFinding } from './launch-finding';

/** What a check found to be well, as one line: "GPU: NVIDIA GeForce RTX 4090, 23.1 of 24.0 GiB free". */
export interface LaunchFact {
  readonly subject: string;
  readonly value: string;
}

/** What a check of the machine says. */
export interface CheckAnswer {
  readonly findings: readonly LaunchFinding[];
  readonly facts: readonly LaunchFact[];
}

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

/** Bytes as people read them: "3.2 GiB", "340 MiB". */
export function sizeText(bytes: number): string {
  return bytes >= gibibyte ? `${(bytes / gibibyte).toFixed(1)} GiB` : `${Math.floor(bytes / mebibyte)} MiB`;
}
