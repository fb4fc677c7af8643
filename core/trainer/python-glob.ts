import type { FileProbe } from './file-probe';
import { joinAsPython, splitAsPython } from './python-path';

/**
 * What Python's `glob.glob(pattern)` finds, in the pattern's own spelling: `*`, `?` and `[…]` are special in every part of
 * the path, folders included, and a part without them must exist.
 */
export async function pythonGlob(probe: FileProbe, pattern: string): Promise<string[]> {
  const [folder, base] = splitAsPython(pattern, probe.windows);
  const deeper = hasMagic(folder) && folder !== pattern;
  const folders = deeper ? await pythonGlob(probe, folder) : [folder];
  const found: string[] = [];
  for (const each of folders) {
    for (const name of await namesIn(probe, each, base)) found.push(joinAsPython(each, name, probe.windows));
  }
  return found;
}

/** Python's `fnmatch`: a leading `!` negates a class, an unclosed `[` is itself, `**` is no more than `*`. */
export function fnmatch(name: string, pattern: string, ignoreCase: boolean): boolean {
  return new RegExp(`^${translate(pattern)}$`, ignoreCase ? 'isu' : 'su').test(name);
}

/** Whether a text contains a sign that `glob` treats as a wildcard. */
export function hasMagic(text: string): boolean {
  return /[*?[]/.test(text);
}

async function namesIn(probe: FileProbe, folder: string, base: string): Promise<string[]> {
  if (!hasMagic(base)) {
    const there = await probe.stat(joinAsPython(folder, base, probe.windows));
    return typeof there === 'object' ? [base] : [];
  }
  const items = (await probe.listFolder(folder === '' ? '.' : folder)) ?? [];
  return items
    .map(({ name }) => name)
    .filter((name) => (base.startsWith('.') || !name.startsWith('.')) && fnmatch(name, base, probe.windows));
}

function translate(pattern: string): string {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern.charAt(index);
    if (letter === '*') source += '.*';
    else if (letter === '?') source += '.';
    else if (letter === '[') {
      const close = classEnd(pattern, index);
      if (close < 0) source += '\\[';
      else {
        source += classSource(pattern.slice(index + 1, close));
        index = close;
      }
    } else source += letter.replace(/[\\^$.+(){}|/\]]/, '\\$&');
  }
  return source;
}

/** A `]` directly after `[` or `[!` belongs to the class. */
function classEnd(pattern: string, open: number): number {
  const first = pattern.charAt(open + 1) === '!' ? open + 2 : open + 1;
  return pattern.indexOf(']', pattern.charAt(first) === ']' ? first + 1 : first);
}

function classSource(inner: string): string {
  const negated = inner.startsWith('!');
  const letters = negated ? inner.slice(1) : inner;
  // A range that runs backwards is empty in Python and an error in a RegExp.
  const ranges = letters.replace(/(.)-(.)/gsu, (whole, from: string, to: string) => (from > to ? '' : whole));
  const escaped = ranges.replace(/[\\\]^[]/g, '\\$&').replace(/^-|-$/g, '\\-');
  if (escaped === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${escaped}]`;
}
