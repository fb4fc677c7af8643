import {
  blockLinears,
  type LinearLayer,
  outerLinears,
  type TransformerShape,
} from '../../profiles/qwen-transformer';
import type { NetworkSettings } from './network-settings';

/** One tensor of a LoRA file. */
interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** False for the `alpha` of a LoKr, which is stored and not trained. */
  readonly trains: boolean;
}

/** What a LoRA of a Qwen-Image transformer consists of. */
export interface NetworkSize {
  /** Trainable parameters. */
  readonly parameters: number;
  /** Values in a file. */
  readonly stored: number;
  readonly tensors: number;
  /** Linear layers that get a part of the LoRA. */
  readonly layers: number;
  /** Bytes of a file's header, its length field included. `metadata` is the header's JSON object of metadata. */
  headerBytes(precision: SavePrecision, metadata?: string): number;
}

/** How values are written: the name of safetensors and the bytes of one. */
export interface SavePrecision {
  readonly name: 'F16' | 'BF16' | 'F32';
  readonly bytes: 2 | 4;
}

/** `save.dtype`; float16 where nothing else is written (toolkit/config_modules.py:25-34). */
export function savePrecision(dtype: string | undefined): SavePrecision {
  if (dtype === 'bf16' || dtype === 'bfloat16') return { name: 'BF16', bytes: 2 };
  if (dtype === 'fp32' || dtype === 'float32' || dtype === 'float') return { name: 'F32', bytes: 4 };
  return { name: 'F16', bytes: 2 };
}

/** toolkit/models/lokr.py takes this rank for `lokr_full_rank`, which is the default. */
const fullRank = 9_999_999_999;

/** The size of a network on a transformer; undefined for types whose layout is not known. */
export function networkSize(settings: NetworkSettings, shape: TransformerShape): NetworkSize | undefined {
  const tensorsOf = layoutOf(settings);
  if (!tensorsOf) return undefined;
  const blocks = Array.from({ length: shape.blocks }, (_, block) => blockLinears(shape, block)).flat();
  const all = settings.transformerOnly ? blocks : [...blocks, ...outerLinears(shape)];
  const layers = all.filter((layer) => isTrained(layer, settings));
  const tensors = layers.flatMap(tensorsOf);
  const sum = (list: readonly Tensor[]) => list.reduce((total, tensor) => total + valuesOf(tensor), 0);
  return {
    parameters: sum(tensors.filter((tensor) => tensor.trains)),
    stored: sum(tensors),
    tensors: tensors.length,
    layers: layers.length,
    headerBytes: (precision, metadata = '{}') => headerBytes(tensors, precision, metadata),
  };
}

function isTrained({ name }: LinearLayer, settings: NetworkSettings): boolean {
  const dotted = `transformer.${name}`;
  const forms = [dotted, dotted.replaceAll('.', '_'), dotted.replaceAll('.', '$$')];
  const matches = (words: readonly string[]) =>
    words.some((word) => forms.some((form) => form.includes(word)));
  if (matches(settings.ignoreIfContains)) return false;
  return settings.onlyIfContains === undefined || matches(settings.onlyIfContains);
}

function layoutOf(settings: NetworkSettings): ((layer: LinearLayer) => readonly Tensor[]) | undefined {
  const { type, rank } = settings;
  if (type === 'lora') return (layer) => loraTensors(layer, rank);
  if (type === 'dora') {
    return (layer) => [...loraTensors(layer, rank), tensor(layer, 'magnitude', [layer.outputs])];
  }
  if (type === 'lokr') return (layer) => lokrTensors(layer, settings);
  return undefined;
}

function loraTensors(layer: LinearLayer, rank: number): readonly Tensor[] {
  return [
    tensor(layer, 'lora_A.weight', [rank, layer.inputs]),
    tensor(layer, 'lora_B.weight', [layer.outputs, rank]),
  ];
}

/** toolkit/models/lokr.py:164-199 */
function lokrTensors(
  layer: LinearLayer,
  { rank, lokrFullRank, lokrFactor }: NetworkSettings,
): readonly Tensor[] {
  const own = lokrFullRank ? fullRank : rank;
  const [inM, inN] = factorization(layer.inputs, lokrFactor);
  const [outL, outK] = factorization(layer.outputs, lokrFactor);
  const alpha = { ...tensor(layer, 'alpha', []), trains: false };
  const first = tensor(layer, 'lokr_w1', [outL, inM]);
  if (own < Math.max(outK, inN) / 2) {
    return [alpha, first, tensor(layer, 'lokr_w2_a', [outK, own]), tensor(layer, 'lokr_w2_b', [own, inN])];
  }
  return [alpha, first, tensor(layer, 'lokr_w2', [outK, inN])];
}

/** The two factors of a dimension nearest to each other, or with `factor` as the first (toolkit/models/lokr.py:21-61). */
function factorization(dimension: number, factor: number): readonly [number, number] {
  if (factor > 0 && dimension % factor === 0) return [factor, dimension / factor];
  const limit = factor === -1 ? dimension : factor;
  let [m, n] = [1, dimension];
  for (let next = 2; next <= dimension && m < n; next++) {
    if (dimension % next !== 0) continue;
    if (next + dimension / next > 1 + dimension || next > limit) break;
    if (next + dimension / next > m + n) break;
    [m, n] = [next, dimension / next];
  }
  return m > n ? [n, m] : [m, n];
}

function tensor(layer: LinearLayer, part: string, shape: readonly number[]): Tensor {
  return { name: `diffusion_model.${layer.name}.${part}`, shape, trains: true };
}

function valuesOf({ shape }: Tensor): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The JSON header of a safetensors file: tensors in order of their names, filled up to a multiple of 8. */
function headerBytes(
  tensors: readonly Tensor[],
  { name: dtype, bytes }: SavePrecision,
  metadata: string,
): number {
  const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  let offset = 0;
  let length = '{"__metadata__":}'.length + metadata.length + sorted.length;
  for (const each of sorted) {
    const end = offset + valuesOf(each) * bytes;
    length +=
      each.name.length +
      `"":{"dtype":"${dtype}","shape":[${each.shape.join(',')}],"data_offsets":[${offset},${end}]}`.length;
    offset = end;
  }
  return 8 + Math.ceil(length / 8) * 8;
}
