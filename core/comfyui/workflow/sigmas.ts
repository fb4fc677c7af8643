/** ai-toolkit's scheduler for Qwen-Image samples (extensions_built_in/diffusion_models/qwen_image/qwen_image.py:40-55). */
const baseShift = 0.5;
const maxShift = 0.9;
const baseTokens = 256;
const maxTokens = 8192;
const terminal = 0.02;

/** The mean of the time shift for an image of `width` × `height` pixels; only the target's tokens count. */
function shiftMean(width: number, height: number): number {
  const tokens = Math.floor(width / 16) * Math.floor(height / 16);
  return baseShift + ((tokens - baseTokens) * (maxShift - baseShift)) / (maxTokens - baseTokens);
}

/**
 * The sigmas that ai-toolkit samples with: shifted by the size, then stretched so that the last one before zero is 0.02.
 *
 * @returns `steps` + 1 values from 1 to 0
 */
export function toolkitSigmas(width: number, height: number, steps: number): readonly number[] {
  const factor = Math.exp(shiftMean(width, height));
  const count = Math.max(1, Math.floor(steps));
  const shifted = Array.from({ length: count }, (_, index) => {
    const time = count === 1 ? 1 : 1 - ((1 - 1 / count) * index) / (count - 1);
    return factor / (factor + 1 / time - 1);
  });
  const last = shifted.at(-1) ?? 1;
  const scale = 1 - last === 0 ? 0 : (1 - terminal) / (1 - last);
  return [...shifted.map((sigma) => (count === 1 ? sigma : 1 - (1 - sigma) * scale)), 0];
}

/** ComfyUI's `simple` schedule behind ModelSamplingAuraFlow with a shift (comfy/samplers.py, comfy/model_sampling.py). */
export function simpleSigmas(shift: number, steps: number): readonly number[] {
  const table = 1000;
  const sigmas = Array.from({ length: steps }, (_, index) => {
    const time = (table - Math.floor((index * table) / steps)) / table;
    return (shift * time) / (1 + (shift - 1) * time);
  });
  return [...sigmas, 0];
}

export interface NearestShift {
  /** Two decimals. */
  readonly shift: number;
  /** The largest difference of a sigma from ai-toolkit's. */
  readonly difference: number;
}

/** The shift whose `simple` schedule is nearest to ai-toolkit's, for servers without ManualSigmas. */
export function nearestShift(width: number, height: number, steps: number): NearestShift {
  const wanted = toolkitSigmas(width, height, steps);
  let best: NearestShift = { shift: 1, difference: Number.POSITIVE_INFINITY };
  for (let hundredths = 50; hundredths <= 500; hundredths++) {
    const shift = hundredths / 100;
    const difference = Math.max(
      ...simpleSigmas(shift, steps).map((sigma, index) => Math.abs(sigma - (wanted[index] ?? 0))),
    );
    if (difference < best.difference) best = { shift, difference };
  }
  return best;
}

/** The text of a ManualSigmas node: plain decimals, since the node does not read exponents. */
export function sigmasText(sigmas: readonly number[]): string {
  return sigmas.map((sigma) => sigma.toFixed(6)).join(', ');
}
