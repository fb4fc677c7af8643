import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * What Python's `glob.glob(pattern)` finds, in the pattern's own spelling: `*`, `?` and `[…]` are special in every part of the
 * path, folders included, and a part without them must exist. Relative patterns count from `cwd`.
 */
export async function pythonGlob(
  pattern: string,
  cwd: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string[]> {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const folder = paths.dirname(pattern);
  const base = paths.basename(pattern);
  const hasFolder = folder !== '.' || pattern.startsWith('.');
  const folders = hasMagic(folder) && folder !== pattern ? await pythonGlob(folder, cwd, platform) : [folder];
  const found: string[] = [];
  for (const each of folders) {
    for (const name of await namesIn(path.resolve(cwd, each), base, platform)) {
      found.push(hasFolder ? joinParts(each, name, platform) : name);
    }
  }
  return found;
}

/** Python's `fnmatch`: a leading `!` negates a class, an unclosed `[` is itself, `**` is no more than `*`. */
export function fnmatch(name: string, pattern: string, ignoreCase: boolean): boolean {
  return new RegExp(`^${translate(pattern)}$`, ignoreCase ? 'isu' : 'su').test(name);
}

function hasMagic(text: string): boolean {
  return /[*?[]/.test(text);
}

async function namesIn(folder: string, base: string, platform: NodeJS.Platform): Promise<string[]> {
  if (!hasMagic(base)) {
    const there = await stat(path.join(folder, base)).then(
      () => true,
      () => false,
    );
    return there ? [base] : [];
  }
  const names = await readdir(folder).catch(() => []);
  const ignoreCase = platform === 'win32';
  return names.filter(
    (name) => (base.startsWith('.') || !name.startsWith('.')) && fnmatch(name, base, ignoreCase),
  );
}

function joinParts(folder: string, name: string, platform: NodeJS.Platform): string {
  if (/\/$/.test(folder) || (platform === 'win32' && /[\\:]$/.test(folder))) return folder + name;
  return folder + (platform === 'win32' ? '\\' : '/') + name;
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

/** A `]` right after `[` or `[!` belongs to the class. */
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
