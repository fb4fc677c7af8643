import type { ReportedFinding } from '../../core/syntax/finding';

/** A finding that a fixture expects, or that the checks made, in the fixture's own terms. */
export interface Mark {
  /** Zero-based, in the text without markers. */
  readonly line: number;
  readonly start: number;
  /** Undefined for `# <`, which marks the line and not the columns. */
  readonly end: number | undefined;
  readonly severity: string;
  readonly code: string;
}

export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

const caretMarker = /^#\s*(\^+)\s+(error|warning|information|hint)\s+([a-z0-9-]+)\s*$/;
const lineMarker = /^#\s*<\s+(error|warning|information|hint)\s+([a-z0-9-]+)\s*$/;

/**
 * Strips the marker comments from a fixture: `#   ^^^^ warning some-code` puts its carets under the expected span of the
 * line above; `# < warning some-code` marks that whole line, for spans that begin too far left.
 */
export function readMarkers(marked: string): MarkedText {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of marked.split('\n')) {
    const caret = caretMarker.exec(line);
    const whole = lineMarker.exec(line);
    const at = lines.length - 1;
    if (caret?.[1] && caret[2] && caret[3]) {
      const start = line.indexOf('^');
      marks.push({ line: at, start, end: start + caret[1].length, severity: caret[2], code: caret[3] });
    } else if (whole?.[1] && whole[2]) {
      marks.push({ line: at, start: 0, end: undefined, severity: whole[1], code: whole[2] });
    } else {
      lines.push(line);
    }
  }
  return { text: lines.join('\n'), marks };
}

/** What was found, written as marks; a span over several lines ends at its first line's end. */
export function marksOf(text: string, findings: readonly ReportedFinding[]): Mark[] {
  return findings.map((finding) => {
    const lineStart = text.lastIndexOf('\n', finding.span.start - 1) + 1;
    const nextBreak = text.indexOf('\n', finding.span.start);
    const lineEnd = nextBreak < 0 ? text.length : nextBreak;
    return {
      line: text.slice(0, lineStart).split('\n').length - 1,
      start: finding.span.start - lineStart,
      end: Math.min(finding.span.end, lineEnd) - lineStart,
      severity: finding.severity,
      code: finding.code,
    };
  });
}

/** Writes marks so that a difference reads well; a whole-line mark hides the columns of what was found on its line. */
export function describeMarks(marks: readonly Mark[], like: readonly Mark[]): string[] {
  const wholeLines = new Set(
    like.filter((mark) => mark.end === undefined).map((mark) => `${mark.line}:${mark.code}`),
  );
  return marks
    .map((mark) => {
      const columns = wholeLines.has(`${mark.line}:${mark.code}`) ? '' : `:${mark.start + 1}-${mark.end}`;
      return `line ${mark.line + 1}${columns} ${mark.severity} ${mark.code}`;
    })
    .sort();
}
