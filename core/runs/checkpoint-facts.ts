import type { SafetensorsHeader } from '../trainer/safetensors-header';

/** What the header of a checkpoint tells about it. */
export interface CheckpointFacts {
  /** `training_info` as ai-toolkit writes it (BaseSDTrainProcess.py:388-416); undefined in a foreign file. */
  readonly step: number | undefined;
  readonly epoch: number | undefined;
  /** First dimension of the network's `lora_A` weights; undefined for other networks. */
  readonly rank: number | undefined;
  readonly network: 'lora' | 'lokr' | 'other';
  /** The data type of the weights, as `BF16`. */
  readonly dtype: string | undefined;
  /** `qwen_image` for all Qwen archs. */
  readonly baseModel: string | undefined;
}

/** Reads a checkpoint's facts from its header. */
export function checkpointFacts({ tensors, metadata }: SafetensorsHeader): CheckpointFacts {
  const info = jsonOf(metadata.get('training_info'));
  const down = tensors.find(({ name }) => /\.lora_(?:A|down)\.weight$/.test(name));
  const isLokr = tensors.some(({ name }) => /\.lokr_w\d/.test(name));
  return {
    step: numberOf(info, 'step'),
    epoch: numberOf(info, 'epoch'),
    rank: down?.shape[0],
    network: down !== undefined ? 'lora' : isLokr ? 'lokr' : 'other',
    dtype: (down ?? tensors[0])?.dtype,
    baseModel: metadata.get('ss_base_model_version'),
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // A foreign file may have any text there.
    return undefined;
  }
}

function numberOf(value: unknown, key: string): number | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}
