/**
 * Chooses which points of a long curve are drawn: of every stretch that becomes one column of pixels, the first, the
 * last, the lowest and the highest one. So no spike is lost, which leaving out every n-th point would do. A stretch
 * without any finite value keeps its first point, so that a gap stays visible.
 *
 * @param values the curve; NaN is a gap
 * @param from index of the first point to be drawn
 * @param to index after the last one
 * @param columns how many columns of pixels there are
 * @returns ascending indices, at most four a column
 */
export function thinCurve(values: Float64Array, from: number, to: number, columns: number): Int32Array {
  const start = Math.max(0, from);
  const end = Math.min(values.length, to);
  const count = end - start;
  const stretches = Math.max(1, Math.floor(columns));
  if (count <= stretches * 4) return Int32Array.from({ length: Math.max(0, count) }, (_, at) => start + at);
  const chosen = new Int32Array(stretches * 4);
  let size = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const first = start + Math.floor((stretch * count) / stretches);
    const after = start + Math.floor(((stretch + 1) * count) / stretches);
    size = chooseOf(values, first, after, chosen, size);
  }
  return chosen.slice(0, size);
}

function chooseOf(
  values: Float64Array,
  first: number,
  after: number,
  chosen: Int32Array,
  size: number,
): number {
  let lowest = -1;
  let highest = -1;
  for (let at = first; at < after; at++) {
    const value = values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (lowest < 0 || value < (values[lowest] ?? 0)) lowest = at;
    if (highest < 0 || value > (values[highest] ?? 0)) highest = at;
  }
  const [one, two] = lowest < highest ? [lowest, highest] : [highest, lowest];
  let next = size;
  for (const at of [first, one, two, after - 1]) {
    if (at >= first && (next === 0 || at > (chosen[next - 1] ?? -1))) chosen[next++] = at;
  }
  return next;
}
