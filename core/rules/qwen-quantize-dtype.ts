import { qtypeBits, qtypeByOtherName } from '../profiles/quantization';
import { holdsVariable, isText, type TextScalar } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry, renameKey, replaceScalar } from '../syntax/text-edits';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenQuantizeDtype: Rule = {
  code: 'qwen-quantize-dtype',
  severity: 'warning',
  summary: 'ai-toolkit does not read `quantize_dtype`; the key is `qtype`.',
  claims: [{ where: 'load', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const entry = model?.entry('quantize_dtype');
      if (!model || !entry) continue;
      yield {
        span: entry.key.span,
        message: `ai-toolkit does not read 'quantize_dtype': ${whatRuns(model, entry.value)}. The key is 'qtype'.`,
        fixes: fixesFor(model),
        unnecessary: true,
      };
    }

    function fixesFor(model: Section): Fix[] {
      const entry = model.entry('quantize_dtype');
      if (!entry) return [];
      if (model.entry('qtype')) {
        const edits = [removeEntry(config.document, model.mapping, entry)];
        return [{ title: "Remove 'quantize_dtype'", safe: true, edits }];
      }
      const rename = renameKey(entry, 'qtype');
      const nearest = isText(entry.value) ? nearestQtype(entry.value) : undefined;
      if (nearest && isText(entry.value)) {
        const edits = [rename, replaceScalar(entry.value, nearest)];
        return [{ title: `Write 'qtype: ${nearest}'`, safe: false, edits }];
      }
      const isKnown = isText(entry.value) && Object.hasOwn(qtypeBits, entry.value.value);
      return [{ title: "Rename to 'qtype'", safe: isKnown, edits: [rename] }];
    }
  },
};

function whatRuns(model: Section, value: Parameters<typeof isText>[0]): string {
  const written = isText(value) ? `, not '${value.value}'` : '';
  const quantize = model.node('quantize');
  if (!model.truthy('quantize') && !holdsVariable(quantize)) {
    return "nothing is quantized without 'quantize: true'";
  }
  const qtype = model.text('qtype');
  return `${qtype ? `'qtype: ${qtype.value}'` : "the default 'qfloat8'"} is used${written}`;
}

/** Types such as `int4` stop ai-toolkit while it quantizes (toolkit/util/quantize.py:72). */
function nearestQtype(written: TextScalar): string | undefined {
  const name = written.value.toLowerCase();
  return Object.hasOwn(qtypeByOtherName, name) ? qtypeByOtherName[name] : undefined;
}
