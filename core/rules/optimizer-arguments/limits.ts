import { type LimitEffect, type OptimizerLimit, optimizerLimits } from '../../profiles/optimizer-limits';
import { type ConfigNode, type Entry, holdsVariable, isNumber, isTruthy } from '../../syntax/config-node';
import type { Finding } from '../../syntax/finding';
import { removeEntry, replaceScalar } from '../../syntax/text-edits';
import type { Section, TrainingConfig } from '../../trainer/training-config';

/** Values that an optimizer does not take, although it has the parameter. */
export function* limitFindings(config: TrainingConfig, params: Section, name: string): Iterable<Finding> {
  for (const limit of optimizerLimits) {
    if (!limit.optimizers.test(name)) continue;
    const entry = params.entry(limit.parameter);
    if (!entry || entry.merged || holdsVariable(entry.value)) continue;
    const wrong = wrongPart(limit, entry, params);
    if (wrong) yield finding(config, params, entry, wrong, limit, name);
  }
}

/** The part of the value that the optimizer does not take. */
function wrongPart(limit: OptimizerLimit, { value }: Entry, params: Section): ConfigNode | undefined {
  if (limit.off) {
    const together = limit.with === undefined || params.truthy(limit.with);
    return together && isTruthy(value) ? value : undefined;
  }
  const isList = value.kind === 'sequence';
  if (limit.noList) return isList ? value : undefined;
  if (limit.count !== undefined) return isList && value.items.length !== limit.count ? value : undefined;
  if (limit.notAbove !== undefined) {
    const most = params.number(limit.notAbove);
    return isNumber(value) && most && value.value > most.value ? value : undefined;
  }
  return (isList ? value.items : [value]).find((one) => isNumber(one) && isOutside(one.value, limit));
}

function isOutside(value: number, { min, max, above, under }: OptimizerLimit): boolean {
  return (
    (min !== undefined && value < min) ||
    (max !== undefined && value > max) ||
    (above !== undefined && value <= above) ||
    (under !== undefined && value >= under)
  );
}

const effects: Readonly<Record<LimitEffect, (name: string) => string>> = {
  fails: (name) => `Training fails when ai-toolkit creates '${name}', after loading the model`,
  'fails-at-step': () => 'The first step fails',
  'nothing-learned': () => 'Nothing useful is learned',
};

function finding(
  config: TrainingConfig,
  params: Section,
  entry: Entry,
  wrong: ConfigNode,
  { effect, says, write }: OptimizerLimit,
  name: string,
): Finding {
  const { value, key } = entry;
  const shown = value.kind === 'scalar' ? `${key.source}: ${value.source}` : key.source;
  const advice = write === undefined ? `Change or remove '${key.source}'.` : `Write ${write}.`;
  const single = wrong.kind === 'scalar' && wrong === value && write !== undefined ? wrong : undefined;
  return {
    span: wrong.kind === 'scalar' ? wrong.span : key.span,
    ...(effect === 'nothing-learned' ? { severity: 'warning' } : {}),
    message: `${effects[effect](name)}: with '${shown}' the optimizer ${says}. ${advice}`,
    fixes: [
      single && write !== undefined
        ? { title: `Write ${write}`, safe: false, edits: [replaceScalar(single, write)] }
        : {
            title: `Remove '${key.source}'`,
            safe: false,
            edits: [removeEntry(config.document, params.mapping, entry)],
          },
    ],
  };
}
