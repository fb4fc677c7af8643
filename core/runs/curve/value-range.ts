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
  if (!clip) return limits(values);
  // Sorting a long curve at each new step would cost more than drawing it; every n-th value has the same percentiles.
  const stride = Math.ceil(values.length / mostSorted);
  const finite = new Float64Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let at = 0; at < values.length; at += stride) {
    const value = values[at] ?? Number.NaN;
    if (Number.isFinite(value)) finite[count++] = value;
  }
  if (count < 10) return limits(values);
  const sorted = finite.subarray(0, count).sort();
  const low = sorted[Math.floor((count - 1) * share)] ?? 0;
  const high = sorted[Math.ceil((count - 1) * (1 - share))] ?? 0;
  return { low, high };
}

const mostSorted = 4096;
const share = 0.02;

function limits(values: Float64Array): { readonly low: number; readonly high: number } | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? undefined : { low, high };
}
