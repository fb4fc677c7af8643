import { type Checkpoint, otherCheckpoints } from './other-checkpoints';
import { qwenCheckpointOf } from './qwen-checkpoints';

export type { Checkpoint } from './other-checkpoints';

/** The checkpoint that a Hub id or a path names, a fine-tune's nearest one; undefined for an unknown name. */
export function checkpointOf(nameOrPath: string | undefined): Checkpoint | undefined {
  if (nameOrPath === undefined) return undefined;
  const name = nameOrPath.trim();
  const other = otherCheckpoints.find(({ pattern }) => pattern.test(name));
  if (other) return other;
  const qwen = qwenCheckpointOf(name);
  if (!qwen) return undefined;
  const { archSuffix, hubId, ...rest } = qwen;
  return { ...rest, hubIds: [hubId], ...(archSuffix === undefined ? {} : { archSuffix }) };
}

/** Whether a name is one of the checkpoint's own on Hugging Face, in any case of letters. */
export function isHubId({ hubIds }: Checkpoint, nameOrPath: string): boolean {
  return hubIds.some((id) => id.toLowerCase() === nameOrPath.trim().toLowerCase());
}

/** The arch of a checkpoint as the web UI writes it: `zimage:turbo`. */
export function archToWrite({ arch, archSuffix }: Pick<Checkpoint, 'arch' | 'archSuffix'>): string {
  return archSuffix === undefined ? arch : `${arch}:${archSuffix}`;
}

/** Archs whose weights have the same shape, so that a checkpoint of one is not a plain mistake under another. */
const kin: readonly RegExp[] = [
  /^qwen_image(?:_edit|_edit_plus)?$/,
  /^(?:flux|flex1|flex2|flux_kontext)$/,
  /^chroma/,
  /^zimage/,
  /^wan2/,
  /^hidream/,
  /^ltx/,
  /^mageflow/,
  /^boogu/,
  /^(?:sdxl|vega|ssd)$/,
];

/** Whether a checkpoint of one arch may be meant to train under another. */
export function areKin(arch: string, other: string): boolean {
  return arch === other || kin.some((group) => group.test(arch) && group.test(other));
}
