/** A text with a `|` where the cursor stands, taken apart. Throws unless there is exactly one. */
export function readCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0 || marked.indexOf('|', offset + 1) >= 0)
    throw new Error(`one cursor mark, please:\n${marked}`);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
