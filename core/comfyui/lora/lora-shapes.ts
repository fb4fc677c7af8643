import type { TensorEntry } from '../../trainer/safetensors-header';
import type { LoraKey } from './lora-keys';

/** Qwen-Image's transformer: hidden size and number of blocks. */
export const qwenImage = { hidden: 3072, blocks: 60 } as const;

/** Input and output of a block's module, in hidden sizes. */
const widths: Readonly<Record<string, readonly [number, number]>> = {
  'img_mlp.net.0.proj': [1, 4],
  'txt_mlp.net.0.proj': [1, 4],
  'img_mlp.net.2': [4, 1],
  'txt_mlp.net.2': [4, 1],
  'img_mod.1': [1, 6],
  'txt_mod.1': [1, 6],
};

export interface KeyedTensor {
  readonly key: LoraKey;
  readonly tensor: TensorEntry;
}

export interface ShapeReading {
  /** The hidden size that most attention modules have; undefined when none tells. */
  readonly hidden: number | undefined;
  /** Modules whose shapes do not fit that size, or whose two matrices do not fit each other. */
  readonly misfits: ReadonlySet<string>;
}

/** Compares the shapes of plain LoRA matrices with the structure of a Qwen-Image block. */
export function readShapes(tensors: readonly KeyedTensor[]): ShapeReading {
  const pairs = new Map<string, { down?: readonly number[]; up?: readonly number[]; key: LoraKey }>();
  for (const { key, tensor } of tensors) {
    if (!key.known || (key.role !== 'down' && key.role !== 'up')) continue;
    const pair = pairs.get(key.module) ?? { key };
    pair[key.role] = tensor.shape;
    pairs.set(key.module, pair);
  }
  const hidden = mostFrequent([...pairs].flatMap(([name, { down }]) => attentionInput(name, down)));
  const misfits = new Set<string>();
  for (const [name, { down, up }] of pairs) {
    if (!down || !up || down[0] !== up[1] || !fits(name, down, up, hidden)) misfits.add(name);
  }
  return { hidden, misfits };
}

function attentionInput(module: string, down: readonly number[] | undefined): number[] {
  const input = down?.[1];
  return module.includes('.attn.') && input !== undefined ? [input] : [];
}

function fits(
  module: string,
  down: readonly number[],
  up: readonly number[],
  hidden: number | undefined,
): boolean {
  const inBlock = /^transformer_blocks\.\d+\.(.+)$/.exec(module)?.[1];
  if (inBlock === undefined || hidden === undefined) return true;
  const [input, output] = widths[inBlock] ?? [1, 1];
  return down[1] === input * hidden && up[0] === output * hidden;
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
