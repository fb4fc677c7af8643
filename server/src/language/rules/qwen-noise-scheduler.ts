import { holdsVariable, isNull, scalarText } from '../model/config-node';
import type { Finding } from '../model/finding';
import { isWrittenAstray } from '../model/stray-keys';
import { fillNull, insertEntry, replaceScalar, textLikeSiblings } from '../model/text-edits';
import type { Section, TrainingProcess } from '../model/training-config';
import { isQwen } from '../profiles/model-families';
import type { Rule } from './rule';

export const qwenNoiseScheduler: Rule = {
  code: 'qwen-noise-scheduler',
  severity: 'error',
  summary: 'Qwen-Image trains with `noise_scheduler: flowmatch` only.',

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const train = process.section('train');
      if (!train) continue;
      const found = written(train) ?? absent(process, train);
      if (found) yield found;
    }

    function absent(process: TrainingProcess, train: Section): Finding | undefined {
      if (train.entry('noise_scheduler') || !train.key) return undefined;
      if (isWrittenAstray(process, 'train', 'noise_scheduler')) return undefined;
      const value = textLikeSiblings(train.mapping, 'flowmatch');
      return {
        span: train.key.span,
        message: `Without 'noise_scheduler' ai-toolkit takes 'ddpm', and Qwen-Image then fails at the first training step, after the model was loaded. Write 'noise_scheduler: flowmatch'.`,
        missing: true,
        fixes: [
          {
            title: "Insert 'noise_scheduler: flowmatch'",
            safe: true,
            edits: [insertEntry(config.document, train.mapping, 'noise_scheduler', value)],
          },
        ],
      };
    }
  },
};

function written(train: Section): Finding | undefined {
  const entry = train.entry('noise_scheduler');
  const value = entry?.value;
  if (!entry || value?.kind !== 'scalar' || holdsVariable(value) || value.value === 'flowmatch')
    return undefined;
  return {
    span: value.source === '' ? entry.key.span : value.span,
    message: `Qwen-Image fails at the first training step with 'noise_scheduler: ${scalarText(value) ?? 'null'}', after the model was loaded. Only 'flowmatch' works.`,
    fixes: [
      {
        title: "Change to 'flowmatch'",
        safe: true,
        edits: [
          isNull(value) ? fillNull(train.mapping, value, 'flowmatch') : replaceScalar(value, 'flowmatch'),
        ],
      },
    ],
  };
}
