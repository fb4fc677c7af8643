import { isQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry, renameKey, replaceScalar } from '../syntax/text-edits';
import type { TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenUnloadTextEncoder: Rule = {
  code: 'qwen-unload-text-encoder',
  severity: 'warning',
  summary: '`unload_text_encoder` trains without captions, and stops `qwen_image_edit`.',
  claims: [
    { where: 'step', what: 'changed', seen: 'run' },
    { where: 'start', what: 'fails', seen: 'run', of: 'with `qwen_image_edit`' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const entry = process.entry('train.unload_text_encoder');
      if (!entry || !process.truthy('train.unload_text_encoder') || !isQwen(process)) continue;
      if (holdsVariable(entry.value)) continue;
      const raises = process.arch === 'qwen_image_edit';
      if (!raises && cachesEmbeddings(process)) continue;
      yield {
        span: entry.key.span,
        severity: raises ? 'error' : 'warning',
        message: raises
          ? "ai-toolkit stops immediately with 'unload_text_encoder' and 'arch: qwen_image_edit', because each caption is encoded together with its control image. Write 'cache_text_embeddings: true'."
          : "'unload_text_encoder' trains without your captions, with only the trigger word or an empty prompt. Write 'cache_text_embeddings: true', which frees the same memory and keeps the captions.",
        fixes: fixesFor(process),
      };
    }

    function fixesFor(process: TrainingProcess): Fix[] {
      const train = process.section('train');
      const entry = train?.entry('unload_text_encoder');
      if (!train || !entry) return [];
      const cache = train.entry('cache_text_embeddings');
      if (!cache) {
        const edits = [renameKey(entry, 'cache_text_embeddings')];
        return [{ title: "Write 'cache_text_embeddings: true'", safe: false, edits }];
      }
      const removal = removeEntry(config.document, train.mapping, entry);
      if (process.truthy('train.cache_text_embeddings')) {
        return [{ title: "Remove 'unload_text_encoder'", safe: false, edits: [removal] }];
      }
      if (cache.value.kind !== 'scalar' || train.mapping.flow) return [];
      const edits = [removal, replaceScalar(cache.value, true)];
      return [{ title: "Write 'cache_text_embeddings: true' instead", safe: false, edits }];
    }
  },
};

/** ai-toolkit reads captions from the cache if one dataset caches; a mix of cached and uncached datasets raises. */
function cachesEmbeddings(process: TrainingProcess): boolean {
  return (
    process.truthy('train.cache_text_embeddings') ||
    process.datasets.some((dataset) => dataset.truthy('cache_text_embeddings'))
  );
}
