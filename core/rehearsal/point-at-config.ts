import type { ConfigDocument } from '../syntax/config-document';
import { lineAt } from '../syntax/config-document';
import { type ConfigNode, entryOf } from '../syntax/config-node';
import { type ConfigPath, formatPath } from '../syntax/config-path';
import { keysByFile, keysByWords, unlikelyKeys } from './failure-keys';

/** What is known of a failure's cause. */
export interface FailureClues {
  /** The exception as Python prints it: type and message. */
  readonly exception: string;
  /** Files of the traceback, outermost first. */
  readonly files: readonly string[];
}

/** Where in the user's config a cause is written. */
export interface ConfigPlace {
  /** `config.process[0].train.optimizer` */
  readonly key: string;
  /** Zero-based. */
  readonly line: number;
}

interface Written {
  readonly path: ConfigPath;
  /** The path without indexes: `train.optimizer`. */
  readonly name: string;
  readonly node: ConfigNode;
  readonly at: number;
}

/**
 * The key that a failure comes from, as far as the exception tells: a key that it names, a value that it quotes, words that
 * belong to one key, or the file that raised. Undefined where none does.
 */
export function pointAtConfig(document: ConfigDocument, clues: FailureClues): ConfigPlace | undefined {
  const written = writtenKeys(document.root);
  const found =
    byNamedKey(written, clues) ??
    byPath(written, clues) ??
    byWords(written, clues) ??
    byValue(written, clues) ??
    byFile(written, clues);
  return found && { key: formatPath(found.path), line: lineAt(document, found.at) };
}

function byNamedKey(written: readonly Written[], { exception, files }: FailureClues): Written | undefined {
  const key =
    /unexpected keyword argument '(\w+)'/.exec(exception)?.[1] ??
    /config\.(\w+) key/.exec(exception)?.[1] ??
    /multiple values for (?:keyword )?argument '(\w+)'/.exec(exception)?.[1];
  if (key === undefined) return undefined;
  const named = written.filter(({ path }) => path.at(-1) === key);
  const section = byFile(written, { exception, files })?.name.replace(/\.\w+$/, '');
  return named.find(({ name }) => section !== undefined && name.startsWith(section)) ?? named[0];
}

/** A folder or file that the config names. */
function byPath(written: readonly Written[], { exception }: FailureClues): Written | undefined {
  const paths = written.filter(({ node }) => isPathText(node) && exception.includes(String(scalarOf(node))));
  return longest(paths);
}

function byValue(written: readonly Written[], { exception, files }: FailureClues): Written | undefined {
  const message = exception.replace(/^[\w.]+:\s*/, '');
  const quoted = written.filter(({ node, name }) => {
    const value = scalarOf(node);
    if (typeof value !== 'string' || value.length < 3 || unlikelyKeys.has(name)) return false;
    return new RegExp(`(?<![\\w-])${escapePattern(value)}(?![\\w-])`).test(message);
  });
  const section = byFile(written, { exception, files })?.name.split('.')[0];
  return (
    quoted.find(({ name }) => section !== undefined && name.startsWith(`${section}.`)) ?? longest(quoted)
  );
}

function byWords(written: readonly Written[], { exception }: FailureClues): Written | undefined {
  const known = keysByWords.find(({ words }) => words.test(exception));
  return known && firstOf(written, known.keys);
}

function byFile(written: readonly Written[], { files }: FailureClues): Written | undefined {
  for (const file of [...files].reverse()) {
    const known = keysByFile.find((each) => each.file.test(file));
    const found = known && firstOf(written, known.keys);
    if (found) return found;
  }
  return undefined;
}

function firstOf(written: readonly Written[], keys: readonly string[]): Written | undefined {
  for (const key of keys) {
    const found = written.find(({ name }) => name === key);
    if (found) return found;
  }
  return undefined;
}

function longest(found: readonly Written[]): Written | undefined {
  return [...found].sort((a, b) => String(scalarOf(b.node)).length - String(scalarOf(a.node)).length)[0];
}

function isPathText(node: ConfigNode): boolean {
  const value = scalarOf(node);
  return typeof value === 'string' && value.length > 3 && /[\\/]/.test(value);
}

function scalarOf(node: ConfigNode): unknown {
  return node.kind === 'scalar' ? node.value : undefined;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Every written key with its place; keys of a process are named without `config.process`. */
function writtenKeys(root: ConfigNode | undefined): Written[] {
  const found: Written[] = [];
  const visit = (node: ConfigNode, path: ConfigPath, depth: number): void => {
    if (depth > 12) return;
    if (node.kind === 'sequence') {
      node.items.forEach((item, index) => {
        visit(item, [...path, index], depth + 1);
        if (item.kind === 'scalar') found.push(written([...path, index], item, item.span.start));
      });
    }
    if (node.kind !== 'mapping') return;
    for (const entry of node.entries) {
      if (entry.shadowed) continue;
      const at = [...path, String(entry.key.value)];
      found.push(
        written(at, entryOf(node, String(entry.key.value))?.value ?? entry.value, entry.key.span.start),
      );
      visit(entry.value, at, depth + 1);
    }
  };
  if (root) visit(root, [], 0);
  return found;
}

function written(path: ConfigPath, node: ConfigNode, at: number): Written {
  const steps = path.filter((step) => typeof step === 'string');
  const inProcess = steps[0] === 'config' && steps[1] === 'process' && steps.length > 2;
  return { path, name: (inProcess ? steps.slice(2) : steps).join('.'), node, at };
}
