import type { ReportedFinding, Span } from './finding';
import { changeBetween } from './text-change';

/**
 * Findings of an earlier text as they hold for a changed one: those before the change as they are, those behind it moved,
 * those that touch it dropped. For findings that take longer to make than a keystroke.
 */
export function rebaseFindings(
  findings: readonly ReportedFinding[],
  before: string,
  after: string,
): readonly ReportedFinding[] {
  if (before === after) return findings;
  const { start, oldEnd: behind } = changeBetween(before, after);
  const shift = after.length - before.length;
  const moved = (span: Span): Span | undefined => {
    if (span.end < start) return span;
    return span.start > behind ? { start: span.start + shift, end: span.end + shift } : undefined;
  };
  return findings.flatMap((finding) => {
    const span = moved(finding.span);
    if (!span) return [];
    const { related: oldRelated, fixes: oldFixes, ...rest } = finding;
    const related = oldRelated?.map((one) => ({ ...one, span: moved(one.span) }));
    const fixes = oldFixes?.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, span: moved(edit.span) })),
    }));
    return [
      {
        ...rest,
        span,
        ...(related ? { related: related.filter(hasSpan) } : {}),
        ...(fixes
          ? {
              fixes: fixes.flatMap((fix) =>
                fix.edits.every(hasSpan) ? [{ ...fix, edits: fix.edits.filter(hasSpan) }] : [],
              ),
            }
          : {}),
      },
    ];
  });
}

/** The same for positions: those before the change stay, those behind it move, those that touch it are dropped. */
export function rebaseOffsets<T extends { readonly offset: number }>(
  items: readonly T[],
  before: string,
  after: string,
): readonly T[] {
  if (before === after) return items;
  const { start, oldEnd: behind } = changeBetween(before, after);
  return items.flatMap((item) => {
    if (item.offset < start) return [item];
    return item.offset > behind ? [{ ...item, offset: item.offset + after.length - before.length }] : [];
  });
}

function hasSpan<T extends { readonly span: Span | undefined }>(one: T): one is T & { readonly span: Span } {
  return one.span !== undefined;
}
