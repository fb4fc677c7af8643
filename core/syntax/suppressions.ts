import { type Comment, type ConfigDocument, lineAt } from './config-document';
import type { Finding, ReportedFinding, Span } from './finding';

/** The comment words by which a person silences findings. */
export const suppressionMarkers = {
  line: 'qwen-lora-disable-line',
  nextLine: 'qwen-lora-disable-next-line',
  from: 'qwen-lora-disable',
  to: 'qwen-lora-enable',
} as const;

interface Suppression {
  /** Undefined: every code. */
  readonly code: string | undefined;
  /** Where the code (or the bare word) stands in the comment. */
  readonly span: Span;
  readonly firstLine: number;
  readonly lastLine: number;
}

const pattern = /qwen-lora-(disable-next-line|disable-line|disable|enable)(?![\w-])([^#\n]*)/;

export interface SuppressedResult {
  readonly kept: readonly ReportedFinding[];
  /** A finding for each suppression that had no effect. */
  readonly unused: readonly Finding[];
}

/**
 * Drops the findings that comments silence: `# qwen-lora-disable-line CODE`, `…-next-line CODE`, and
 * `# qwen-lora-disable CODE` up to `# qwen-lora-enable CODE` or the end of the file. Several codes are separated by
 * spaces or commas; none means all. A suppression of a code in `unjudged` is not called idle.
 */
export function applySuppressions(
  document: ConfigDocument,
  findings: readonly ReportedFinding[],
  unjudged: ReadonlySet<string> = new Set(),
): SuppressedResult {
  const suppressions = readSuppressions(document);
  if (suppressions.length === 0) return { kept: findings, unused: [] };
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const line = lineAt(document, finding.span.start);
    const silencing = suppressions.filter(
      (one) =>
        line >= one.firstLine &&
        line <= one.lastLine &&
        (one.code === undefined || one.code === finding.code),
    );
    for (const one of silencing) used.add(one);
    return silencing.length === 0;
  });
  const unused = suppressions
    .filter((one) => !used.has(one) && !unjudged.has(one.code ?? ''))
    .map((one) => unusedFinding(one));
  return { kept, unused };
}

function readSuppressions(document: ConfigDocument): Suppression[] {
  const found: Suppression[] = [];
  for (const comment of document.comments) {
    const match = pattern.exec(comment.text);
    if (!match) continue;
    const line = lineAt(document, comment.span.start);
    for (const { code, span } of codesOf(comment, match)) {
      if (match[1] === 'disable-line') found.push({ code, span, firstLine: line, lastLine: line });
      else if (match[1] === 'disable-next-line') {
        const next = nextContentLine(document, line);
        found.push({ code, span, firstLine: next, lastLine: next });
      } else if (match[1] === 'disable') {
        found.push({ code, span, firstLine: line, lastLine: enabledAgain(document, comment, code) });
      }
    }
  }
  return found;
}

function codesOf(comment: Comment, match: RegExpExecArray): { code: string | undefined; span: Span }[] {
  const listStart = comment.span.start + match.index + match[0].length - (match[2]?.length ?? 0);
  const list = (match[2] ?? '').split(/\s--\s|:\s/)[0] ?? '';
  const codes = [...list.matchAll(/[a-z0-9][a-z0-9-]*/g)];
  if (codes.length === 0) {
    const start = comment.span.start + match.index;
    return [{ code: undefined, span: { start, end: listStart } }];
  }
  return codes.map((code) => ({
    code: code[0],
    span: { start: listStart + code.index, end: listStart + code.index + code[0].length },
  }));
}

/** Comments and blank lines between the suppression and what it silences do not count. */
function nextContentLine(document: ConfigDocument, line: number): number {
  const { lineStarts, text } = document;
  for (let next = line + 1; next < lineStarts.length; next++) {
    const content = text.slice(lineStarts[next], lineStarts[next + 1] ?? text.length).trim();
    if (content !== '' && !content.startsWith('#')) return next;
  }
  return line + 1;
}

function enabledAgain(document: ConfigDocument, from: Comment, code: string | undefined): number {
  for (const comment of document.comments) {
    if (comment.span.start <= from.span.start) continue;
    const match = pattern.exec(comment.text);
    if (match?.[1] !== 'enable') continue;
    const codes = codesOf(comment, match).map((one) => one.code);
    if (codes.includes(undefined) || codes.includes(code)) return lineAt(document, comment.span.start);
  }
  return document.lineStarts.length;
}

function unusedFinding(suppression: Suppression): Finding {
  const what = suppression.code === undefined ? 'Nothing' : `No '${suppression.code}'`;
  return {
    span: suppression.span,
    message: `${what} is reported here, so this comment has no effect. Remove it.`,
    unnecessary: true,
  };
}
