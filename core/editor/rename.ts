import type { TextEdit as ProtocolEdit, Range } from 'vscode-languageserver-types';
import { type ConfigNode, holdsVariable, type ScalarNode, scalarText } from '../syntax/config-node';
import type { Span, TextEdit } from '../syntax/finding';
import { formatScalar, replaceScalar } from '../syntax/text-edits';
import { type PlacedScalar, walkScalars } from '../syntax/walk-scalars';
import { readPlainScalar } from '../syntax/yaml-dialect';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { toProtocolEdit, toRange } from './to-protocol';

/** Why something cannot be renamed, in words for the person who asked. */
export interface RenameRefusal {
  readonly refusal: string;
}

/** What the editor shows in its input. */
export interface RenameTarget {
  readonly range: Range;
  readonly placeholder: string;
}

/** Keys whose values are prompts or captions; a list of them counts item by item. */
const promptKeys = new Set([
  'prompt',
  'prompts',
  'prompt_2',
  'neg',
  'neg_2',
  'positive_prompt',
  'negative_prompt',
  'unconditional_prompt',
  'default_caption',
  'random_triggers',
]);

const triggerKey = 'trigger_word';
const placeholderText = '[trigger]';

/** Whether the trigger word stands at an offset, at its key's value or inside a prompt. */
export function prepareRename(config: TrainingConfig, offset: number): RenameTarget | RenameRefusal {
  const found = findWord(config, offset);
  if ('refusal' in found) return found;
  return { range: toRange(config.document, found.span), placeholder: found.word };
}

/**
 * The edits that give the trigger word at an offset a new name: at `trigger_word` of the process and its datasets, and at
 * every whole word in prompts and captions of each process that has this trigger word. `[trigger]` stays as it is.
 */
export function rename(
  config: TrainingConfig,
  offset: number,
  newName: string,
): readonly ProtocolEdit[] | RenameRefusal {
  const found = findWord(config, offset);
  if ('refusal' in found) return found;
  const newWord = newName.trim();
  const refusal = whyNot(newWord);
  if (refusal !== undefined) return { refusal };
  if (newWord === found.word) return [];
  const edits = new Map<number, TextEdit>();
  for (const process of config.processes) {
    if (!triggerWords(process).includes(found.word)) continue;
    for (const placed of walkScalars(process.mapping)) {
      for (const edit of editsOf(placed, found.word, newWord)) edits.set(edit.span.start, edit);
    }
  }
  return [...edits.values()]
    .sort((a, b) => a.span.start - b.span.start)
    .map((edit) => toProtocolEdit(config.document, edit));
}

/** The trigger word at an offset and the stretch that is it; what else stands there cannot be renamed. */
function findWord(
  config: TrainingConfig,
  offset: number,
): { readonly word: string; readonly span: Span } | RenameRefusal {
  for (const process of config.processes) {
    const words = triggerWords(process);
    for (const placed of walkScalars(process.mapping)) {
      const { scalar } = placed;
      if (!holds(scalar.span, offset) || scalar.style === 'absent') continue;
      if (isTrigger(placed)) return ofTriggerKey(scalar);
      if (!isPrompt(placed)) continue;
      for (const word of words) {
        const span = occurrences(scalar, word).find((each) => holds(each, offset));
        if (span) return { word, span };
      }
      if (onPlaceholder(scalar, offset)) {
        return {
          refusal: `'${placeholderText}' is a placeholder for the trigger word. Rename the word at 'trigger_word'.`,
        };
      }
    }
  }
  return {
    refusal: "Only the trigger word can be renamed: at 'trigger_word', or in a prompt.",
  };
}

function ofTriggerKey(scalar: ScalarNode): { word: string; span: Span } | RenameRefusal {
  if (holdsVariable(scalar)) {
    return { refusal: 'This trigger word comes from an environment variable. Change it there.' };
  }
  const word = scalarText(scalar);
  if (word === undefined || word.trim() === '') return { refusal: 'There is no trigger word yet.' };
  const quote = scalar.style === 'single-quoted' || scalar.style === 'double-quoted' ? 1 : 0;
  return { word, span: { start: scalar.span.start + quote, end: scalar.span.end - quote } };
}

function triggerWords(process: TrainingProcess): string[] {
  const words = new Set<string>();
  for (const placed of walkScalars(process.mapping)) {
    const word = isTrigger(placed) && !holdsVariable(placed.scalar) ? scalarText(placed.scalar) : undefined;
    if (word !== undefined && word.trim() !== '') words.add(word);
  }
  // Of two words of which one holds the other, the longer is what a cursor is on.
  return [...words].sort((a, b) => b.length - a.length);
}

