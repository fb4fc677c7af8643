import { isText, scalarText } from '../model/config-node';
import type { Fix } from '../model/finding';
import { formatScalar, insertEntry, replaceSpan, textLikeSiblings } from '../model/text-edits';
import type { Section, TrainingProcess } from '../model/training-config';
import { isQwen } from '../profiles/model-families';
import { qwenCheckpointOf } from '../profiles/qwen-checkpoints';
import type { Rule } from './rule';

export const qwenArchMissing: Rule = {
  code: 'qwen-arch-missing',
  severity: 'error',
  summary: 'Without `model.arch` ai-toolkit builds Stable Diffusion 1, whatever the checkpoint.',

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      if (!model?.key || model.entry('arch') || !isQwen(process) || hasOtherFlag(model)) continue;
      const checkpoint = process.nameOrPath ?? 'this model';
      yield {
        span: model.key.span,
        message: `Without 'arch' ai-toolkit takes '${checkpoint}' for Stable Diffusion 1 and loads the wrong model; it never looks at the name${process.saysQwen ? " and never reads 'is_qwen'" : ''}. Write 'arch: ${archsFor(process)[0]}'.`,
        missing: true,
        fixes: archsFor(process).map((arch) => fixWith(arch, model)),
      };
    }

    function fixWith(arch: string, model: Section): Fix {
      const flag = model.entry('is_qwen');
      const value = textLikeSiblings(model.mapping, arch);
      const title = `${flag ? "Replace 'is_qwen' by" : 'Insert'} 'arch: ${arch}'`;
      const edit = flag
        ? replaceSpan(flag.span, `${formatScalar('arch')}: ${value}`)
        : insertEntry(config.document, model.mapping, 'arch', value, 'name_or_path');
      return { title, safe: true, edits: [edit] };
    }
  },
};

/** Legacy flags such as `is_flux: true` choose another model (toolkit/config_modules.py:799-821). */
function hasOtherFlag(model: Section): boolean {
  const flags = [
    'is_flux',
    'is_xl',
    'is_v3',
    'is_pixart',
    'is_pixart_sigma',
    'is_auraflow',
    'is_lumina2',
    'is_vega',
  ];
  return [...flags, 'is_ssd', 'is_v2'].some((flag) => model.truthy(flag));
}

/**
 * The archs that fit, the best first. An edit arch fails without control images; `qwen_image` trains the same checkpoint
 * without them.
 */
function archsFor(process: TrainingProcess): string[] {
  const named = qwenCheckpointOf(process.nameOrPath)?.arch ?? 'qwen_image';
  if (named === 'qwen_image') return ['qwen_image'];
  return hasControlImages(process) ? [named] : ['qwen_image', named];
}

function hasControlImages(process: TrainingProcess): boolean {
  const keys = ['control_path', 'control_path_1', 'control_path_2', 'control_path_3'];
  return process.datasets.some((dataset) =>
    keys.some((key) => {
      const value = dataset.node(key);
      return value?.kind === 'sequence' || (isText(value) && scalarText(value) !== '');
    }),
  );
}
