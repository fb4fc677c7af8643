import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';

/**
 * The config's text with `process[0].sqlite_db_path` set to our database; nothing else changes, so that comments, `${…}` and
 * number spellings reach ai-toolkit as they were written. JSON is covered as YAML's flow style.
 *
 * The user's file is never touched: the result is written beside the run's record and given to `run.py` in its place.
 * There is no other way in: `diffusion_trainer` knows no environment variable or flag for the path, and its default,
 * `./aitk_db.db` in the working directory, is the database of ai-toolkit's own web interface.
 *
 * `undefined` when the text cannot take the key safely; the run then goes without the control channel.
 */
export function withControlDatabase(text: string, databasePath: string): string | undefined {
  // ai-toolkit would replace both, wherever they stand.
  if (/\$\{[^}]+\}/.test(databasePath) || databasePath.includes('[name]')) return undefined;
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  if (document.errors.length > 0) return undefined;
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  const config = resolve(lastValue(document.contents, 'config'));
  const processes = resolve(lastValue(config, 'process'));
  const first = isSeq(processes) ? resolve(processes.items[0]) : undefined;
  if (!isMap(first)) return undefined;

  // A JSON string is also a YAML string, whatever the path holds.
  const value = JSON.stringify(databasePath);
  const written = lastValue(first, 'sqlite_db_path');
  if (isScalar(written) && written.range && written.anchor === undefined) {
    return splice(text, written.range[0], written.range[1], value);
  }
  if (written !== undefined) return undefined;
  return insertFirst(text, first, `"sqlite_db_path": ${value}`);
}

function insertFirst(text: string, map: YAMLMap, entry: string): string | undefined {
  const firstKey = map.items[0]?.key;
  const keyStart = isNode(firstKey) ? firstKey.range?.[0] : undefined;
  if (map.flow) {
    const brace = map.range === undefined || map.range === null ? -1 : text.indexOf('{', map.range[0]);
    if (brace < 0) return undefined;
    return splice(text, brace + 1, brace + 1, keyStart === undefined ? entry : `${entry}, `);
  }
  if (
    !isScalar(firstKey) ||
    keyStart === undefined ||
    firstKey.anchor !== undefined ||
    firstKey.tag !== undefined
  ) {
    return undefined;
  }
  const lineStart = Math.max(text.lastIndexOf('\n', keyStart - 1), text.lastIndexOf('\r', keyStart - 1)) + 1;
  const before = text.slice(lineStart, keyStart);
  // Only dashes and blanks may stand before the key; anything else is a form we do not know how to indent.
  if (!/^\uFEFF?[- ]*$/.test(before)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return splice(text, keyStart, keyStart, `${entry}${eol}${' '.repeat(before.replace('\uFEFF', '').length)}`);
}

/** The last of several equal keys, as PyYAML and Python's `json` take it. */
function lastValue(node: unknown, key: string): unknown {
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast((item) => isScalar(item.key) && item.key.value === key);
  return pair === undefined || pair.value === null ? undefined : pair.value;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function splice(text: string, start: number, end: number, insertion: string): string {
  return text.slice(0, start) + insertion + text.slice(end);
}
