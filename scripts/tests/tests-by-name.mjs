import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';

/**
 * The test files that can contain a test of this name, so that the others need not be started.
 *
 * @param {readonly string[]} files paths from the repository's root
 * @param {string} pattern a regular expression, as `node --test-name-pattern` reads it
 * @param {(file: string) => string} [read] returns a file's text
 * @returns {string[]} the files with a title that matches; if there are none, the files whose titles are computed
 */
export function filesWithName(
  files,
  pattern,
  read = (file) => readFileSync(join(repositoryRoot, file), 'utf8'),
) {
  const matching = files.filter((file) => titlesIn(read(file)).some((title) => canMatch(title, pattern)));
  return matching.length > 0 ? matching : files.filter((file) => computedTitle.test(read(file)));
}

/** A title that is not written in the call, such as `it(name, …)`. */
const computedTitle = /\b(?:describe|it|test|suite)\((?:\w|`\$)/;

const call =
  /\b(?:describe|it|test|suite)(?:\.\w+)?\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;

/** The titles in a test file, as lists of the literal pieces between their `${…}`. */
function titlesIn(text) {
  return [...text.matchAll(call)].map(([, literal]) => {
    const title = literal.slice(1, -1);
    const pieces = literal.startsWith('`') ? title.split(/\$\{[^{}]*\}/) : [title];
    return pieces.map((piece) => piece.replace(/\\(.)/g, '$1'));
  });
}

/** A title with variable parts matches if it shares a piece with the pattern that is long enough to say something. */
function canMatch(pieces, pattern) {
  const matcher = new RegExp(pattern);
  if (pieces.some((piece) => matcher.test(piece)) || matcher.test(pieces.join(''))) return true;
  return (
    pieces.length > 1 && pieces.some((piece) => piece.trim().length >= 6 && pattern.includes(piece.trim()))
  );
}
