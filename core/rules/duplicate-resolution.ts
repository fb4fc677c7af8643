import { type ConfigNode, isNumber, type NumberScalar, type SequenceNode } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeItem, replaceSpan } from '../syntax/text-edits';
import type { TrainingConfig } from '../trainer/training-config';
import type { Rule } from './rule';

export const duplicateResolution: Rule = {
  code: 'duplicate-resolution',
  severity: 'warning',
  summary: 'A resolution that is listed twice trains the dataset twice.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        const list = dataset.node('resolution');
        if (list?.kind !== 'sequence') continue;
        const numbers = list.items.filter(isNumber);
        const sizes = numbers.map((item) => item.value);
        if (numbers.length !== list.items.length || new Set(sizes).size === sizes.length) continue;
        yield {
          span: list.span,
          message: `${openingFor(sizes)}each entry is a complete copy of the dataset, so ${repeatedText(sizes)}.`,
          fixes: fixFor(config, list, numbers),
        };
      }
    }
  },
};

function openingFor(sizes: readonly number[]): string {
  return sizes.length === 2
    ? `ai-toolkit does not read ${sizes.join(' and ')} as width and height: `
    : "In a 'resolution' list ";
}

function repeatedText(sizes: readonly number[]): string {
  const repeated = distinct(sizes).filter((size) => countOf(sizes, size) > 1);
  const times = repeated.map((size) => `${timesOf(countOf(sizes, size))} at ${size}`);
  return `every image is trained ${times.join(' and ')}`;
}

/** Rewrites a flow list; removes the repeated lines of a block list and keeps its comments. */
function fixFor({ document }: TrainingConfig, list: SequenceNode, numbers: readonly NumberScalar[]): Fix[] {
  const sizes = numbers.map((item) => item.value);
  if (list.flow) {
    const { start, end } = list.span;
    if (document.comments.some(({ span }) => span.start >= start && span.start < end)) return [];
    const edits = [replaceSpan(list.span, listText(sizes))];
    return [{ title: `Write 'resolution: ${listText(sizes)}'`, safe: true, edits }];
  }
  const repeated: ConfigNode[] = numbers.filter((item, index) => sizes.indexOf(item.value) < index);
  const edits = repeated.map((item) => removeItem(document, item));
  return [{ title: 'Remove the repeated resolutions', safe: true, edits }];
}

/** A single size is written as a number; several stay a list. */
function listText(sizes: readonly number[]): string {
  const once = distinct(sizes);
  return once.length === 1 ? once.join('') : `[${once.join(', ')}]`;
}

function distinct(sizes: readonly number[]): number[] {
  return [...new Set(sizes)];
}

function countOf(sizes: readonly number[], size: number): number {
  return sizes.filter((other) => other === size).length;
}

function timesOf(count: number): string {
  return count === 2 ? 'twice' : `${count} times`;
}
