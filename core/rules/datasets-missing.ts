import { lineAt } from '../syntax/config-document';
import type { MappingNode } from '../syntax/config-node';
import { isNull } from '../syntax/config-node';
import type { Finding, Fix, TextEdit } from '../syntax/finding';
import { columnOf } from '../syntax/text-edits';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const datasetsMissing: Rule = {
  code: 'datasets-missing',
  severity: 'error',
  summary: 'A training process needs a list of datasets.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run', of: '`cache_text_embeddings` without `datasets`' },
    { where: 'step', what: 'fails', seen: 'run' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const found = findingOf(config, process);
      if (found) yield found;
    }
  },
};

function findingOf(config: TrainingConfig, process: TrainingProcess): Finding | undefined {
  const entry = process.entry('datasets');
  const value = entry?.value;
  if (entry && value?.kind === 'mapping') {
    return {
      span: entry.key.span,
      message:
        "'datasets' is a mapping, but ai-toolkit reads it as a list and stops with an error. Put a dash before the first key of each dataset.",
      fixes: asList(config, value),
    };
  }
  const reg = process.datasets.map((dataset) => dataset.entry('is_reg'));
  if (reg.length > 0 && process.datasets.every((dataset) => dataset.truthy('is_reg'))) {
    return {
      span: (reg[0]?.key ?? process.mapping).span,
      message:
        'All datasets are for regularization: ai-toolkit loads the model and fails at the first step, because there is nothing to train on. Add a dataset of your own images.',
    };
  }
  if (value && !isNull(value) && !(value.kind === 'sequence' && value.items.length === 0)) return undefined;
  // Datasets that are one level too high are reported by process-too-shallow.
  if (!entry && config.root?.entry('config.datasets')) return undefined;
  const isEmptyList = value?.kind === 'sequence';
  const cached = process.truthy('train.cache_text_embeddings');
  const type = process.node('type');
  return {
    span: (entry?.key ?? type ?? process.mapping).span,
    message: `${entry ? "'datasets' is empty" : "There is no 'datasets'"}: ai-toolkit ${cached && !isEmptyList ? "stops at the start, because 'cache_text_embeddings' needs it" : 'loads the model and fails at the first step, because there is nothing to train on'}. Write a list in which each item has a 'folder_path'.`,
    missing: true,
  };
}

/** The mapping becomes the list's only item. */
function asList({ document }: TrainingConfig, mapping: MappingNode): Fix[] {
  const first = mapping.entries.find((entry) => !entry.merged);
  if (!first) return [];
  const title = 'Make it a list of one dataset';
  if (mapping.flow) {
    const { start, end } = mapping.span;
    const edits = [
      { span: { start, end: start }, newText: '[' },
      { span: { start: end, end }, newText: ']' },
    ];
    return [{ title, safe: false, edits }];
  }
  const column = columnOf(document, first);
  const last = lineAt(document, Math.max(mapping.span.start, mapping.span.end - 1));
  const edits: TextEdit[] = [];
  for (let line = lineAt(document, first.span.start); line <= last; line++) {
    const lineStart = document.lineStarts[line] ?? 0;
    if (document.text.slice(lineStart, document.lineStarts[line + 1]).trim() === '') continue;
    const isFirst = edits.length === 0;
    const at = isFirst ? lineStart + column : lineStart;
    edits.push({ span: { start: at, end: at }, newText: isFirst ? '- ' : '  ' });
  }
  return [{ title, safe: false, edits }];
}
