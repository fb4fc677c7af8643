/**
 * The range that a chart shows of a noisy curve, with outliers clipped: the 2nd to the 98th percentile, as in
 * ai-toolkit's own chart, with a little room. Fewer than ten values are never clipped.
 *
 * @param values NaN is left out
 * @param clip whether outliers are left outside
 * @returns undefined when there is no finite value
 */
export function valueRange(
  values: Float64Array,
  clip: boolean,
): { readonly low: number; readonly high: number } | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  finite.sort();
  const cut = clip && finite.length >= 10 ? 0.02 : 0;
  const low = finite[Math.floor((finite.length - 1) * cut)] ?? 0;
  const high = finite[Math.ceil((finite.length - 1) * (1 - cut))] ?? 0;
  return { low, high };
}
