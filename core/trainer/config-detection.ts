import type { ConfigDocument } from '../syntax/config-document';
import { type ConfigNode, entryOf, scalarText } from '../syntax/config-node';

/** Job kinds of ai-toolkit (toolkit/job.py:10-35). */
const jobKinds = new Set(['extension', 'train', 'extract', 'generate', 'mod']);
/** Sections that only a process of ai-toolkit holds. */
const processSections = [
  'network',
  'datasets',
  'train',
  'model',
  'sample',
  'save',
  'trigger_word',
  'training_folder',
];

/**
 * Whether a document is an ai-toolkit config, judged by its content alone: `job` and `config` at the top, a process list
 * beneath `config`, `job: extension` while the rest is still to be typed, or `# ai-toolkit` as its first line.
 * Other tools' YAML must never be taken for ours, so a lone `job:` of another kind is not enough.
 */
export function isTrainingConfig(document: ConfigDocument): boolean {
  if (saysSo(document)) return true;
  const job = entryOf(document.root, 'job')?.value;
  const config = entryOf(document.root, 'config');
  const kind = scalarText(job);
  if (kind === 'extension' && !isForeign(document)) return true;
  if (isProcessList(entryOf(config?.value, 'process')?.value)) return true;
  if (!job || !config) return false;
  if (kind !== undefined && jobKinds.has(kind)) return config.value.kind !== 'sequence';
  return job.kind === 'scalar' && entryOf(config.value, 'process') !== undefined;
}

/** A first-line comment `# ai-toolkit` makes any YAML document ours. */
function saysSo(document: ConfigDocument): boolean {
  const first = document.comments[0];
  return first !== undefined && first.span.start === 0 && /^#+\s*ai-toolkit\b/i.test(first.text);
}

/** Top-level keys of other well-known YAML files, where `job: extension` would be a coincidence. */
function isForeign(document: ConfigDocument): boolean {
  return ['services', 'jobs', 'kind', 'apiVersion', 'base_model', 'stages'].some((key) =>
    entryOf(document.root, key),
  );
}

function isProcessList(node: ConfigNode | undefined): boolean {
  if (node?.kind !== 'sequence') return false;
  return node.items.some(
    (item) =>
      scalarText(entryOf(item, 'type')?.value)?.endsWith('_trainer') === true ||
      processSections.filter((key) => entryOf(item, key) !== undefined).length >= 2,
  );
}
