import type { ProgramResult } from '../launch/run-program';

export interface BasePythonHost {
  readonly platform: NodeJS.Platform;
  findProgram(name: string): Promise<string | undefined>;
  runPython(python: string, script: string): Promise<ProgramResult>;
}

export type BasePython =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  /** Pythons there are, but none that ai-toolkit can use; `seen` names them. */
  | { readonly kind: 'none'; readonly seen: readonly string[] };

/**
 * The Python to make ai-toolkit's environment with. 3.12 is what ai-toolkit recommends (README.md:123); several of its
 * pins, such as scipy 1.12, have no wheels for newer ones, so those are the last resort.
 */
export async function findBasePython(host: BasePythonHost): Promise<BasePython> {
  const names = [...preferred.map((minor) => `python3.${minor}`), 'python3', 'python'];
  const seen: string[] = [];
  let newer: BasePython | undefined;
  for (const name of host.platform === 'win32' ? ['python', 'python3'] : names) {
    const path = await host.findProgram(name);
    if (path === undefined) continue;
    const answer = await host.runPython(path, 'import sys; print("qwen-lora %d.%d" % sys.version_info[:2])');
    const found = answer.kind === 'exited' ? /^qwen-lora (\d+)\.(\d+)/m.exec(answer.stdout) : undefined;
    if (found === null || found === undefined) {
      seen.push(`${path} (does not run)`);
      continue;
    }
    const version = `${found[1]}.${found[2]}`;
    const minor = Number(found[2]);
    if (found[1] === '3' && preferred.includes(minor)) return { kind: 'found', path, version };
    if (found[1] === '3' && minor > 12) newer ??= { kind: 'found', path, version };
    else seen.push(`${path} (${version})`);
  }
  return newer ?? { kind: 'none', seen };
}

const preferred = [12, 11, 10];
