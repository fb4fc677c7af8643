/** Characters that a terminal or an editor obeys instead of showing: controls, and those that change the writing direction. */
const obeyed = /[^\P{Cc}\t\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text of others as it may be shown: what would be obeyed is written as `\x1b`. Line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(obeyed, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}
