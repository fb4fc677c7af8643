import { isQwen, modelFamilies } from '../profiles/model-families';
import { holdsVariable, isNull, scalarText } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { fillNull, insertEntry, replaceScalar, textLikeSiblings } from '../syntax/text-edits';
import { isReportedElsewhere } from '../trainer/reported-elsewhere';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenNoiseScheduler: Rule = {
  code: 'qwen-noise-scheduler',
  severity: 'error',
  summary: 'Qwen-Image trains only with `noise_scheduler: flowmatch`.',
  claims: [{ where: 'step', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const train = process.section('train');
      const found = train ? (written(train) ?? absent(process, train)) : withoutSection(process);
      if (found) yield found;
    }

    function withoutSection(process: TrainingProcess): Finding | undefined {
      const entry = process.entry('train');
      // An empty section counts as absent (jobs/process/BaseProcess.py:44).
      const empty = entry && isNull(entry.value) && entry.value.kind === 'scalar' ? entry.value : undefined;
      const span = empty ? entry?.key.span : process.entry('type')?.key.span;
      if (!span || (entry && !empty) || isReportedElsewhere(process, 'train', 'noise_scheduler'))
        return undefined;
      const { format } = config.document;
      const { best } = modelFamilies.qwen.useCases.character.learningRate;
      const inFlow =
        format === 'json'
          ? JSON.stringify({ noise_scheduler: 'flowmatch', lr: best, dtype: 'bf16' })
          : `{noise_scheduler: flowmatch, lr: ${best}, dtype: bf16}`;
      const block = `noise_scheduler: "flowmatch"\nlr: ${best}\ndtype: bf16`;
      const text = process.mapping.flow ? inFlow : block;
      return {
        span,
        message:
          "Without a 'train' section ai-toolkit uses the noise scheduler 'ddpm', and Qwen-Image fails at the first training step, after loading the model. Write 'noise_scheduler: flowmatch' under 'train'.",
        missing: true,
        fixes: [
          {
            title: empty ? "Fill the 'train' section" : "Insert a 'train' section",
            safe: false,
            edits: [
              empty
                ? fillNull(process.mapping, empty, inFlow)
                : insertEntry(config.document, process.mapping, 'train', text),
            ],
          },
        ],
      };
    }

    function absent(process: TrainingProcess, train: Section): Finding | undefined {
      if (train.entry('noise_scheduler') || !train.key) return undefined;
      if (isReportedElsewhere(process, 'train', 'noise_scheduler')) return undefined;
      const value = textLikeSiblings(train.mapping, 'flowmatch');
      return {
        span: train.key.span,
        message: `Without 'noise_scheduler' ai-toolkit uses 'ddpm', and Qwen-Image fails at the first training step, after loading the model. Write 'noise_scheduler: flowmatch'.`,
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
    message: `With 'noise_scheduler: ${scalarText(value) ?? 'null'}' Qwen-Image fails at the first training step, after loading the model. Write 'flowmatch', the only one that works.`,
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
