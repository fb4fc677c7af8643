export interface TestTensor {
  readonly name: string;
  readonly dtype: 'BF16' | 'F16' | 'F32' | 'F8_E4M3';
  readonly shape: readonly number[];
  /** The bytes of every value, little-endian; zero when left out. */
  readonly value?: readonly number[];
}

const sizes = { BF16: 2, F16: 2, F32: 4, F8_E4M3: 1 } as const;

/** The bytes of a safetensors file. */
export function safetensorsFile(
  tensors: readonly TestTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const data: Buffer[] = [];
  let at = 0;
  for (const { name, dtype, shape, value } of tensors) {
    const count = shape.reduce((product, size) => product * size, 1);
    const bytes = Buffer.alloc(count * sizes[dtype]);
    if (value)
      for (let offset = 0; offset < bytes.length; offset++) bytes[offset] = value[offset % value.length] ?? 0;
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    data.push(bytes);
  }
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, ...data]);
}
