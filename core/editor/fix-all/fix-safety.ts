import type { ConfigDocument } from '../../syntax/config-document';
import { lineAt, lineSpan } from '../../syntax/config-document';
import type { ConfigNode } from '../../syntax/config-node';
import type { Fix, ReportedFinding, Span, TextEdit } from '../../syntax/finding';
import { applyEdits } from '../../syntax/text-edits';

/** One text with what is found in it. */
export interface Reading {
  readonly document: ConfigDocument;
  readonly findings: readonly ReportedFinding[];
}

/** Codes of findings about keys, which do not concern us in the file of a fork that reads them. */
const aboutKeys: ReadonlySet<string> = new Set(['unknown-key', 'misplaced-key', 'unknown-value']);

/**
 * Why a fix that claims to be safe is not, or undefined if it is: the fixed text, read again, has the finding gone, no new
 * error or warning, no value or comment lost, and everything else as it was. Costs one check of the fixed text.
 */
export function fixProblem(
  before: Reading,
  finding: ReportedFinding,
  fix: Fix,
  read: (text: string) => Reading,
): string | undefined {
  const { document, findings } = before;
  if (/^(?:<{7}|={7}|>{7})/m.test(document.text)) return 'the file has unresolved merge conflicts';
  if (aboutKeys.has(finding.code) && findings.some(({ code }) => code === 'fork-keys')) {
    return 'the file has keys of a fork, which may read this key too';
  }
  const after = read(applyEdits(document.text, fix.edits));
  const broken = document.problems.length;
  if (after.document.problems.length > broken) return 'the fixed text cannot be read';
  const isAboutSyntax = finding.code === 'yaml-syntax' || finding.explainsSyntax === true;
  const mendsSyntax = isAboutSyntax && after.document.problems.length < broken;
  if (broken > 0 && !mendsSyntax) return 'the file has syntax errors';
  if (countOf(after.findings, finding.code) >= countOf(findings, finding.code)) {
    return 'the finding would still be there';
  }
  const caused = mendsSyntax ? undefined : newProblem(findings, after.findings);
  if (caused) return `it would lead to '${caused.code}': ${caused.message}`;
  const comment = lostComment(document, after.document);
  if (comment !== undefined) return `the comment '${comment.trim()}' would lose its line`;
  // A text that could not be read has no values to compare.
  return mendsSyntax ? undefined : lostValue(document, after.document, fix.edits);
}

function countOf(findings: readonly ReportedFinding[], code: string): number {
  return findings.filter((finding) => finding.code === code).length;
}

/** An error or warning of a code that is found more often than before. */
function newProblem(
  before: readonly ReportedFinding[],
  after: readonly ReportedFinding[],
): ReportedFinding | undefined {
  const grave = (findings: readonly ReportedFinding[]) =>
    findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const known = grave(before);
  const more = grave(after).filter(({ code }) => countOf(grave(after), code) > countOf(known, code));
  return more.find(({ message }) => !known.some((other) => other.message === message)) ?? more[0];
}

/** A comment that is gone, or that stood behind a value and now stands on a line of its own. */
function lostComment(before: ConfigDocument, after: ConfigDocument): string | undefined {
  const left = after.comments.map(({ text, span }) => ({ text, alone: isAlone(after, span) }));
  for (const { text, span } of before.comments) {
    const alone = isAlone(before, span);
    const at = left.findIndex((other) => other.text === text && (alone || !other.alone));
    if (at < 0) return text;
    left.splice(at, 1);
  }
  return undefined;
}

function isAlone(document: ConfigDocument, span: Span): boolean {
  const { start } = lineSpan(document, lineAt(document, span.start));
  return document.text.slice(start, span.start).trim() === '';
}

interface Leaf {
  readonly path: string;
  readonly value: string;
  /** The value's own text. */
  readonly span: Span;
  /** The keys above it, and its own. */
  readonly keys: readonly Span[];
}

/** What the edits do not touch must stay where it is; what they do touch may move, and may change only in its own text. */
function lostValue(
  before: ConfigDocument,
  after: ConfigDocument,
  edits: readonly TextEdit[],
): string | undefined {
  const left = leavesOf(after);
  const places = new Set(left.map(({ path, value }) => `${path}\n${value}`));
  const values = new Set(left.map(({ value }) => value.toLowerCase()));
  for (const leaf of leavesOf(before)) {
    const inOwnText = edits.some(({ span }) => leaf.span.start <= span.start && span.end <= leaf.span.end);
    const isTouched = edits.some(({ span }) =>
      [leaf.span, ...leaf.keys].some((own) => span.start < own.end && own.start < span.end),
    );
    if (inOwnText || places.has(`${leaf.path}\n${leaf.value}`)) continue;
    if (!isTouched) return `'${leaf.path}' would change`;
    if (!values.has(leaf.value.toLowerCase())) return `the value '${leaf.value}' would be lost`;
  }
  return undefined;
}

/** Every scalar with its path. A scalar that a later duplicate replaces is not a value; the content of such a section is. */
function leavesOf({ root }: ConfigDocument): Leaf[] {
  const found: Leaf[] = [];
  if (root) visit(root, '', [], new Set());
  return found;

  function visit(node: ConfigNode, path: string, keys: readonly Span[], above: Set<ConfigNode>): void {
    // An alias into its own ancestors would never end; anchors are bounded by the tree itself.
    if (above.has(node) || found.length > 20_000) return;
    if (node.kind === 'scalar') {
      found.push({ path, value: String(node.value), span: node.span, keys });
      return;
    }
    const inside = new Set(above).add(node);
    if (node.kind === 'sequence') {
      for (const [index, item] of node.items.entries()) visit(item, `${path}[${index}]`, keys, inside);
      return;
    }
    for (const entry of node.entries) {
      if (entry.shadowed && entry.value.kind === 'scalar') continue;
      const name = String(entry.key.value);
      visit(entry.value, path === '' ? name : `${path}.${name}`, [...keys, entry.key.span], inside);
    }
  }
}
