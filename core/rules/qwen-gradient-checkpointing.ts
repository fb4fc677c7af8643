import { isQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenGradientCheckpointing: Rule = {
  code: 'qwen-gradient-checkpointing',
  severity: 'information',
  summary: 'Qwen-Image needs gradient checkpointing to fit into GPU memory.',
  claims: [{ where: 'step', what: 'costs', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const value = process.node('train.gradient_checkpointing');
      if (value?.kind !== 'scalar' || process.truthy('train.gradient_checkpointing')) continue;
      if (!isQwen(process) || holdsVariable(value)) continue;
      yield {
        span:
          value.source === ''
            ? (process.entry('train.gradient_checkpointing')?.key.span ?? value.span)
            : value.span,
        explainsValue: true,
        message:
          "Without gradient checkpointing Qwen-Image keeps the activations of every layer in GPU memory and runs out of memory on most GPUs. Write 'gradient_checkpointing: true'.",
        fixes: [{ title: "Change to 'true'", safe: false, edits: [replaceScalar(value, true)] }],
      };
    }
  },
};
