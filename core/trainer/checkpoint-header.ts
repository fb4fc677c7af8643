import { parseObject } from '../../common/json-object';
import type { FileProbe } from './file-probe';
import { headerLength, parseSafetensorsHeader, type SafetensorsHeader } from './safetensors-header';

/**
 * The header of a safetensors file on disk; only the header is read, and the data's length is compared with the file's.
 * `'broken'` for a file that the safetensors library refuses; undefined when the file cannot be read.
 */
export async function readCheckpointHeader(
  probe: FileProbe,
  path: string,
): Promise<SafetensorsHeader | 'broken' | undefined> {
  const file = await probe.stat(path);
  const prefix = await probe.readBytes(path, 0, 8);
  if (typeof file !== 'object' || !prefix) return undefined;
  const length = headerLength(prefix, file.size);
  if (typeof length === 'string') return 'broken';
  const bytes = await probe.readBytes(path, 8, length);
  if (!bytes) return undefined;
  const header = parseSafetensorsHeader(new TextDecoder().decode(bytes), length);
  if (typeof header === 'string' || file.size < header.dataStart + header.dataLength) return 'broken';
  return header;
}

/** The step that ai-toolkit wrote into a checkpoint's header (toolkit/metadata.py:81-88); undefined when there is none. */
export function stepOfHeader({ metadata }: SafetensorsHeader): number | undefined {
  const step = parseObject(metadata.get('training_info') ?? '')?.step;
  return typeof step === 'number' && Number.isFinite(step) && step >= 0 ? step : undefined;
}
