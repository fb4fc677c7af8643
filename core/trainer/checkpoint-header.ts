import { parseObject } from '../../common/json-object';
import type { FileProbe } from './file-probe';
import { headerLength, parseSafetensorsHeader, type SafetensorsHeader } from './safetensors-header';

/** What reading a header needs of the disk; a `FileProbe` is one. */
export interface HeaderDisk extends Pick<FileProbe, 'readBytes'> {
  stat(path: string): Promise<{ readonly size: number } | 'absent' | undefined>;
}

/**
 * The header of a safetensors file on disk; only the header is read, and the data's length is compared with the file's.
 * `'broken'` for a file that the safetensors library refuses; undefined when the file cannot be read.
 */
export async function readCheckpointHeader(
  disk: HeaderDisk,
  path: string,
): Promise<SafetensorsHeader | 'broken' | undefined> {
  const file = await disk.stat(path);
  const prefix = await disk.readBytes(path, 0, 8);
  if (typeof file !== 'object' || !prefix) return undefined;
  const length = headerLength(prefix, file.size);
  if (typeof length === 'string') return 'broken';
  const bytes = await disk.readBytes(path, 8, length);
  if (!bytes) return undefined;
  const header = parseSafetensorsHeader(new TextDecoder().decode(bytes), length);
  if (typeof header === 'string' || file.size < header.dataStart + header.dataLength) return 'broken';
  return header;
}

/** The step that ai-toolkit wrote into a checkpoint's header (toolkit/metadata.py:81-88); undefined when there is none. */
export function stepOfHeader(header: SafetensorsHeader): number | undefined {
  return trainingCount(header, 'step');
}

/** The epoch that ai-toolkit wrote beside the step; undefined when there is none. */
export function epochOfHeader(header: SafetensorsHeader): number | undefined {
  return trainingCount(header, 'epoch');
}

function trainingCount({ metadata }: SafetensorsHeader, key: string): number | undefined {
  const count = parseObject(metadata.get('training_info') ?? '')?.[key];
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}
