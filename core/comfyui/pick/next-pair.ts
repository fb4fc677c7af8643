/** A comparison as it is kept: two candidates on one prompt, which was better, and whether their names were hidden. */
export interface KeptComparison {
  /** Position of the prompt in the config, from 0. */
  readonly prompt: number;
  readonly left: string;
  readonly right: string;
  readonly better: 'left' | 'right' | 'equal';
  readonly blind: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Two candidates to compare on one prompt. */
export interface Pair {
  readonly prompt: number;
  readonly left: string;
  readonly right: string;
}

/**
 * The pair to compare next: one that was compared least, first over all prompts and then on its prompt. Which one is left
 * and which of several equal choices comes is random.
 *
 * @param images the candidates that have an image, by prompt
 * @param random from 0 to below 1
 * @returns undefined when no prompt has images of two candidates
 */
export function nextPair(
  images: ReadonlyMap<number, readonly string[]>,
  done: readonly KeptComparison[],
  random: () => number,
): Pair | undefined {
  const between = new Map<string, number>();
  const onPrompt = new Map<string, number>();
  const seen = new Map<string, number>();
  for (const { prompt, left, right } of done) {
    add(between, pairKey(left, right));
    add(onPrompt, `${prompt} ${pairKey(left, right)}`);
    add(seen, left);
    add(seen, right);
  }
  let best: readonly Pair[] = [];
  let bestCost: readonly number[] = [];
  for (const [prompt, candidates] of images) {
    for (const [place, left] of candidates.entries()) {
      for (const right of candidates.slice(place + 1)) {
        const key = pairKey(left, right);
        const cost = [
          onPrompt.get(`${prompt} ${key}`) ?? 0,
          between.get(key) ?? 0,
          (seen.get(left) ?? 0) + (seen.get(right) ?? 0),
        ];
        const order = best.length === 0 ? -1 : compare(cost, bestCost);
        if (order < 0) [best, bestCost] = [[], cost];
        if (order <= 0) best = [...best, { prompt, left, right }];
      }
    }
  }
  const chosen = best[Math.floor(random() * best.length)];
  if (chosen === undefined) return undefined;
  return random() < 0.5 ? chosen : { ...chosen, left: chosen.right, right: chosen.left };
}

/** The items in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [mixed[last], mixed[other]];
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a];
  }
  return mixed;
}

/** Comparisons that are possible: each pair of candidates on each prompt. */
export function countPairs(images: ReadonlyMap<number, readonly string[]>): number {
  return [...images.values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [place, value] of one.entries()) {
    const difference = value - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
