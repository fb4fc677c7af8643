import { open, stat } from 'node:fs/promises';
import {
  epochOfHeader,
  type HeaderDisk,
  readCheckpointHeader,
  stepOfHeader,
} from '../../../../core/runs/index';

/** How far the training was when it saved a checkpoint, or why the file does not say it. */
export type CheckpointProgress =
  | { readonly ok: true; readonly step: number | undefined; readonly epoch: number | undefined }
  | { readonly ok: false; readonly problem: string };

/** Reads the header of a safetensors file, never its weights. Never throws. */
export async function readCheckpointProgress(file: string): Promise<CheckpointProgress> {
  const header = await readCheckpointHeader(disk, file);
  if (header === undefined) return { ok: false, problem: 'The file cannot be read.' };
  // A file that is still being written looks like a broken one.
  if (header === 'broken') {
    return { ok: false, problem: 'The file is cut short or is not a safetensors file.' };
  }
  return { ok: true, step: stepOfHeader(header), epoch: epochOfHeader(header) };
}

const disk: HeaderDisk = {
  stat: (path) => stat(path).catch(() => undefined),
  readBytes: (path, start, length) => readBytes(path, start, length).catch(() => undefined),
};

async function readBytes(path: string, start: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
