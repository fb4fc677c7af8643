/** A known word with its distance from the written one; 0 is the same word in another spelling. */
export interface Candidate {
  readonly word: string;
  readonly distance: number;
  /** Whether it is close enough to be the intended word. */
  readonly close: boolean;
}

/**
 * The known words that may be meant by an unknown one, the nearest first. Underscores, hyphens, capitals, plurals and the
 * order of the parts count little; letters that are swapped, missing, doubled or wrong count one each. A number that
 * differs is never a slip: `t5` is not `t6`.
 */
export function nearestWords(written: string, known: Iterable<string>): Candidate[] {
  const from = shapeOf(written);
  const found: Candidate[] = [];
  for (const word of known) {
    const to = shapeOf(word);
    const most = mostFor(from, to);
    const distance = distanceOf(from, to, most);
    if (distance <= most) found.push({ word, distance, close: true });
    else if (sharesMostParts(from, to)) found.push({ word, distance, close: false });
  }
  return found.sort((a, b) => Number(b.close) - Number(a.close) || a.distance - b.distance);
}

/** The one close candidate, if no other is as near. */
export function clearWinner(candidates: readonly Candidate[]): string | undefined {
  const [first, second] = candidates;
  if (!first?.close) return undefined;
  if (second?.close && second.distance <= first.distance) return undefined;
  return first.word;
}

interface Shape {
  readonly parts: readonly string[];
  readonly joined: string;
  readonly sorted: string;
  readonly numbers: string;
}

const shapes = new Map<string, Shape>();

function shapeOf(word: string): Shape {
  const known = shapes.get(word);
  if (known) return known;
  const parts = word
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/([a-z])(\d)/g, '$1_$2')
    .replace(/(\d)([a-z])/g, '$1_$2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .map((part) => singular(part));
  const shape = {
    parts,
    joined: parts.join(''),
    sorted: [...parts].sort().join(''),
    numbers: parts.filter((part) => /^\d+$/.test(part)).join('.'),
  };
  // Caches the schema's words, which are compared often, but not the words that people write.
  if (shapes.size > 5000) shapes.clear();
  shapes.set(word, shape);
  return shape;
}

function singular(part: string): string {
  return part.length > 3 && part.endsWith('s') && !part.endsWith('ss') ? part.slice(0, -1) : part;
}

/** Infinity where it is more than `most`. */
function distanceOf(a: Shape, b: Shape, most: number): number {
  if (a.joined === b.joined) return 0;
  if (a.sorted === b.sorted) return 0.5;
  if (most < 1 || a.numbers !== b.numbers) return Number.POSITIVE_INFINITY;
  return editDistance(a.joined, b.joined, most);
}

/** How many typing mistakes are accepted: one in a short word, and about one for each five letters of a long one. */
function mostFor({ joined: a }: Shape, { joined: b }: Shape): number {
  const length = Math.min(a.length, b.length);
  if (length <= 2) return a.length === b.length && isSwap(a, b) ? 1 : 0.5;
  return Math.max(1, Math.min(3, Math.floor(length / 5)));
}

function isSwap(a: string, b: string): boolean {
  return a === [...b].reverse().join('');
}

/** `max_saves_to_keep` for `max_step_saves_to_keep`: all parts but one, of at least three. */
function sharesMostParts(a: Shape, b: Shape): boolean {
  const [small, large] = a.parts.length <= b.parts.length ? [a.parts, b.parts] : [b.parts, a.parts];
  if (small.length < 2 || large.length < 3 || large.length - small.length > 1) return false;
  return small.filter((part) => large.includes(part)).length >= large.length - 1;
}

/**
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. Infinity as soon as it must be
 * more than `most`.
 */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
      least = Math.min(least, best);
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? Number.POSITIVE_INFINITY;
}
