import type { TextEdit } from '../syntax/finding';
import { formatScalar, insertEntry, replaceScalar } from '../syntax/text-edits';
import type { TrainingConfig } from '../trainer/training-config';

/** A new value of a key below the first process, as `train.lr`. */
export interface NewValue {
  readonly key: string;
  readonly value: string | number | boolean;
}

/**
 * Writes values into the first process of a config, in the style of what is there. A value that is already there, and
 * one whose section cannot take it, gives no edit.
 */
export function setValues({ document, processes }: TrainingConfig, values: readonly NewValue[]): TextEdit[] {
  const process = processes[0];
  if (process === undefined) return [];
  return values.flatMap(({ key, value }) => {
    const dot = key.lastIndexOf('.');
    const parent = dot < 0 ? process : process.section(key.slice(0, dot));
    const name = key.slice(dot + 1);
    const present = process.node(key);
    if (present !== undefined) {
      if (present.kind !== 'scalar' || present.value === value) return [];
      return [replaceScalar(present, value)];
    }
    return parent === undefined ? [] : [insertEntry(document, parent.mapping, name, formatScalar(value))];
  });
}
