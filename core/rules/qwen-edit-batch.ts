import { isNumber, type NumberScalar } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenEditBatch: Rule = {
  code: 'qwen-edit-batch',
  severity: 'error',
  summary: '`qwen_image_edit_plus` needs cached text embeddings for a batch size above 1.',
  claims: [{ where: 'step', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (process.arch !== 'qwen_image_edit_plus' || cachesEmbeddings(process)) continue;
      for (const size of batchSizes(process)) {
        if (size.value <= 1) continue;
        yield {
          span: size.span,
          message: `'qwen_image_edit_plus' fails at the first step with 'batch_size: ${size.source}', because it encodes the captions of a batch one control image at a time. Write 'cache_text_embeddings: true' in 'train', or 'batch_size: 1'.`,
          fixes: [...cacheFix(process.section('train')), toOne(size)],
        };
      }
    }

    function cacheFix(train: Section | undefined): Fix[] {
      if (!train?.key) return [];
      const off = train.node('cache_text_embeddings');
      if (off && off.kind !== 'scalar') return [];
      const edit = off
        ? replaceScalar(off, true)
        : insertEntry(config.document, train.mapping, 'cache_text_embeddings', 'true', 'batch_size');
      return [{ title: "Write 'cache_text_embeddings: true'", safe: false, edits: [edit] }];
    }
  },
};

function toOne(size: NumberScalar): Fix {
  return { title: "Change to 'batch_size: 1'", safe: false, edits: [replaceScalar(size, 1)] };
}

/** A dataset's own batch size overrides the one in `train` (toolkit/config_modules.py:918). */
function batchSizes(process: TrainingProcess): NumberScalar[] {
  const own = process.datasets.map((dataset) => dataset.node('batch_size'));
  const general = process.number('train.batch_size');
  const counts = own.filter(isNumber);
  const isGeneralUsed = own.length === 0 || counts.length < own.length;
  return general && isGeneralUsed ? [general, ...counts] : counts;
}

function cachesEmbeddings(process: TrainingProcess): boolean {
  return (
    process.truthy('train.cache_text_embeddings') ||
    process.datasets.some((dataset) => dataset.truthy('cache_text_embeddings'))
  );
}
