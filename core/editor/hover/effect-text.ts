import { rules } from '../../rules/index';
import type { Span } from '../../syntax/finding';
import { toolkitVersions } from '../../toolkit/versions';
import type { TrainingConfig } from '../../trainer/training-config';
import type { UseCase } from '../../trainer/use-case';

/** Rules about values that ai-toolkit accepts and that do not do what they look like. */
const codes: ReadonlySet<string> = new Set([
  'fixed-optimizer-rate',
  'learns-nothing',
  'no-effect',
  'qwen-alpha',
  'qwen-dora',
]);

/** What becomes of the value at a place, where that is not what it looks like; Markdown paragraphs. */
export function effectText(config: TrainingConfig, places: readonly Span[], useCase: UseCase): string[] {
  const versions = toolkitVersions({ checkout: undefined, chosen: undefined, needed: undefined });
  const context = { useCase, variable: undefined, versions };
  return rules
    .filter(({ code }) => codes.has(code))
    .flatMap((rule) => [...rule.check(config, context)])
    .filter(({ span }) => places.some(({ start, end }) => start === span.start && end === span.end))
    .map(({ message }) => message);
}
