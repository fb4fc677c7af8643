import { qwenCheckpoints } from './qwen-checkpoints';

const farthest = 3;

/** The published Qwen-Image model whose name is nearest to a wrong one; undefined when none is near. */
export function nearestModel(wrong: string): string | undefined {
  let best: string | undefined;
  let least = farthest + 1;
  for (const { hubId } of qwenCheckpoints) {
    const steps = distance(wrong.slice(0, 100).toLowerCase(), hubId.toLowerCase());
    if (steps === 0 || steps >= least) continue;
    least = steps;
    best = hubId;
  }
  return best;
}

/** Letters to insert, drop, replace or swap with their neighbor. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let steps = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) steps = Math.min(steps, (beforeLast[column - 2] ?? 0) + 1);
      current.push(steps);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
