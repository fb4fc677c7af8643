import type { ConfigNode } from '../../syntax/config-node';

/** What hints are about; each can be switched off by itself. */
export const hintKinds = [
  'datasets',
  'resolution',
  'batch',
  'steps',
  'checkpoints',
  'samples',
  'network',
  'quantization',
] as const;

export type HintKind = (typeof hintKinds)[number];

/** A few words at the end of a value. */
export interface Hint {
  readonly kind: HintKind;
  /** Offset in the text: the end of the value. */
  readonly offset: number;
  readonly text: string;
  /** A sentence or two that say more. */
  readonly tooltip: string;
}

/** A hint at the end of a value; none where the value is not written. */
export function hintAt(
  node: ConfigNode | undefined,
  kind: HintKind,
  parts: readonly (string | undefined)[],
  tooltip: string,
): Hint[] {
  const text = parts.filter((part) => part !== undefined).join(' · ');
  const isWritten = node !== undefined && !(node.kind === 'scalar' && node.style === 'absent');
  return isWritten && text !== '' ? [{ kind, offset: node.span.end, text, tooltip }] : [];
}

/** `1 image`, `70 images`. */
export function counted(count: number, noun: string): string {
  const plural = /(?:ch|s|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** `295 MB`, `2.9 GB` (10⁶ and 10⁹ bytes). */
export function bytesText(bytes: number): string {
  return bytes >= 999.5e6 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** `17`, `1.7`: a tenth where it matters. */
export function roundNumber(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : String(Math.round(value * 10) / 10);
}
