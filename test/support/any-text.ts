import assert from 'node:assert/strict';
import type { CodeAction, DocumentSymbol, Position, Range, TextEdit } from 'vscode-languageserver-types';
import {
  type ConfigFormat,
  createLanguageService,
  fixAllKind,
  type ParsedConfig,
} from '../../core/language-service';
import { plainClient } from './complete-at';
import { defaultOptions, schema, strictLogger } from './find-in-text';

/** A service that turns each error of ours into an exception. */
export const service = createLanguageService({
  schema,
  logger: strictLogger,
  documentation: (code) => `https://example.org/${code}`,
});

export function parse(text: string, format: ConfigFormat = 'yaml'): ParsedConfig {
  return service.parse('file:///maya.yaml', 1, text, format);
}

/** Asks everything of a text that an editor can ask. Throws where an answer breaks a promise. */
export async function checkAnswers(parsed: ParsedConfig, places: readonly number[]): Promise<void> {
  const text = textOf(parsed);
  service.jobSummary(parsed);
  service.mayBecomeConfig(parsed);
  checkSymbols(parsed, service.documentSymbols(parsed));
  for (const { startLine, endLine } of service.foldingRanges(parsed)) {
    assert.ok(startLine <= endLine && endLine < linesOf(text).length, 'a fold');
  }
  for (const { range } of await service.documentLinks(parsed, async (written) => `file:///${written}`)) {
    checkRange(text, range, 'a link');
  }
  for (const place of places) await checkPlace(parsed, positionAt(text, Math.floor(place * text.length)));
}

/** What is fixed is fixed to the end at once, can still be read, and keeps its comments. */
export function checkFixAll(parsed: ParsedConfig): void {
  const { format } = parsed.config.document;
  const fixed = parse(service.fixedText(parsed, defaultOptions), format);
  const again = service.fixedText(fixed, defaultOptions);
  assert.equal(again, textOf(fixed), 'a second time');
  if (!isReadable(parsed)) return;
  assert.ok(isReadable(fixed), `unreadable:\n${textOf(fixed)}`);
  for (const { text: comment } of parsed.config.document.comments) {
    assert.ok(textOf(fixed).includes(comment.trimEnd()), `lost the comment ${comment}`);
  }
}

/** Ranges lie in the text, and no fix breaks it. */
export function checkFindings(parsed: ParsedConfig): void {
  const text = textOf(parsed);
  const found = service.diagnose(parsed, defaultOptions);
  for (const { diagnostic } of found) {
    const what = `${diagnostic.code}: ${diagnostic.message}`;
    checkRange(text, diagnostic.range, what);
    for (const { location } of diagnostic.relatedInformation ?? []) checkRange(text, location.range, what);
    assert.doesNotMatch(String(diagnostic.message), /undefined|\[object/, what);
  }
  const diagnostics = found.map(({ diagnostic }) => diagnostic);
  const actions = service.codeActions(parsed, { diagnostics }, defaultOptions);
  for (const action of actions) checkFix(parsed, action);
  for (const action of service.codeActions(parsed, { diagnostics, only: [fixAllKind] }, defaultOptions)) {
    checkFix(parsed, action);
  }
}

/** The edits lie in the text and apart from each other; a text that could be read still can. */
function checkFix(parsed: ParsedConfig, action: CodeAction): void {
  const text = textOf(parsed);
  const edits = editsOf(action);
  for (const { range } of edits) checkRange(text, range, action.title);
  const after = applied(text, edits, action.title);
  if (!isReadable(parsed)) return;
  const format = parsed.config.document.format;
  assert.ok(isReadable(parse(after, format)), `'${action.title}' broke the text:\n${after}`);
}

async function checkPlace(parsed: ParsedConfig, position: Position): Promise<void> {
  const text = textOf(parsed);
  const shown = service.hover(parsed, position, { useCase: 'character', markdown: true });
  if (shown?.range) checkRange(text, shown.range, 'a hover');
  const options = { useCase: 'character', abilities: plainClient } as const;
  for (const item of await service.complete(parsed, position, options)) {
    const edits = [item.textEdit, ...(item.additionalTextEdits ?? [])];
    for (const edit of edits) {
      if (edit && 'range' in edit) checkRange(text, edit.range, `completion ${item.label}`);
    }
  }
  const target = service.prepareRename(parsed, position);
  if ('refusal' in target) return;
  const renamed = service.rename(parsed, position, 'other_word');
  if ('refusal' in renamed) return;
  applied(text, editsOf({ title: 'rename', edit: renamed }), 'rename');
}

function checkSymbols(parsed: ParsedConfig, symbols: readonly DocumentSymbol[]): void {
  const text = textOf(parsed);
  for (const { name, range, selectionRange, children } of symbols) {
    assert.notEqual(name.trim(), '', 'the protocol allows no empty name');
    checkRange(text, range, name);
    checkRange(text, selectionRange, name);
    assert.ok(
      offsetOf(text, range.start) <= offsetOf(text, selectionRange.start) &&
        offsetOf(text, selectionRange.end) <= offsetOf(text, range.end),
      `${name}: what is selected lies outside`,
    );
    checkSymbols(parsed, children ?? []);
  }
}

function checkRange(text: string, { start, end }: Range, what: string): void {
  const lines = linesOf(text);
  for (const { line, character } of [start, end]) {
    const length = lines[line]?.length;
    assert.ok(length !== undefined && line >= 0, `${what}: no line ${line}`);
    assert.ok(character >= 0 && character <= length, `${what}: no column ${character} in line ${line}`);
  }
  assert.ok(offsetOf(text, start) <= offsetOf(text, end), `${what}: ends before it starts`);
}

function applied(text: string, edits: readonly TextEdit[], what: string): string {
  const sorted = edits
    .map(({ range, newText }) => ({
      start: offsetOf(text, range.start),
      end: offsetOf(text, range.end),
      newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, newText } of sorted) {
    assert.ok(start >= at, `${what}: edits overlap`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

function editsOf({ edit }: Pick<CodeAction, 'title' | 'edit'>): TextEdit[] {
  return (edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change ? change.edits.filter((one): one is TextEdit => 'newText' in one) : [],
  );
}

/** Lines as the protocol counts them, line ends included. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\r\n|\n|\r(?!\n))/).concat(/[\r\n]$/.test(text) || text === '' ? [''] : []);
}

function offsetOf(text: string, { line, character }: Position): number {
  const before = linesOf(text).slice(0, line);
  return before.reduce((sum, one) => sum + one.length, 0) + character;
}

function positionAt(text: string, offset: number): Position {
  const before = linesOf(text.slice(0, offset));
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function textOf(parsed: ParsedConfig): string {
  return parsed.config.document.text;
}

function isReadable(parsed: ParsedConfig): boolean {
  return parsed.config.document.problems.length === 0;
}
