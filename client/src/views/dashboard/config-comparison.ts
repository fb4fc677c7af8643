import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConfigComparison } from '../../../../common/dashboard-page';
import { type ConfigValues, compareConfigs, readConfigValues } from '../../../../core/runs/index';

/** Compares the config that a run used with another one. `label` names the other in a sentence. */
export async function compareWith(
  own: ConfigValues | undefined,
  other: { readonly with: string; readonly label: string; readonly file: string | undefined },
): Promise<ConfigComparison> {
  const empty = { with: other.with, label: other.label, changes: [], equal: 0 };
  if (own === undefined) {
    return { ...empty, problem: 'The folder has no config.yaml, which ai-toolkit writes at each start.' };
  }
  if (other.file === undefined)
    return { ...empty, problem: 'It is not known which file this run was started from.' };
  const text = await readFile(other.file, 'utf8').catch(() => undefined);
  if (text === undefined) return { ...empty, problem: `${other.file} cannot be read.` };
  const format = /\.jsonc?$/i.test(path.extname(other.file)) ? 'json' : 'yaml';
  const values = readConfigValues(text, format);
  if (values === undefined) return { ...empty, problem: `${other.file} is not a config.` };
  const { differences, equal } = compareConfigs(own, values);
  const changes = differences.map(({ key, one, other: there }) => ({ key, run: one, other: there }));
  return { ...empty, changes, equal, problem: undefined };
}
