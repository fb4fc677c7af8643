import { isQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { insertEntry, replaceScalar, textLikeSiblings } from '../syntax/text-edits';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

const eightBits = 'qfloat8';

export const qwenQuantizeOff: Rule = {
  code: 'qwen-quantize-off',
  severity: 'information',
  summary: 'Without quantization Qwen-Image needs about 80 GB of GPU memory.',
  claims: [{ where: 'load', what: 'costs', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      if (!model?.key || !isQwen(process) || model.truthy('quantize')) continue;
      // Offloaded layers stay in main memory; qwen-recovery-adapter reports an adapter that is turned off.
      if (model.truthy('layer_offloading') || model.truthy('auto_memory') || namesAdapter(model)) continue;
      const off = model.node('quantize');
      if (holdsVariable(off)) continue;
      yield {
        span: off?.kind === 'scalar' && off.source !== '' ? off.span : model.key.span,
        message:
          "Without 'quantize: true' the model stays in 16 bits. According to the guide, that needs about 80 GB of GPU memory; 8 bits need 48 GB.",
        missing: off === undefined,
        fixes: [quantizeFix(model)],
      };
    }

    function quantizeFix(model: Section): Fix {
      const off = model.node('quantize');
      const edits =
        off?.kind === 'scalar'
          ? [replaceScalar(off, true)]
          : [insertEntry(config.document, model.mapping, 'quantize', 'true', lastKey(model))];
      if (model.entry('qtype')) return { title: "Write 'quantize: true'", safe: false, edits };
      const title = `Write 'quantize: true' and 'qtype: ${eightBits}'`;
      const value = textLikeSiblings(model.mapping, eightBits);
      const [edit] = edits;
      // Two insertions at one position have no defined order, so one edit contains both lines.
      if (off === undefined && edit) {
        const both = insertEntry(config.document, model.mapping, 'qtype', value, lastKey(model));
        return { title, safe: false, edits: [{ span: edit.span, newText: edit.newText + both.newText }] };
      }
      const second = insertEntry(config.document, model.mapping, 'qtype', value, 'quantize');
      return { title, safe: false, edits: [...edits, second] };
    }
  },
};

function lastKey(model: Section): string {
  return model.entry('arch') ? 'arch' : 'name_or_path';
}

function namesAdapter(model: Section): boolean {
  return model.truthy('accuracy_recovery_adapter') || model.text('qtype')?.value.includes('|') === true;
}
