/**
 * Bytes that an optimizer keeps for each trainable parameter, in memory and in `optimizer.pt`, as recorded with
 * ai-toolkit 0.12.26 on LoRA tensors of Qwen-Image at rank 16. Undefined where nothing was recorded.
 *
 * @param rank of the LoRA; row- and column-wise states shrink with it
 */
export function optimizerBytesPerParameter(
  optimizer: string,
  rank: number,
  parameters: OptimizerParameters = {},
): number | undefined {
  const name = optimizer.toLowerCase();
  const rows = 4.16 / Math.max(1, rank);
  if (name.startsWith('adafactor')) return rows + (parameters.beta1 ? 4 : 0);
  if (name === 'automagic') return 2 + rows;
  if (name.startsWith('automagic')) return 0;
  if (name === 'prodigy' || name === 'prodigyopt')
    return parameters.slice_p && parameters.slice_p > 1 ? prodigySliced(parameters.slice_p) : 16.01;
  return fixed[name === '' ? 'adamw' : name];
}

/** The keys of `optimizer_params` that change the size of the state. */
export interface OptimizerParameters {
  readonly beta1?: number | undefined;
  readonly slice_p?: number | undefined;
  readonly amsgrad?: boolean | undefined;
}

const fixed: Readonly<Record<string, number>> = {
  adam: 8.01,
  adamw: 8.01,
  adam8bit: 2.044,
  adamw8bit: 2.044,
  lion8bit: 1.022,
  ademamix8bit: 3.06,
  adagrad: 4.006,
};

/** 8 bytes of moments, and two values of 4 bytes for one of `slice` parameters (16.01 at 1, 8.74 at 11). */
function prodigySliced(slice: number): number {
  return 8.01 + 8 / slice;
}