function isTrigger({ path }: PlacedScalar): boolean {
  return path.at(-1) === triggerKey;
}

function isPrompt({ path, scalar }: PlacedScalar): boolean {
  const last = path.at(-1);
  const key = typeof last === 'number' ? path.at(-2) : last;
  return typeof key === 'string' && promptKeys.has(key) && scalar.type === 'string';
}

function editsOf(placed: PlacedScalar, word: string, newWord: string): TextEdit[] {
  const { scalar } = placed;
  if (isTrigger(placed)) {
    return scalarText(scalar) === word && !holdsVariable(scalar) ? [replaceScalar(scalar, newWord)] : [];
  }
  if (!isPrompt(placed)) return [];
  const spans = occurrences(scalar, word);
  if (spans.length === 0) return [];
  if (scalar.style === 'plain' && !staysPlain(scalar, spans, newWord)) {
    return [
      replaceScalar(
        scalar,
        String(scalar.value).replace(pattern(word), () => newWord),
      ),
    ];
  }
  const written = formatScalar(newWord, scalar.style);
  const quoted = scalar.style === 'single-quoted' || scalar.style === 'double-quoted';
  const newText = quoted ? written.slice(1, -1) : newWord;
  return spans.map((span) => ({ span, newText }));
}

const escapes = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[\s\S])/gi;

/** The whole-word places of a word in what a scalar is written as. */
function occurrences(scalar: ScalarNode, word: string): Span[] {
  const { style, span } = scalar;
  if (style === 'absent') return [];
  const written = writtenAs(word, style);
  // The letter of an escape such as `\n` is not part of the word behind it.
  const masked = style === 'double-quoted' && !written.includes('\\');
  const source = masked
    ? scalar.source.replace(escapes, (sequence) => ' '.repeat(sequence.length))
    : scalar.source;
  return [...source.matchAll(pattern(written))].map((match) => ({
    start: span.start + match.index,
    end: span.start + match.index + match[0].length,
  }));
}

function writtenAs(word: string, style: ScalarNode['style']): string {
  if (style === 'single-quoted') return word.replaceAll("'", "''");
  return style === 'double-quoted' ? JSON.stringify(word).slice(1, -1) : word;
}

/** A word with no letter, digit or underscore joined to it; a blank in it may be a line break. */
function pattern(word: string): RegExp {
  const escaped = word
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
  const before = /^[\p{L}\p{N}_]/u.test(word.trim()) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = /[\p{L}\p{N}_]$/u.test(word.trim()) ? '(?![\\p{L}\\p{N}_])' : '';
  return new RegExp(`${before}${escaped}${after}`, 'gu');
}

/** Whether an unquoted text still reads as the same text with the new word in it. */
function staysPlain(scalar: ScalarNode, spans: readonly Span[], newWord: string): boolean {
  if (!/^[\p{L}\p{N}_](?:[\p{L}\p{N}_ .'-]*[\p{L}\p{N}_.'-])?$/u.test(newWord)) return false;
  let text = '';
  let at = 0;
  for (const span of spans) {
    text += scalar.source.slice(at, span.start - scalar.span.start) + newWord;
    at = span.end - scalar.span.start;
  }
  text += scalar.source.slice(at);
  return readPlainScalar(text).type === 'string';
}

/** What would not be a trigger word to ai-toolkit, in words; undefined for a good one. */
function whyNot(word: string): string | undefined {
  if (word === '') return 'A trigger word cannot be empty.';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(word)) return 'A trigger word must be a single line.';
  if (word.includes('${')) return "A '${…}' would be replaced by an environment variable.";
  if (/\[(?:name|trigger)\]/.test(word)) return "'[name]' and '[trigger]' are replaced by other words.";
  if (word.includes('--'))
    return "ai-toolkit ends a sample prompt at '--', so a trigger word cannot contain it.";
  return undefined;
}

function onPlaceholder(scalar: ConfigNode, offset: number): boolean {
  if (scalar.kind !== 'scalar') return false;
  return [...scalar.source.matchAll(/\[trigger\]/g)].some(({ index }) =>
    holds(
      { start: scalar.span.start + index, end: scalar.span.start + index + placeholderText.length },
      offset,
    ),
  );
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
