import type { ConfigNode, Entry } from '../../core/syntax/config-node';
import { applyEdits, insertEntry, removeEntry, replaceSpan } from '../../core/syntax/text-edits';
import type { Section, TrainingConfig } from '../../core/trainer/training-config';
import { readConfig } from './find-in-text';

/** Turns a config's text into one with a mistake. */
export type Breakage = (text: string) => string;

/**
 * Writes YAML text at a place. Places are dotted, in the first process; `dataset.` is its first dataset, `item.` its first
 * item of `sample.samples`, and `/` the root of the file.
 */
export function set(place: string, yaml: string): Breakage {
  return (text) => {
    const config = readConfig(text);
    const { section, key } = find(config, place);
    const entry = section.entry(key);
    if (!entry) return applyEdits(text, [insertEntry(config.document, section.mapping, key, yaml)]);
    if (!isOneLine(entry.value)) return set(place, yaml)(drop(place)(text));
    const value = yaml.includes('\n') ? indented(yaml, entry, config) : yaml;
    return applyEdits(text, [replaceSpan(entry.value.span, value)]);
  };
}

/** Removes the entry at a place; it must be there. */
export function drop(place: string): Breakage {
  return (text) => {
    const config = readConfig(text);
    const { section, key } = find(config, place);
    const entry = section.entry(key);
    if (!entry) throw new Error(`nothing to remove at ${place}`);
    return applyEdits(text, [removeEntry(config.document, section.mapping, entry)]);
  };
}

/** Replaces text that must be there. */
export function replace(pattern: RegExp, by: string): Breakage {
  return (text) => {
    if (!pattern.test(text)) throw new Error(`${pattern} does not occur`);
    return text.replace(pattern, by);
  };
}

/** One mistake may take several edits. */
export function all(...breakages: readonly Breakage[]): Breakage {
  return (text) => breakages.reduce((current, breakage) => breakage(current), text);
}

function find(config: TrainingConfig, place: string): { section: Section; key: string } {
  const steps = place.split('.');
  const key = steps.pop() ?? '';
  const found = sectionAt(config, steps, key);
  if (!found) throw new Error(`no section for ${place}`);
  return { section: found, key: key.replace('/', '') };
}

function sectionAt(config: TrainingConfig, steps: readonly string[], key: string): Section | undefined {
  const [first, ...rest] = steps;
  if (first === undefined) return key.startsWith('/') ? config.root : config.processes[0];
  if (first.startsWith('/')) return config.root?.section([first.slice(1), ...rest].join('.'));
  const process = config.processes[0];
  if (first === 'dataset') return process?.datasets[0];
  if (first === 'item') return process?.sections('sample.samples')[0];
  return process?.section(steps.join('.'));
}

function isOneLine(node: ConfigNode): boolean {
  return node.kind === 'scalar' || node.flow;
}

function indented(yaml: string, entry: Entry, config: TrainingConfig): string {
  const lineStart = config.document.text.lastIndexOf('\n', entry.span.start) + 1;
  const indent = ' '.repeat(entry.span.start - lineStart + 2);
  return `\n${yaml
    .split('\n')
    .map((line) => indent + line)
    .join('\n')}`;
}
