import type { Entry, MappingNode } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { moveLines } from '../syntax/move-lines';
import { shallowKeys } from '../trainer/shallow-keys';
import type { TrainingConfig } from '../trainer/training-config';
import type { Rule } from './rule';

/** Sections and keys without which a run goes on, with defaults: no samples, one file at the end. */
const hasDefault: ReadonlySet<string> = new Set([
  'save',
  'sample',
  'logging',
  'first_sample',
  'trigger_word',
  'device',
  'log_dir',
  'performance_log_every',
  'training_seed',
]);

export const processTooShallow: Rule = {
  code: 'process-too-shallow',
  severity: 'error',
  summary: "A process's keys directly under `config`, where the trainer does not read them.",
  claims: [
    { where: 'load', what: 'fails', seen: 'run' },
    { where: 'save', what: 'ignored', seen: 'run', of: '`sample`, `save`' },
  ],

  *check(config) {
    const entries = shallowKeys(config);
    const [first, ...others] = entries;
    if (!first) return;
    const names = entries.map((entry) => `'${entry.key.value}'`).join(', ');
    yield {
      span: first.key.span,
      severity: entries.every((entry) => hasDefault.has(String(entry.key.value))) ? 'warning' : 'error',
      message: `${names} ${others.length > 0 ? 'are' : 'is'} directly under 'config', where the trainer does not look: it reads only the keys of the items of 'config.process'. Indent ${others.length > 0 ? 'them' : 'it'} into the process.`,
      related: others.map((entry) => ({ span: entry.key.span, message: 'Not read either.' })),
      fixes: fixFor(config, entries),
    };
  },
};

/** Offered for one process only: with several, the intended one is unknown. */
function fixFor(config: TrainingConfig, entries: readonly Entry[]): Fix[] {
  const [process, second] = config.processes;
  const target: MappingNode | undefined = second ? undefined : process?.mapping;
  const edits = target && moveLines(config.document, entries, target);
  return edits ? [{ title: 'Indent into the process', safe: true, edits }] : [];
}
