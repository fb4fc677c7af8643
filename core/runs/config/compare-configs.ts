import type { ConfigValues } from './config-values';

export interface ConfigDifference {
  readonly key: string;
  /** Undefined where the config does not have the key. */
  readonly one: string | undefined;
  readonly other: string | undefined;
}

export interface ConfigComparison {
  /** By key. */
  readonly differences: readonly ConfigDifference[];
  readonly equal: number;
}

/**
 * Compares two configs value by value. Numbers are compared as numbers, since ai-toolkit writes `0.0001` where a file has
 * `1e-4`; `[name]` and `${VARIABLE}`, which ai-toolkit replaces before it writes a run's config, match any value.
 */
export function compareConfigs(one: ConfigValues, other: ConfigValues): ConfigComparison {
  const differences: ConfigDifference[] = [];
  let equal = 0;
  for (const key of [...new Set([...one.keys(), ...other.keys()])].sort()) {
    const [first, second] = [one.get(key), other.get(key)];
    if (first !== undefined && second !== undefined && isSame(first, second)) equal++;
    else differences.push({ key, one: first, other: second });
  }
  return { differences, equal };
}

function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  if (isReplaced(one) || isReplaced(other)) return true;
  return one.trim() !== '' && other.trim() !== '' && Number(one) === Number(other);
}

function isReplaced(value: string): boolean {
  return value.includes('[name]') || /\$\{[^}]+\}/.test(value);
}
