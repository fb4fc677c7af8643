/** A file name taken apart: `maya_000000250.safetensors` is step 250 of the job `maya`; the last save has no step. */
export function checkpointStep(fileName: string, jobName: string): number | 'final' | undefined {
  if (!fileName.startsWith(jobName)) return undefined;
  const rest = fileName.slice(jobName.length);
  if (/^(?:_LoRA)?\.(?:safetensors|pt)$/.test(rest) || rest === '') return 'final';
  const numbered = /^(?:_LoRA)?_(\d{9})(?:\.(?:safetensors|pt))?$/.exec(rest);
  return numbered ? Number(numbered[1]) : undefined;
}

const longestHeader = 32 * 1024 * 1024;

/** How many bytes a safetensors file's header takes, its length field included; undefined when the bytes are no such file. */
export function headerLength(firstBytes: Uint8Array): number | undefined {
  if (firstBytes.length < 8) return undefined;
  const view = new DataView(firstBytes.buffer, firstBytes.byteOffset, firstBytes.byteLength);
  const length = view.getBigUint64(0, true);
  return length <= BigInt(longestHeader) ? 8 + Number(length) : undefined;
}

/** The step that ai-toolkit wrote into a checkpoint's header (toolkit/metadata.py:13-28); undefined when there is none. */
export function stepInHeader(header: Uint8Array): number | undefined {
  const text = new TextDecoder().decode(header.subarray(8));
  try {
    const parsed: unknown = JSON.parse(text);
    const info: unknown = field(field(parsed, '__metadata__'), 'training_info');
    const step = field(typeof info === 'string' ? JSON.parse(info) : info, 'step');
    return typeof step === 'number' && Number.isInteger(step) && step >= 0 ? step : undefined;
  } catch {
    // A file that is cut off or foreign has no step; ai-toolkit then fails on it or starts from 0.
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
