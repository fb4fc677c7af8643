import { familyOf } from '../profiles/model-families';
import type { TrainingProcess } from '../trainer/training-config';

/** The kinds of small checkpoint that the Python program can make; each is one folder layout. */
export type CheckpointKind = 'image' | 'edit' | 'image2';

/** What is rehearsed for a process, or why it cannot be. */
export type CheckpointChoice =
  | { readonly kind: CheckpointKind; readonly arch: string }
  | { readonly reason: string };

/** By arch; the edit archs need a processor beside what qwen_image reads. */
const kindsByArch: Readonly<Record<string, CheckpointKind>> = {
  qwen_image: 'image',
  qwen_image_edit: 'edit',
  qwen_image_edit_plus: 'edit',
  qwen_image_2: 'image2',
};

/**
 * Which small checkpoint takes the place of a process's model. An arch that only resembles a Qwen arch ('qwen-image',
 * 'Qwen') is rehearsed too: ai-toolkit fails with it, and the rehearsal shows how.
 */
export function chooseCheckpoint(process: TrainingProcess): CheckpointChoice {
  const { arch } = process;
  const known = arch === undefined ? undefined : kindsByArch[arch];
  if (arch !== undefined && known) return { kind: known, arch };
  if (arch !== undefined && /qwen/i.test(arch)) {
    return { kind: /edit/i.test(arch) ? 'edit' : 'image', arch };
  }
  if (!arch && (familyOf(process) === 'qwen' || /qwen/i.test(process.nameOrPath ?? ''))) {
    return { kind: /edit/i.test(process.nameOrPath ?? '') ? 'edit' : 'image', arch: '' };
  }
  return {
    reason: arch
      ? `Only Qwen-Image models can be rehearsed; model.arch is '${arch}'.`
      : 'Only Qwen-Image models can be rehearsed, and the config does not name one in model.arch.',
  };
}
