import { optimizerParameters } from '../profiles/optimizers';
import { type Entry, holdsVariable } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { removeEntry } from '../syntax/text-edits';
import type { Section, TrainingConfig } from '../trainer/training-config';
import { limitFindings } from './optimizer-arguments/limits';
import type { Rule } from './rule';

/** Optimizers to which ai-toolkit passes its own `eps` (toolkit/optimizer.py:13-79). */
const withEps = /^(?:dadaptation|prodigy)|^(?:adam|adamw)(?:8|8bit)?$|^ademamix8bit$/i;

export const optimizerArguments: Rule = {
  code: 'optimizer-arguments',
  severity: 'error',
  summary:
    'Parameters and values that the optimizer does not accept, or that ai-toolkit passes itself: the optimizer fails.',
  claims: [
    { where: 'start', what: 'fails', seen: 'run' },
    {
      where: 'step',
      what: 'fails',
      seen: 'run',
      of: '`betas` of the wrong length, `differentiable`, `slice_p`',
    },
    { where: 'step', what: 'ignored', seen: 'run', of: 'values with which nothing is learned' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const train = process.section('train');
      const params = train?.section('optimizer_params');
      const optimizer = train?.text('optimizer');
      if (!train || !params || holdsVariable(optimizer)) continue;
      const name = optimizer?.value ?? 'adamw';
      yield* limitFindings(config, params, name);
      for (const entry of params.mapping.entries) {
        const key = entry.key.value;
        if (entry.shadowed || typeof key !== 'string') continue;
        const known = optimizerParameters(name);
        if (known && !known.includes(key)) {
          yield foreignParameter(config, train, params, entry, name, known);
          continue;
        }
        if (key !== 'lr' && !(key === 'eps' && withEps.test(name))) continue;
        const whole = params.mapping.entries.length === 1 ? train.entry('optimizer_params') : undefined;
        const instead = key === 'lr' ? " Write it as 'lr' in 'train'." : ' Remove it.';
        yield {
          span: entry.key.span,
          message: `Training fails when ai-toolkit creates '${name}', after loading the model: ai-toolkit passes '${key}' itself, so it is passed twice.${instead}`,
          fixes: [
            {
              title: `Remove '${key}'`,
              safe: false,
              edits: [
                whole
                  ? removeEntry(config.document, train.mapping, whole)
                  : removeEntry(config.document, params.mapping, entry),
              ],
            },
          ],
        };
      }
    }
  },
};

/** The optimizer's class raises for a parameter that it does not have, null included. */
function foreignParameter(
  config: TrainingConfig,
  train: Section,
  params: Section,
  entry: Entry,
  name: string,
  known: readonly string[],
): Finding {
  const whole = params.mapping.entries.length === 1 ? train.entry('optimizer_params') : undefined;
  const listed = known.filter((one) => one !== 'lr').map((one) => `'${one}'`);
  return {
    span: entry.key.span,
    message: `Training fails when ai-toolkit creates '${name}', after loading the model: the optimizer does not have a parameter '${entry.key.source}'. It has ${listed.join(', ')}. Remove '${entry.key.source}'.`,
    fixes: [
      {
        title: `Remove '${entry.key.source}'`,
        safe: false,
        edits: [
          whole
            ? removeEntry(config.document, train.mapping, whole)
            : removeEntry(config.document, params.mapping, entry),
        ],
      },
    ],
  };
}
