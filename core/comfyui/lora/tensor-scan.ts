/** What the values of one tensor tell. */
export interface TensorValues {
  /** Every value is zero (also minus zero). */
  readonly zero: boolean;
  /** No value is NaN or infinite. Formats without such values are always finite. */
  readonly finite: boolean;
}

export interface TensorScan {
  /** The next bytes of the tensor, in order. Each but the last has a length that is a multiple of 8. */
  push(bytes: Uint8Array): void;
  values(): TensorValues;
}

/** Bits of one value, as they lie in its most significant bytes. */
interface FloatFormat {
  readonly bytes: number;
  /** Masks for the last byte and the one before it; a value is not finite when all these bits are set. */
  readonly top: number;
  readonly next: number;
}

/** Formats by safetensors' names. `F8_E4M3` has no infinity; all bits set is NaN. */
const formats: Readonly<Record<string, FloatFormat>> = {
  F64: { bytes: 8, top: 0x7f, next: 0xf0 },
  F32: { bytes: 4, top: 0x7f, next: 0x80 },
  BF16: { bytes: 2, top: 0x7f, next: 0x80 },
  F16: { bytes: 2, top: 0x7c, next: 0 },
  F8_E4M3: { bytes: 1, top: 0x7f, next: 0 },
  F8_E5M2: { bytes: 1, top: 0x7c, next: 0 },
};

/** Reads the values of a tensor piece by piece, so that no more than one piece is in memory. */
export function createTensorScan(dtype: string): TensorScan {
  const format = formats[dtype];
  let zero = true;
  let finite = true;
  return {
    push(bytes) {
      if (zero) zero = isZero(bytes, format?.bytes ?? 1, format !== undefined);
      if (finite && format) finite = allFinite(bytes, format);
    },
    values: () => ({ zero, finite }),
  };
}

function isZero(bytes: Uint8Array, size: number, signed: boolean): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) continue;
    const isTop = at % size === size - 1;
    if (!(signed && isTop && byte === 0x80)) return false;
  }
  return true;
}

function allFinite(bytes: Uint8Array, { bytes: size, top, next }: FloatFormat): boolean {
  for (let at = size - 1; at < bytes.length; at += size) {
    if (((bytes[at] ?? 0) & top) !== top) continue;
    if (next === 0 || ((bytes[at - 1] ?? 0) & next) === next) return false;
  }
  return true;
}
