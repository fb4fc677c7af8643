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

/** What a module takes and gives, as its tensors say; undefined where they do not fit each other or one is missing. */
type Size = { readonly input: number; readonly output: number } | undefined;

/** Compares the shapes of LoRA and LoKr matrices with the structure of a Qwen-Image block. */
export function readShapes(tensors: readonly KeyedTensor[]): ShapeReading {
  const parts = new Map<string, Map<string, readonly number[]>>();
  for (const { key, tensor } of tensors) {
    const part = partOf(key);
    if (!key.known || part === undefined) continue;
    const module = parts.get(key.module) ?? new Map<string, readonly number[]>();
    parts.set(key.module, module.set(part, tensor.shape));
  }
  const sizes = [...parts].map(([name, module]): readonly [string, Size] => [name, sizeOf(module)]);
  const hidden = mostFrequent(
    sizes.flatMap(([name, size]) => (name.includes('.attn.') && size !== undefined ? [size.input] : [])),
  );
  return {
    hidden,
    misfits: new Set(sizes.flatMap(([name, size]) => (fits(name, size, hidden) ? [] : [name]))),
  };
}

function partOf({ role, suffix }: LoraKey): string | undefined {
  if (role === 'down' || role === 'up') return role;
  return role === 'lokr' && /^lokr_w[12](?:_[ab])?$/.test(suffix) ? suffix : undefined;
}

function sizeOf(module: ReadonlyMap<string, readonly number[]>): Size {
  const [down, up] = [module.get('down'), module.get('up')];
  if (down ?? up) return product(up, down);
  const [first, second] = ['lokr_w1', 'lokr_w2'].map((name) => {
    const whole = module.get(name);
    if (whole?.length === 2) return { output: whole[0] ?? 0, input: whole[1] ?? 0 };
    return product(module.get(`${name}_a`), module.get(`${name}_b`));
  });
  // The module's weight is the Kronecker product of both factors.
  return first && second && { output: first.output * second.output, input: first.input * second.input };
}

/** The size of `left` times `right`, which share the rank. */
function product(left: readonly number[] | undefined, right: readonly number[] | undefined): Size {
  const [output, rank] = left ?? [];
  const [otherRank, input] = right ?? [];
  if (output === undefined || input === undefined || rank === undefined || rank !== otherRank)
    return undefined;
  return { output, input };
}

function fits(module: string, size: Size, hidden: number | undefined): boolean {
  if (size === undefined) return false;
  const inBlock = /^transformer_blocks\.\d+\.(.+)$/.exec(module)?.[1];
  if (inBlock === undefined || hidden === undefined) return true;
  const [input, output] = widths[inBlock] ?? [1, 1];
  return size.input === input * hidden && size.output === output * hidden;
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
