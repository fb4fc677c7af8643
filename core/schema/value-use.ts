import { isQwen } from '../profiles/model-families';
import { type ConfigNode, isTruthy } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import type { ReportedFinding, Severity } from '../syntax/finding';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { KeySchema } from './config-schema';
import { type ValueUse, valueUses } from './value-uses';

/** Where a value stands, as the schema's checks see it. */
export interface ValuePlace {
  readonly config: TrainingConfig;
  readonly path: ConfigPath;
  readonly key: KeySchema;
  readonly sectionId: string | undefined;
  readonly node: ConfigNode;
}

/**
 * The finding as it counts in this run: an error about a value that nothing looks at, or that ai-toolkit converts, is
 * milder and says why. Seen in real runs with a wrong value at every key.
 */
export function asUsed(place: ValuePlace, finding: ReportedFinding): ReportedFinding {
  if (finding.severity !== 'error' && finding.severity !== 'warning') return finding;
  const process = place.config.processes.find(({ index }) => index === place.path[2]);
  if (!process || place.path[1] !== 'process') return finding;
  if (place.key.node['x-unused'] || (place.key.node['x-ignoredForQwen'] && isQwen(process))) {
    return milder(finding, 'information', 'Nothing uses the value.');
  }
  const id = `${place.sectionId}.${place.key.name}`;
  const use = valueUses.find((one) => one.keys.includes(id) && isIdle(one, place, process));
  return use && ranks[use.severity ?? 'information'] < ranks[finding.severity]
    ? milder(finding, use.severity ?? 'information', use.says ?? offSentence(use))
    : finding;
}

function isIdle(use: ValueUse, place: ValuePlace, process: TrainingProcess): boolean {
  if (use.qwen && !isQwen(process)) return false;
  if (use.of && !use.of(place.node)) return false;
  if (use.item && typeof place.path.at(-1) !== 'number') return false;
  return !(use.unless ?? []).some((key) => isOn(key, place, process));
}

function isOn(key: string, place: ValuePlace, process: TrainingProcess): boolean {
  if (key === 'datasets.is_reg') return process.datasets.some((dataset) => dataset.truthy('is_reg'));
  if (key === 'type: lokr') return process.text('network.type')?.value.toLowerCase() === 'lokr';
  if (key.startsWith('timestep_type')) return process.text('train.timestep_type')?.value === 'next_sample';
  const here = key.replace(/^here\./, '');
  return here === key ? isTruthy(process.node(key)) : ownSection(place, process)?.truthy(here) === true;
}

function ownSection({ path }: ValuePlace, process: TrainingProcess): Section | undefined {
  return process.datasets.find((dataset) => dataset.path.every((step, index) => step === path[index]));
}

function offSentence({ unless = [] }: ValueUse): string {
  const names = unless.map(
    (key) =>
      `'${key
        .replace(/^here\./, '')
        .split('.')
        .at(-1)}'`,
  );
  const [first = ''] = names;
  return names.length > 1
    ? `This run does not use the value: neither ${names.join(' nor ')} is on.`
    : `This run does not use the value, because ${first} is not on.`.replace(
        /' is not on/,
        first.includes(':') ? "' is not written" : "' is not on",
      );
}

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

function milder(finding: ReportedFinding, severity: Severity, says: string): ReportedFinding {
  return { ...finding, severity, message: `${finding.message} ${says}` };
}
