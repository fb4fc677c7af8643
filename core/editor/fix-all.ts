import type { Fix, ReportedFinding, TextEdit } from '../syntax/finding';
import { applyEdits } from '../syntax/text-edits';
import { fixProblem, type Reading } from './fix-all/fix-safety';

/** More passes than fixes ever unlock each other; reached only if two fixes undo each other. */
const mostPasses = 12;
/** Fixes that are tried on one text; each costs one check of the fixed text. */
const mostTrials = 200;

/** A fix that is marked as safe and was not applied. */
export interface RefusedFix {
  readonly finding: ReportedFinding;
  readonly fix: Fix;
  /** Continues the sentence "not applied, because …". */
  readonly because: string;
}

export interface FixAllResult {
  /** One edit of the original text, or those of the only pass; empty if there is nothing to do. */
  readonly edits: readonly TextEdit[];
  readonly refused: readonly RefusedFix[];
}

/**
 * Applies every fix that is marked as safe and holds it (see `fixProblem`), pass by pass, until none is left. A pass takes
 * fixes of one kind: keys are renamed before anything is inserted, and moved before anything is removed. `read` checks a text.
 */
export function fixAll(text: string, read: (text: string) => Reading): FixAllResult {
  const state = { trials: 0, refused: [] as RefusedFix[] };
  let current = text;
  let first: readonly TextEdit[] = [];
  for (let pass = 0; pass < mostPasses; pass++) {
    state.refused = [];
    const edits = nextEdits(read(current), read, state);
    if (edits.length === 0) {
      return { edits: pass <= 1 ? first : differenceOf(text, current), refused: state.refused };
    }
    if (pass === 0) first = edits;
    current = applyEdits(current, edits);
  }
  return { edits: differenceOf(text, current), refused: state.refused };
}

interface Candidate {
  readonly finding: ReportedFinding;
  readonly fix: Fix;
  readonly kind: FixKind;
}

/** The edits of the first kind that has any safe fix; those that overlap an earlier one wait for the next pass. */
function nextEdits(
  before: Reading,
  read: (text: string) => Reading,
  state: { trials: number; refused: RefusedFix[] },
): TextEdit[] {
  const candidates = before.findings.flatMap((finding): Candidate[] => {
    const fix = finding.fixes?.[0];
    return fix?.safe ? [{ finding, fix, kind: kindOf(before, finding, fix) }] : [];
  });
  for (const kind of kinds) {
    const taken: TextEdit[] = [];
    for (const { finding, fix } of candidates.filter((one) => one.kind === kind)) {
      if (fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
      const because =
        state.trials++ < mostTrials
          ? fixProblem(before, finding, fix, read)
          : 'there are too many fixes for one run; run it again';
      if (because === undefined) taken.push(...fix.edits);
      else state.refused.push({ finding, fix, because });
    }
    if (taken.length > 0) return taken;
  }
  return [];
}

const kinds = ['rename', 'replace', 'move', 'insert', 'remove'] as const;
type FixKind = (typeof kinds)[number];

function kindOf({ document }: Reading, finding: ReportedFinding, { edits }: Fix): FixKind {
  const inserts = edits.some(({ span, newText }) => span.start === span.end && newText !== '');
  const removes = edits.some(({ newText }) => newText === '');
  if (inserts && removes) return 'move';
  if (inserts) return 'insert';
  if (removes) return 'remove';
  const [edit] = edits;
  const isKey = edit !== undefined && document.text.slice(edit.span.end).startsWith(':');
  return isKey && finding.span.start === edit.span.start ? 'rename' : 'replace';
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
