import { isObject, parseObject } from '../../common/json-object';

/** What torch says about CUDA. Importing it takes seconds. */
export type TorchReport =
  | {
      readonly kind: 'cuda';
      /** Version of CUDA that torch is built for: `13.0`. */
      readonly build: string;
      readonly gpus: readonly TorchGpu[];
    }
  /** `build` is undefined for a torch without CUDA. */
  | { readonly kind: 'no-cuda'; readonly build: string | undefined }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'not-asked' }
  /** The import took too long or the answer cannot be read; nothing can be concluded. */
  | { readonly kind: 'unknown' };

export interface TorchGpu {
  /** `8.9` for the RTX 40 series. */
  readonly capability: string | undefined;
  /** Bytes. */
  readonly freeMemory: number | undefined;
  readonly totalMemory: number | undefined;
}

/** The answer of one Python start. */
export interface PythonReport {
  readonly torch: TorchReport;
  /** Modules that were asked for and cannot be found. */
  readonly missingModules: readonly string[];
}

export interface PythonQuestion {
  /** Top-level modules to look for, without importing them. */
  readonly modules: readonly string[];
  /** Whether to import torch and ask it about CUDA. */
  readonly torch: boolean;
}

const mark = 'qwen-lora ';

/** A Python script that answers everything in one start, as one line of JSON. It changes nothing. */
export function pythonScript({ modules, torch }: PythonQuestion): string {
  return `
import importlib.util, json
def missing(name):
    try:
        return importlib.util.find_spec(name) is None
    except Exception:
        return True
answer = {"missing": [name for name in json.loads(${JSON.stringify(JSON.stringify(modules))}) if missing(name)]}
${torch ? torchScript : ''}
print(${JSON.stringify(mark)} + json.dumps(answer))
`;
}

const torchScript = `
try:
    import torch
    gpus = []
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        free, total = torch.cuda.mem_get_info(index)
        gpus.append({"capability": "%d.%d" % torch.cuda.get_device_capability(index), "free": free, "total": total})
    answer["torch"] = {"cuda": torch.cuda.is_available(), "build": torch.version.cuda, "gpus": gpus}
except BaseException as error:
    answer["torch"] = {"error": type(error).__name__ + ": " + str(error)}
`;

/**
 * Reads what the script printed.
 *
 * @param stdout undefined when Python did not answer in time or could not be run
 */
export function readPythonReport(stdout: string | undefined, question: PythonQuestion): PythonReport {
  const line = stdout?.split(/\r?\n/).find((text) => text.startsWith(mark));
  const answer = parseObject(line?.slice(mark.length) ?? '');
  if (!answer) return { torch: { kind: 'unknown' }, missingModules: [] };
  const missing = Array.isArray(answer.missing)
    ? answer.missing.filter((name) => typeof name === 'string')
    : [];
  const torch: TorchReport = question.torch ? readTorch(answer.torch) : { kind: 'not-asked' };
  return { torch, missingModules: missing };
}

function readTorch(value: unknown): TorchReport {
  if (!isObject(value)) return { kind: 'unknown' };
  if ('error' in value) return { kind: 'broken', message: String(value.error) };
  const build = typeof value.build === 'string' ? value.build : undefined;
  if (value.cuda !== true) return { kind: 'no-cuda', build };
  const gpus = Array.isArray(value.gpus) ? value.gpus.filter(isObject) : [];
  return {
    kind: 'cuda',
    build: build ?? 'unknown',
    gpus: gpus.map(({ capability, free, total }) => ({
      capability: typeof capability === 'string' ? capability : undefined,
      freeMemory: typeof free === 'number' ? free : undefined,
      totalMemory: typeof total === 'number' ? total : undefined,
    })),
  };
}
