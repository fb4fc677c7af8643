import type { ConfigDocument } from '../syntax/config-document';
import type { TextEdit } from '../syntax/finding';
import { formatScalar, insertEntry, replaceScalar } from '../syntax/text-edits';
import type { Section } from './training-config';

/**
 * Writes a value at a key below a section, as `train.lr`, in the style of what is there. A value that is already there, and
 * one whose section cannot take it, gives no edit.
 */
export function writeValue(
  document: ConfigDocument,
  section: Section,
  key: string,
  value: string | number | boolean,
): TextEdit[] {
  const dot = key.lastIndexOf('.');
  const parent = dot < 0 ? section : section.section(key.slice(0, dot));
  const present = section.node(key);
  if (present !== undefined) {
    if (present.kind !== 'scalar' || present.value === value) return [];
    return [replaceScalar(present, value)];
  }
  return parent === undefined
    ? []
    : [insertEntry(document, parent.mapping, key.slice(dot + 1), formatScalar(value))];
}
