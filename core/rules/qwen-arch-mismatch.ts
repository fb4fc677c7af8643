import { certainQwenCheckpointOf, isQwenArch, type QwenCheckpoint } from '../profiles/qwen-checkpoints';
import { holdsVariable, isText, type TextScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenArchMismatch: Rule = {
  code: 'qwen-arch-mismatch',
  severity: 'warning',
  summary: '`model.arch` and the checkpoint in `name_or_path` do not match.',
  claims: [{ where: 'step', what: 'advice', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const arch = process.node('model.arch');
      const name = process.text('model.name_or_path');
      if (!isText(arch) || !name || holdsVariable(arch) || holdsVariable(name)) continue;
      const checkpoint = certainQwenCheckpointOf(name.value);
      if (!checkpoint || !isQwenArch(process.arch)) continue;
      const problem = archProblem(process.arch, checkpoint) ?? suffixProblem(arch.value, checkpoint);
      if (problem) yield finding(arch, name, checkpoint, problem);
    }
  },
};

function finding(arch: TextScalar, name: TextScalar, checkpoint: QwenCheckpoint, problem: string): Finding {
  const fitting = checkpoint.archSuffix ? `${checkpoint.arch}:${checkpoint.archSuffix}` : checkpoint.arch;
  return {
    span: arch.span,
    message: `${problem} Write 'arch: ${fitting}'.`,
    related: [{ span: name.span, message: 'The checkpoint is set here.' }],
    fixes: [{ title: `Change to '${fitting}'`, safe: false, edits: [replaceScalar(arch, fitting)] }],
  };
}

/** `qwen_image` with an edit checkpoint is a deliberate choice: it trains the checkpoint without control images. */
function archProblem(arch: string, checkpoint: QwenCheckpoint): string | undefined {
  if (arch === checkpoint.arch || arch === 'qwen_image') return undefined;
  const what =
    checkpoint.arch === 'qwen_image'
      ? 'was not trained with control images'
      : `expects control images in another form than '${arch}' provides`;
  return `'${checkpoint.name}' ${what}, so the LoRA learns something that does not fit the checkpoint.`;
}

/** The web UI writes the release after a colon; ai-toolkit ignores it. */
function suffixProblem(arch: string, checkpoint: QwenCheckpoint): string | undefined {
  const suffix = /:(\d{4})$/.exec(arch)?.[1];
  if (suffix === undefined || checkpoint.name.endsWith(suffix)) return undefined;
  return `'${arch}' names another release than the checkpoint '${checkpoint.name}': ai-toolkit ignores the part after the colon and trains '${checkpoint.name}'.`;
}
