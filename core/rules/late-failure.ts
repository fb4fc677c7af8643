import { isNull, isNumber } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { datasetPathEntry } from '../trainer/datasets/dataset-places';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

export const lateFailure: Rule = {
  code: 'late-failure',
  severity: 'error',
  summary: 'A value that ends the run only after loading the model, or later.',
  claims: [
    { where: 'dataset', what: 'fails', seen: 'run', of: 'a path that is a list or empty' },
    { where: 'step', what: 'fails', seen: 'source' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        const found = brokenPath(dataset) ?? brokenRepeats(dataset);
        if (found) yield found;
      }
    }
  },
};

/** toolkit/data_loader.py:428 */
function brokenPath(dataset: Section): Finding | undefined {
  const entry = datasetPathEntry(dataset);
  if (!entry) return undefined;
  const { value } = entry;
  if (value.kind === 'sequence') {
    return {
      span: entry.key.span,
      message: `'${entry.key.value}' is a list, but ai-toolkit reads one path and stops after loading the model. Write a dataset for each folder.`,
    };
  }
  if (!isNull(value)) return undefined;
  return {
    span: entry.key.span,
    message: `'${entry.key.value}' has no path: ai-toolkit stops after loading the model. Write the folder of your images.`,
    missing: true,
  };
}

/** toolkit/data_loader.py:452-454 */
function brokenRepeats(dataset: Section): Finding | undefined {
  const node = dataset.node('num_repeats');
  if (!isNumber(node) || node.type !== 'float' || node.value <= 1) return undefined;
  const whole = Math.max(1, Math.round(node.value));
  return {
    span: node.span,
    message: `'num_repeats: ${node.source}' is not a whole number: ai-toolkit stops after loading the model. Write ${whole}.`,
    fixes: [{ title: `Change to ${whole}`, safe: false, edits: [replaceScalar(node, whole)] }],
  };
}
