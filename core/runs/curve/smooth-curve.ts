/**
 * Smooths a curve without shifting it: a bias-corrected exponential mean runs forward and backward, and the two are
 * mixed by how many values each has seen, as in ai-toolkit's own chart (ui/src/components/JobLossGraph.tsx).
 *
 * @param values the raw curve; NaN is a gap, which stays one and is not averaged over
 * @param strength 0 (raw) to 100 (heaviest); ai-toolkit's slider, whose default is 80
 */
export function smoothCurve(values: Float64Array, strength: number): Float64Array {
  const clamped = Math.min(100, Math.max(0, strength));
  if (clamped === 0) return Float64Array.from(values);
  return smoothWith(values, 1 - (0.98 * clamped) / 100);
}

/** The same with the weight of a new value, from just above 0 (heaviest) to 1 (raw). */
function smoothWith(values: Float64Array, alpha: number): Float64Array {
  const size = values.length;
  const result = new Float64Array(size);
  const confidence = new Float64Array(size);
  let mean = 0;
  let weight = 0;
  for (let at = 0; at < size; at++) {
    const value = values[at] ?? Number.NaN;
    if (Number.isFinite(value)) {
      mean = (1 - alpha) * mean + alpha * value;
      weight = (1 - alpha) * weight + alpha;
    }
    result[at] = mean;
    confidence[at] = weight;
  }
  mean = 0;
  weight = 0;
  for (let at = size - 1; at >= 0; at--) {
    const value = values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      result[at] = Number.NaN;
      continue;
    }
    mean = (1 - alpha) * mean + alpha * value;
    weight = (1 - alpha) * weight + alpha;
    // Each pass's mean divided by its weight is unbiased; mixing by the weights is the sum of both over both weights.
    result[at] = ((result[at] ?? 0) + mean) / ((confidence[at] ?? 0) + weight);
  }
  return result;
}
