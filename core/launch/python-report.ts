import { isObject, parseObject } from '../../common/json-object';

/** What torch says about CUDA. Importing it takes seconds. */
export type TorchReport =
  | {
      readonly kind: 'cuda';
      /** Version of CUDA that torch is built for: `13.0`. */
      readonly build: string;
      readonly gpus: readonly TorchGpu[];
      /** What torch has kernels for, such as `sm_90` or `compute_90`; empty when it does not say. */
      readonly architectures: readonly string[];
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
  /** Installed versions of the packages that were asked for; those that are not installed are left out. */
  readonly versions: Readonly<Record<string, string>>;
  /** Commits of packages that were installed from a git repository. */
  readonly commits: Readonly<Record<string, string>>;
  /** The torch that torchvision and torchaudio are built for, by their own metadata. */
  readonly torchOf: Readonly<Record<string, string>>;
  /** The CUDA that torch is built for, read from its files without importing it: `13.0`. */
  readonly torchBuild: string | undefined;
}

export interface PythonQuestion {
  /** Top-level modules to look for, without importing them. */
  readonly modules: readonly string[];
  /** Packages, as pip calls them, whose versions are wanted. */
  readonly packages: readonly string[];
  /** Whether to import torch and ask it about CUDA. */
  readonly torch: boolean;
}

const mark = 'qwen-lora ';

/** A Python script that answers everything in one start, as one line of JSON. It changes nothing. */
export function pythonScript({ modules, packages, torch }: PythonQuestion): string {
  return `
import importlib.util, json, os, re
from importlib import metadata
def missing(name):
    try:
        return importlib.util.find_spec(name) is None
    except Exception:
        return True
answer = {"missing": [name for name in json.loads(${quoted(modules)}) if missing(name)], "versions": {}, "commits": {}, "torchOf": {}}
for name in json.loads(${quoted(packages)}):
    try:
        found = metadata.distribution(name)
        answer["versions"][name] = found.version
        commit = json.loads(found.read_text("direct_url.json") or "{}").get("vcs_info", {}).get("commit_id")
        if commit:
            answer["commits"][name] = commit
    except Exception:
        pass
for name in ("torchvision", "torchaudio"):
    try:
        for wanted in metadata.requires(name) or []:
            pinned = re.match(r"torch *\\(?== *([\\w.]+)", wanted)
            if pinned:
                answer["torchOf"][name] = pinned.group(1)
    except Exception:
        pass
try:
    for folder in importlib.util.find_spec("torch").submodule_search_locations:
        with open(os.path.join(folder, "version.py"), encoding="utf-8") as file:
            built = re.search(r"^cuda\\b[^=]*= *'([\\d.]+)'", file.read(), re.M)
        if built:
            answer["build"] = built.group(1)
except Exception:
    pass
${torch ? torchScript : ''}
print(${JSON.stringify(mark)} + json.dumps(answer))
`;
}

function quoted(names: readonly string[]): string {
  return JSON.stringify(JSON.stringify(names));
}

const torchScript = `
try:
    import torch
    gpus = []
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        free, total = torch.cuda.mem_get_info(index)
        gpus.append({"capability": "%d.%d" % torch.cuda.get_device_capability(index), "free": free, "total": total})
    answer["torch"] = {"cuda": torch.cuda.is_available(), "build": torch.version.cuda, "gpus": gpus, "architectures": torch.cuda.get_arch_list()}
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
  const answer = parseObject(line?.slice(mark.length) ?? '') ?? {};
  return {
    torch: question.torch ? readTorch(answer.torch) : { kind: 'not-asked' },
    missingModules: textsIn(answer.missing),
    versions: textValues(answer.versions),
    commits: textValues(answer.commits),
    torchOf: textValues(answer.torchOf),
    torchBuild: typeof answer.build === 'string' ? answer.build : undefined,
  };
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
    architectures: textsIn(value.architectures),
    gpus: gpus.map(({ capability, free, total }) => ({
      capability: typeof capability === 'string' ? capability : undefined,
      freeMemory: typeof free === 'number' ? free : undefined,
      totalMemory: typeof total === 'number' ? total : undefined,
    })),
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textValues(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}
