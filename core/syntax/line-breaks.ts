/**
 * Whether a text has line breaks that YAML 1.1 or Python know and an editor does not count as such, or a lone carriage
 * return. Lines are then not what they look like, so nothing in such a text is changed.
 */
export function hasOddBreaks(text: string): boolean {
  return /[\u0085\u2028\u2029]|\r(?!\n)/.test(text);
}
