import { isQwen } from '../profiles/model-families';
import { qwenCheckpointOf } from '../profiles/qwen-checkpoints';
import { holdsVariable, isNull } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { fillNull, formatScalar, insertEntry, replaceSpan, textLikeSiblings } from '../syntax/text-edits';
import { namesControlImages } from '../trainer/control-images';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenArchMissing: Rule = {
  code: 'qwen-arch-missing',
  severity: 'error',
  summary: 'Without `model.arch` ai-toolkit treats every checkpoint as Stable Diffusion 1.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const written = model?.entry('arch');
      if (!model?.key || (written && !isNull(written.value)) || !isQwen(process)) continue;
      if (holdsVariable(model.node('name_or_path'))) continue;
      const archs = archsFor(process);
      yield {
        span: model.key.span,
        message: messageFor(process, archs),
        missing: true,
        fixes: archs.map((arch, index) => fixWith(arch, model, index === 0)),
      };
    }

    function fixWith(arch: string, model: Section, safe: boolean): Fix {
      const written = model.entry('arch');
      const flag = model.entry('is_qwen');
      const value = textLikeSiblings(model.mapping, arch);
      const title = `${flag ? "Replace 'is_qwen' with" : 'Insert'} 'arch: ${arch}'`;
      if (written?.value.kind === 'scalar') {
        return {
          title: `Write 'arch: ${arch}'`,
          safe,
          edits: [fillNull(model.mapping, written.value, arch)],
        };
      }
      const edit =
        flag && !flag.merged
          ? replaceSpan(flag.span, `${formatScalar('arch', flag.key.style)}: ${value}`)
          : insertEntry(config.document, model.mapping, 'arch', value, 'name_or_path');
      return { title, safe, edits: [edit] };
    }
  },
};

function messageFor(process: TrainingProcess, archs: readonly string[]): string {
  const checkpoint = process.nameOrPath ?? 'this model';
  const never = process.saysQwen ? "reads neither the name nor 'is_qwen'" : 'does not read the name';
  const other = archs[1];
  const advice = other
    ? `'arch: ${archs[0]}', which trains this checkpoint without control images, or 'arch: ${other}', which needs them`
    : `'arch: ${archs[0]}'`;
  return `Without 'arch' ai-toolkit treats '${checkpoint}' as Stable Diffusion 1 and loads the wrong model: it ${never}. Write ${advice}.`;
}

/**
 * The archs that match, best first. An edit arch fails without control images; `qwen_image` trains the same checkpoint
 * without them.
 */
function archsFor(process: TrainingProcess): string[] {
  const named = qwenCheckpointOf(process.nameOrPath)?.arch ?? 'qwen_image';
  if (named === 'qwen_image' || namesControlImages(process)) return [named];
  return ['qwen_image', named];
}
