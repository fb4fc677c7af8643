import { rangeText } from './find-citations.mjs';

/**
 * @typedef {import('./find-citations.mjs').Citation} Citation
 * @typedef {Citation & { file: string, line: number, key?: string }} CitationInFile
 *   `key`: the config key whose fact the citation proves
 *
 * @typedef {Record<string, Record<string, string>>} Anchors
 *   by path in ai-toolkit and line range, the text of the first and the last line; they show a citation that has moved
 *
 * @typedef {{ paths: readonly string[], lines: (path: string) => readonly string[] }} Checkout
 */

/** How far from a citation's lines the key that it proves may be. */
const distance = 2;
/** The first line of a block: keys that it passes on are cited by it. */
const blockHead = /^(?:class|def|if|elif|else|for|with)\b/;

/**
 * The whole path that a citation means: a path from the root, or the only one that ends with it.
 *
 * @param {string} path
 * @param {readonly string[]} paths
 * @returns {string | undefined} undefined if no file or more than one has this path
 */
export function resolvePath(path, paths) {
  if (paths.includes(path)) return path;
  const ending = paths.filter((each) => each.endsWith(`/${path}`));
  return ending.length === 1 ? ending[0] : undefined;
}

/**
 * What is wrong with a citation in the light of a checkout of ai-toolkit.
 *
 * @param {CitationInFile} citation
 * @param {Checkout} checkout
 * @param {Anchors} anchors
 * @returns {string | undefined} a sentence, or undefined if the citation is right
 */
export function problemOf(citation, checkout, anchors) {
  const path = resolvePath(citation.path, checkout.paths);
  if (path === undefined) return `${citation.path} is not one file of ai-toolkit.`;
  const lines = checkout.lines(path);
  const { first, last } = citation;
  if (first < 1 || last < first || last > lines.length) {
    return `${path} has ${lines.length} lines, not ${rangeText(citation)}.`;
  }
  if (lines.slice(first - 1, last).every((line) => line.trim() === '')) return 'The cited lines are empty.';
  return keyProblem(citation, lines) ?? anchorProblem(citation, path, lines, anchors);
}

/** A fact's citation shows the key, or the first line of the block that passes it on. */
function keyProblem({ key, first, last }, lines) {
  if (key === undefined || blockHead.test(lines[first - 1].trim())) return undefined;
  const near = lines.slice(Math.max(0, first - 1 - distance), last + distance).join('\n');
  if (new RegExp(String.raw`(?<![\w])${escapePattern(key)}(?![\w])`).test(near)) return undefined;
  return `'${key}' is not in these lines or the ${distance} around them.`;
}

function anchorProblem(citation, path, lines, anchors) {
  const range = rangeText(citation);
  const anchor = anchors[path]?.[range];
  if (anchor === undefined) return 'It has no anchor yet. Run with --update, and review the anchors.';
  if (anchor === anchorOf(citation, lines)) return undefined;
  const moved = findAnchor(anchor, citation.last - citation.first, lines);
  const now = moved === undefined ? 'These lines are gone' : `These lines are now ${moved}`;
  return `${now}; the citation meant: ${anchor}`;
}

/** The text by which a citation is recognized: its first line, and its last one if it has several. */
export function anchorOf({ first, last }, lines) {
  const text = (line) => (lines[line - 1] ?? '').trim().replace(/\s+/g, ' ').slice(0, 100);
  return first === last ? text(first) : `${text(first)} … ${text(last)}`;
}

/** Where the anchored lines are now, if they are at one place only. */
function findAnchor(anchor, length, lines) {
  const found = lines.flatMap((_, index) => {
    const range = { first: index + 1, last: index + 1 + length };
    return range.last <= lines.length && anchorOf(range, lines) === anchor ? [rangeText(range)] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
