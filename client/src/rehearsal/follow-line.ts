/** An edit of a document: zero-based lines, the last one included, and the text that replaces them. */
export interface LineChange {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/**
 * Where a line is after edits, as VS Code reports them for one change: in any order, all in lines of before. Undefined when
 * an edit touches the line itself.
 */
export function followLine(line: number, changes: readonly LineChange[]): number | undefined {
  let moved = line;
  for (const { startLine, endLine, text } of changes) {
    if (startLine <= line && line <= endLine) return undefined;
    if (endLine < line) moved += text.split(/\r\n|\r|\n/).length - 1 - (endLine - startLine);
  }
  return moved;
}
