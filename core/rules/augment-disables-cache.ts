import type { Entry } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry, replaceScalar } from '../syntax/text-edits';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

const caches = ['cache_latents', 'cache_latents_to_disk'];

export const augmentDisablesCache: Rule = {
  code: 'augment-disables-cache',
  severity: 'warning',
  summary: 'Augmentations turn off latent caching.',
  claims: [
    { where: 'dataset', what: 'changed', seen: 'run' },
    { where: 'step', what: 'costs', seen: 'source' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        const augmentations = entriesOf(dataset, ['augments', 'augmentations']);
        const switches = entriesOf(dataset, caches);
        const [augmentation, cache] = [augmentations[0], switches[0]];
        if (!augmentation || !cache) continue;
        const names = augmentations.map((entry) => `'${entry.key.source}'`).join(' and ');
        const fixes: Fix[] = [
          {
            title: 'Turn off latent caching',
            safe: false,
            edits: switches.flatMap(({ value }) =>
              value.kind === 'scalar' ? [replaceScalar(value, false)] : [],
            ),
          },
        ];
        if (augmentations.length === 1) {
          fixes.push({
            title: `Remove ${names}`,
            safe: false,
            edits: [removeEntry(config.document, dataset.mapping, augmentation)],
          });
        }
        yield {
          span: cache.value.span,
          message: `ai-toolkit does not cache latents for a dataset with ${names}: it sets '${cache.key.source}' to false and encodes every image again at every step.`,
          related: [{ span: augmentation.key.span, message: 'The augmentations are set here.' }],
          fixes,
        };
      }
    }
  },
};

function entriesOf(dataset: Section, keys: readonly string[]): Entry[] {
  return keys.flatMap((key) => {
    const entry = dataset.entry(key);
    return entry && dataset.truthy(key) ? [entry] : [];
  });
}
