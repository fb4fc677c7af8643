import { type Files, pathsOf } from '../launch/files';
import type { ProgramResult } from '../launch/run-program';
import { readToolkit } from '../launch/toolkit-locator';
import { interpreterOf, readTorchPins, type SetupState } from './setup-steps';

export interface SetupHost {
  readonly platform: NodeJS.Platform;
  readonly files: Files;
  runPython(python: string, script: string): Promise<ProgramResult>;
}

/** Looks at what a former set-up, or somebody else, has left in the folder. */
export async function examineSetup(folder: string, host: SetupHost): Promise<SetupState> {
  const { join } = pathsOf(host.platform);
  const toolkit = await readToolkit(folder, host.platform, host.files);
  const pins = readTorchPins(await host.files.readText(join(folder, 'manager', 'spec.py')));
  const state = { hasToolkit: typeof toolkit !== 'string', pins };
  for (const environment of ['.venv', 'venv'] as const) {
    const python = interpreterOf(join(folder, environment), host.platform);
    if ((await host.files.kind(python)) !== 'file') continue;
    const answer = readAnswer(await host.runPython(python, askPackages));
    // Without pip it is the rest of an interrupted `python -m venv`, which the same command completes.
    if (answer?.hasPip !== true) continue;
    return { ...state, environment, torch: answer.torch, hasRequirements: answer.missing === 0 };
  }
  return { ...state, environment: undefined, torch: undefined, hasRequirements: false };
}

/** Some of `requirements_base.txt`, spread over it, so that an installation that was cut short lacks one of them. */
const askPackages = `
import json
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except Exception:
        return None
wanted = ["torchao", "diffusers", "transformers", "accelerate", "bitsandbytes", "optimum-quanto", "peft", "av", "mutagen"]
print("qwen-lora " + json.dumps({
    "pip": version("pip") is not None,
    "torch": version("torch"),
    "missing": sum(version(name) is None for name in wanted),
}))
`;

interface Answer {
  readonly hasPip: boolean;
  readonly torch: string | undefined;
  readonly missing: number;
}

function readAnswer(result: ProgramResult): Answer | undefined {
  if (result.kind !== 'exited') return undefined;
  const line = result.stdout.split(/\r?\n/).find((text) => text.startsWith('qwen-lora '));
  let value: unknown;
  try {
    value = JSON.parse(line?.slice('qwen-lora '.length) ?? '');
  } catch {
    // A Python that cannot say what it has is made again.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('missing' in value)) return undefined;
  return {
    hasPip: 'pip' in value && value.pip === true,
    torch: 'torch' in value && typeof value.torch === 'string' ? value.torch : undefined,
    missing: Number(value.missing),
  };
}
