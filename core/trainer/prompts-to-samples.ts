import { type ConfigDocument, lineAt, lineSpan } from '../syntax/config-document';
import { type ConfigNode, type Entry, isText } from '../syntax/config-node';
import type { TextEdit } from '../syntax/finding';
import { formatScalar, renameKey } from '../syntax/text-edits';

/**
 * Turns `prompts: [a text]` into `samples`, whose items are mappings, and gives each item one more key. Undefined for a
 * list that holds anything but texts of one line each.
 */
export function promptsToSamples(
  document: ConfigDocument,
  prompts: Entry,
  key: string,
  value: string,
): TextEdit[] | undefined {
  const list = prompts.value;
  if (prompts.merged || list.kind !== 'sequence' || list.items.length === 0) return undefined;
  const edits = list.items.map((item) => editsFor(document, item, list.flow, key, value));
  if (edits.some((one) => one.length === 0)) return undefined;
  return [renameKey(prompts, 'samples'), ...edits.flat()];
}

function editsFor(
  document: ConfigDocument,
  item: ConfigNode,
  flow: boolean,
  key: string,
  value: string,
): TextEdit[] {
  if (!isText(item) || item.source.includes('\n')) return [];
  const { start, end } = item.span;
  const insert = (at: number, newText: string): TextEdit => ({ span: { start: at, end: at }, newText });
  const text = formatScalar(value, item.style);
  if (flow) {
    const name = (word: string) => (document.format === 'json' ? JSON.stringify(word) : word);
    return [insert(start, `{${name('prompt')}: `), insert(end, `, ${name(key)}: ${text}}`)];
  }
  const line = lineSpan(document, lineAt(document, start));
  const before = document.text.slice(line.start, start);
  // An anchor or a tag before the text would end up on the key.
  if (!/^\s*(?:-\s+)+$/.test(before)) return [];
  return [insert(start, 'prompt: '), insert(line.end, `\n${' '.repeat(before.length)}${key}: ${text}`)];
}
