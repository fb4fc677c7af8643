import { isQwen, modelFamilies } from '../profiles/model-families';
import { type Entry, isNull } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { insertEntry, replaceSpan } from '../syntax/text-edits';
import type { TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenNetworkMissing: Rule = {
  code: 'qwen-network-missing',
  severity: 'error',
  summary: 'Without `network` ai-toolkit trains the whole model instead of a LoRA.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run', of: 'with preservation' },
    { where: 'step', what: 'costs', seen: 'run' },
  ],

  *check(config, { useCase }) {
    for (const process of config.trainers) {
      if (!isQwen(process) || trainsSomethingSmall(process)) continue;
      const span = process.entry('type')?.key.span;
      if (!span) continue;
      const rank = modelFamilies.qwen.useCases[useCase].rank.best;
      yield {
        span,
        message:
          "Without 'network' ai-toolkit does not train a LoRA: it fine-tunes all 20 billion parameters of Qwen-Image, which needs well over 100 GB of GPU memory. Add a 'network' section.",
        missing: true,
        fixes: [insertLora(process, rank)],
      };
    }

    function insertLora(process: TrainingProcess, rank: number): Fix {
      const title = `Insert a LoRA of rank ${rank}`;
      const lora = { type: 'lora', linear: rank, linear_alpha: rank };
      const inFlow =
        config.document.format === 'json'
          ? JSON.stringify(lora)
          : `{type: lora, linear: ${rank}, linear_alpha: ${rank}}`;
      const empty = process.entry('network');
      if (empty) {
        const gap = empty.value.span.start === empty.value.span.end ? ' ' : '';
        return { title, safe: false, edits: [replaceSpan(empty.value.span, `${gap}${inFlow}`)] };
      }
      const block = `type: "lora"\nlinear: ${rank}\nlinear_alpha: ${rank}`;
      const after = ['trigger_word', 'device', 'training_folder', 'type'].find((key) => process.entry(key));
      const value = process.mapping.flow ? inFlow : block;
      return {
        title,
        safe: false,
        edits: [insertEntry(config.document, process.mapping, 'network', value, after)],
      };
    }
  },
};

/** What keeps ai-toolkit from fine-tuning the model (jobs/process/BaseSDTrainProcess.py:250-253). */
function trainsSomethingSmall(process: TrainingProcess): boolean {
  const isThere = (entry: Entry | undefined) => entry !== undefined && !isNull(entry.value);
  if (isThere(process.entry('network')) || isThere(process.entry('embedding'))) return true;
  if (isThere(process.entry('decorator'))) return true;
  return process.truthy('adapter.train');
}
