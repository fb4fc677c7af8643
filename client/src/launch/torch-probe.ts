import type { ProgramResult } from './run-program';

export type TorchAnswer =
  | { readonly kind: 'cuda'; readonly devices: number }
  | { readonly kind: 'no-cuda'; readonly build: string }
  | { readonly kind: 'broken'; readonly message: string }
  /** Importing torch took too long to wait for, or the answer made no sense; nothing can be concluded. */
  | { readonly kind: 'unknown' };

/** Python that imports torch (seconds, when its files are cold) and says whether it can use CUDA. */
export const askTorch = `
import json
try:
    import torch
    answer = {"cuda": torch.cuda.is_available(), "devices": torch.cuda.device_count(), "build": str(torch.version.cuda)}
except BaseException as error:
    answer = {"error": type(error).__name__ + ": " + str(error)}
print("qwen-lora " + json.dumps(answer))
`;

export function readTorchAnswer(result: ProgramResult): TorchAnswer {
  if (result.kind !== 'exited') return { kind: 'unknown' };
  const line = result.stdout.split(/\r?\n/).find((text) => text.startsWith('qwen-lora '));
  let value: unknown;
  try {
    value = JSON.parse(line?.slice('qwen-lora '.length) ?? '');
  } catch {
    // torch can bring the interpreter down before it prints; the training itself will say more.
    return { kind: 'unknown' };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'unknown' };
  if ('error' in value) return { kind: 'broken', message: String(value.error) };
  if ('cuda' in value && value.cuda === true) {
    return { kind: 'cuda', devices: 'devices' in value ? Number(value.devices) : 0 };
  }
  return { kind: 'no-cuda', build: 'build' in value ? String(value.build) : 'None' };
}
