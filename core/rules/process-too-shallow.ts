import type { Entry, MappingNode } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { moveLines } from '../syntax/move-lines';
import { shallowKeys } from '../trainer/shallow-keys';
import type { TrainingConfig } from '../trainer/training-config';
import type { Rule } from './rule';

export const processTooShallow: Rule = {
  code: 'process-too-shallow',
  severity: 'error',
  summary: "A process's keys right under `config`, where the trainer sees none of them.",

  *check(config) {
    const entries = shallowKeys(config);
    const [first, ...others] = entries;
    if (!first) return;
    const names = entries.map((entry) => `'${entry.key.value}'`).join(', ');
    yield {
      span: first.key.span,
      message: `${names} ${others.length > 0 ? 'stand' : 'stands'} right under 'config', where the trainer looks for nothing: it sees the keys of 'config.process' items alone. Indent ${others.length > 0 ? 'them' : 'it'} into the process.`,
      related: others.map((entry) => ({ span: entry.key.span, message: 'Not seen either.' })),
      fixes: fixFor(config, entries),
    };
  },
};

/** Only one process: of several nobody knows which was meant. */
function fixFor(config: TrainingConfig, entries: readonly Entry[]): Fix[] {
  const [process, second] = config.processes;
  const target: MappingNode | undefined = second ? undefined : process?.mapping;
  const edits = target && moveLines(config.document, entries, target);
  return edits ? [{ title: 'Indent into the process', safe: true, edits }] : [];
}
