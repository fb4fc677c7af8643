import { isText } from '../model/config-node';
import type { Fix } from '../model/finding';
import { removeEntry, renameKey } from '../model/text-edits';
import type { Rule } from './rule';

export const qwenQuantizeDtype: Rule = {
  code: 'qwen-quantize-dtype',
  severity: 'warning',
  summary: '`quantize_dtype` is read by nothing; the key is `qtype`.',

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const entry = model?.entry('quantize_dtype');
      if (!model || !entry) continue;
      const written = isText(entry.value) ? entry.value.value : undefined;
      const qtype = model.entry('qtype');
      const runs = qtype
        ? `'qtype: ${qtype.value.kind === 'scalar' ? qtype.value.value : ''}'`
        : "the default 'qfloat8'";
      const fixes: Fix[] = qtype
        ? [
            {
              title: "Remove 'quantize_dtype'",
              safe: true,
              edits: [removeEntry(config.document, model.mapping, entry)],
            },
          ]
        : [{ title: `Rename to 'qtype'`, safe: true, edits: [renameKey(entry, 'qtype')] }];
      yield {
        span: entry.key.span,
        message: `ai-toolkit never reads 'quantize_dtype': ${runs} is what runs${written === undefined ? '' : `, not '${written}'`}. The key is 'qtype'.`,
        fixes,
        unnecessary: true,
      };
    }
  },
};
