import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import {
  createTensorScan,
  type HeaderFault,
  headerLength,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  type TensorValues,
} from '../../../../core/comfyui/index';

/** A file as it was read; `digest` is equal for two files with the same tensors, whatever their metadata. */
export interface ReadLora {
  readonly size: number;
  readonly mode: number | undefined;
  readonly header: SafetensorsHeader | HeaderFault;
  readonly values: ReadonlyMap<string, TensorValues>;
  readonly digest: string | undefined;
}

/** Bytes that are in memory at one time. */
const blockSize = 4 * 1024 * 1024;

/** Reads a safetensors file in blocks. Throws when the file cannot be opened or is not a regular file. */
export async function readLoraFile(path: string): Promise<ReadLora> {
  const handle = await open(path, 'r');
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error('not a regular file');
    const mode = process.platform === 'win32' ? undefined : stats.mode & 0o777;
    const header = await readHeader(handle, stats.size);
    if (typeof header === 'string') {
      return { size: stats.size, mode, header, values: new Map(), digest: undefined };
    }
    const { values, digest } = await readTensors(handle, header, stats.size);
    return { size: stats.size, mode, header, values, digest };
  } finally {
    await handle.close();
  }
}

/** Reads only the header of a safetensors file. */
async function readHeader(handle: FileHandle, size: number): Promise<SafetensorsHeader | HeaderFault> {
  const prefix = await readExactly(handle, 0, Math.min(8, size));
  const length = headerLength(prefix, size);
  if (typeof length === 'string') return length;
  const bytes = await readExactly(handle, 8, length);
  if (bytes.length < length) return 'header-cut';
  return parseSafetensorsHeader(bytes.toString('utf8'), length);
}

async function readTensors(
  handle: FileHandle,
  header: SafetensorsHeader,
  size: number,
): Promise<{ values: ReadonlyMap<string, TensorValues>; digest: string | undefined }> {
  const values = new Map<string, TensorValues>();
  const digests: string[] = [];
  const buffer = Buffer.allocUnsafe(blockSize);
  for (const { name, dtype, shape, start, end } of header.tensors) {
    if (header.dataStart + end > size) return { values, digest: undefined };
    const scan = createTensorScan(dtype);
    const hash = createHash('sha256');
    for (let at = start; at < end; at += blockSize) {
      const wanted = Math.min(blockSize, end - at);
      const { bytesRead } = await handle.read(buffer, 0, wanted, header.dataStart + at);
      if (bytesRead < wanted) return { values, digest: undefined };
      const block = buffer.subarray(0, wanted);
      scan.push(block);
      hash.update(block);
    }
    values.set(name, scan.values());
    digests.push(`${name} ${dtype} ${shape.join('x')} ${hash.digest('hex')}`);
  }
  return { values, digest: createHash('sha256').update(digests.sort().join('\n')).digest('hex') };
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** `sshs_model_hash` of a file's metadata: equal for files with the same tensors. Undefined where there is none. */
export async function readLoraMetadataHash(path: string): Promise<string | undefined> {
  const handle = await open(path, 'r');
  try {
    const header = await readHeader(handle, (await handle.stat()).size);
    return typeof header === 'string' ? undefined : header.metadata.get('sshs_model_hash');
  } finally {
    await handle.close();
  }
}
