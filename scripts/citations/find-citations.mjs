/**
 * A place in ai-toolkit's source that one of our files names, such as `toolkit/config.py:47-50`.
 *
 * @typedef {{
 *   path: string,     as written: from ai-toolkit's root, or the end of such a path (`BaseSDTrainProcess.py`)
 *   first: number,    from 1
 *   last: number,
 *   at: number,       offset in the text
 * }} Citation
 */

const lines = String.raw`\d+(?:-\d+)?`;
const path = String.raw`(?:[\w-]+\/)*[\w-]+\.py`;
/** `path:12`, `path:12-15, 20`; each part may be code or a Markdown link, as in [`path:12`](…), [`20`](…). */
const citation = new RegExp(String.raw`(?<![\w/.-])(${path}):(${lines})`, 'g');
const next = [
  // In code or a link, after a comma or "and".
  String.raw`\`(?:\]\([^)\s]*\))?(?:,| and)\s\[?\`(${lines})(?=\`)`,
  // In plain text after a comma, but not a number of something.
  String.raw`,\s(${lines})(?![\w.:-]|\s+[a-z])`,
].join('|');
const continuation = new RegExp(next, 'y');

/**
 * Finds the citations in a text of any kind.
 *
 * @param {string} text
 * @returns {Citation[]} in the order of the text; a list of lines gives one citation for each
 */
export function findCitations(text) {
  const found = [];
  for (const match of text.matchAll(citation)) {
    const [whole, file, range] = match;
    found.push({ path: file, ...toRange(range), at: match.index });
    continuation.lastIndex = match.index + whole.length;
    for (let more = continuation.exec(text); more !== null; more = continuation.exec(text)) {
      const lineList = more[1] ?? more[2];
      found.push({ path: file, ...toRange(lineList), at: continuation.lastIndex - lineList.length });
    }
  }
  return found;
}

function toRange(range) {
  const [first, last = first] = range.split('-').map(Number);
  return { first, last };
}

/** The lines of a citation as they are written: `12` or `12-15`. */
export function rangeText({ first, last }) {
  return first === last ? String(first) : `${first}-${last}`;
}
