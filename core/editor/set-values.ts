import type { TextEdit } from '../syntax/finding';
import type { TrainingConfig } from '../trainer/training-config';
import { writeValue } from '../trainer/write-value';

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
  return values.flatMap(({ key, value }) => writeValue(document, process, key, value));
}
