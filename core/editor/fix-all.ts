import type { ReportedFinding, TextEdit } from '../syntax/finding';
import { applyEdits } from '../syntax/text-edits';

/** More passes than fixes ever unlock each other; reached only if two fixes undo each other. */
const mostPasses = 10;

/**
 * Applies every safe fix, pass by pass, until none is left. `find` returns a text's findings.
 * The result is one edit of the original text, empty when nothing is to be done.
 */
export function fixAll(
  text: string,
  find: (text: string) => readonly ReportedFinding[],
): readonly TextEdit[] {
  let current = text;
  let first: readonly TextEdit[] = [];
  for (let pass = 0; pass < mostPasses; pass++) {
    const edits = safeEdits(find(current));
    if (edits.length === 0) return pass <= 1 ? first : differenceOf(text, current);
    if (pass === 0) first = edits;
    current = applyEdits(current, edits);
  }
  return differenceOf(text, current);
}

/** The preferred fix of each finding where it is safe, without those that overlap an earlier one. */
function safeEdits(findings: readonly ReportedFinding[]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const finding of findings) {
    const fix = finding.fixes?.[0];
    if (!fix?.safe || fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}

/** Two insertions at one place count as overlapping: their order would be chance. The next pass takes the second. */
function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

function differenceOf(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && before.charAt(start) === after.charAt(start)) start++;
  let common = 0;
  const most = Math.min(before.length, after.length) - start;
  while (
    common < most &&
    before.charAt(before.length - 1 - common) === after.charAt(after.length - 1 - common)
  )
    common++;
  return [
    { span: { start, end: before.length - common }, newText: after.slice(start, after.length - common) },
  ];
}
