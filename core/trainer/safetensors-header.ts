import { isObject } from '../../common/json-object';

/** One tensor of a safetensors file, as its header describes it. */
export interface TensorEntry {
  readonly name: string;
  /** `BF16`, `F16`, `F32`, `F8_E4M3` … as written. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte and the byte after the last, counted from the end of the header. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: readonly TensorEntry[];
  /** `__metadata__`: texts by name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Offset of the first tensor byte in the file. */
  readonly dataStart: number;
  /** Length of the tensor data in bytes, as the header promises it. */
  readonly dataLength: number;
}

/** Why a file cannot be read as safetensors. `incomplete`: the header is fine and the data is cut short. */
export type HeaderFault =
  | 'empty'
  | 'no-header'
  | 'header-too-large'
  | 'header-cut'
  | 'not-json'
  | 'bad-tensor';

/** The limit of the safetensors library for a header, in bytes. */
const longestHeader = 100_000_000;

/** The length of the header in bytes, from the first eight bytes of the file (little-endian). */
export function headerLength(prefix: Uint8Array, fileSize: number): number | HeaderFault {
  if (fileSize === 0) return 'empty';
  if (prefix.length < 8) return 'no-header';
  const view = new DataView(prefix.buffer, prefix.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(longestHeader)) return 'header-too-large';
  if (length > BigInt(Math.max(0, fileSize - 8))) return 'header-cut';
  return Number(length);
}

/**
 * Reads the JSON of a header.
 *
 * @param json the text after the first eight bytes
 * @param length its length in bytes
 */
export function parseSafetensorsHeader(json: string, length: number): SafetensorsHeader | HeaderFault {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return 'not-json';
  }
  if (!isObject(parsed)) return 'not-json';
  const tensors: TensorEntry[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') continue;
    const tensor = readTensor(name, value);
    if (tensor === undefined) return 'bad-tensor';
    tensors.push(tensor);
  }
  const dataLength = tensors.reduce((end, tensor) => Math.max(end, tensor.end), 0);
  return { tensors, metadata: readMetadata(parsed.__metadata__), dataStart: 8 + length, dataLength };
}

function readTensor(name: string, value: unknown): TensorEntry | undefined {
  if (!isObject(value) || typeof value.dtype !== 'string') return undefined;
  const { shape, data_offsets: offsets } = value;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) return undefined;
  const [start = 0, end = 0] = offsets;
  if (end < start) return undefined;
  return { name, dtype: value.dtype, shape, start, end };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
