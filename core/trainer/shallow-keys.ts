import type { Entry } from '../syntax/config-node';
import type { TrainingConfig } from './training-config';

/** Keys that make sense in a process alone; one of them right under `config` shows that the process's body stands there. */
const processSections = [
  'network',
  'save',
  'datasets',
  'train',
  'model',
  'sample',
  'logging',
  'adapter',
  'first_sample',
];
/** Keys that go along with the sections. */
const companions = [
  'training_folder',
  'trigger_word',
  'device',
  'log_dir',
  'performance_log_every',
  'training_seed',
];

/**
 * The keys of a process that were written one level too high, right under `config`, where the trainer sees none of them.
 * Empty when there are none, and for the old kinds of job, which read some of these there.
 */
export function shallowKeys(config: TrainingConfig): readonly Entry[] {
  if (config.job !== undefined && config.job !== 'extension') return [];
  const body = config.root?.section('config');
  const own = body?.mapping.entries.filter((entry) => !entry.merged && !entry.shadowed) ?? [];
  const names = (known: readonly string[]) => own.filter((entry) => known.includes(String(entry.key.value)));
  if (names(processSections).length === 0) return [];
  return names([...processSections, ...companions]);
}
