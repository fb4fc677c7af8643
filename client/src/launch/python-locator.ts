import type { Logger } from '../logger';
import { type Files, pathsOf } from './files';
import { type ProgramResult, runProgram } from './run-program';
import { type PathPlaces, resolveSettingPath } from './setting-path';

/** A Python that can run ai-toolkit. */
export interface Python {
  readonly path: string;
  /** Where it was found, for messages. */
  readonly source: string;
  readonly version: string;
  /** Version of the installed torch, for example `2.13.0+cu130`; undefined without torch. */
  readonly torch: string | undefined;
}

export type PythonSearch =
  | { readonly kind: 'found'; readonly python: Python }
  /** The Python that ought to be used cannot be; guessing another would only fail later. */
  | { readonly kind: 'unusable'; readonly path: string; readonly source: string; readonly reason: string }
  | { readonly kind: 'none' };

export interface PythonPlaces extends PathPlaces {
  /** `qwenLora.pythonPath`; empty when not set. */
  readonly setting: string;
  readonly toolkit: string;
  /** The interpreter chosen in the Python extension, asked for only when the toolkit has none of its own. */
  readonly editorPython: () => Promise<string | undefined>;
  /** A program on PATH by its name. */
  readonly onPath: (name: string) => Promise<string | undefined>;
}

export interface PythonHost {
  readonly files: Files;
  readonly logger: Logger;
  /** Runs `python -c script` and answers within its time limit. */
  readonly run: (python: string, script: string) => Promise<ProgramResult>;
}

/** Runs the interpreter itself, with 15 seconds to answer. */
export function runPython(python: string, script: string, timeoutMs = 15_000): Promise<ProgramResult> {
  return runProgram(python, ['-c', script], {
    timeoutMs,
    env: { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
}

/**
 * Finds the Python to train with: the setting, the toolkit's `.venv` or `venv` (the order of ai-toolkit's own
 * interface, `ui/cron/pythonPath.ts:9-27`), the Python extension's choice, then `python3` and `python` on PATH.
 */
export async function locatePython(places: PythonPlaces, host: PythonHost): Promise<PythonSearch> {
  const path = pathsOf(places.platform);
  if (places.setting !== '') {
    const named = resolveSettingPath(places.setting, places);
    const chosen =
      (await host.files.kind(named)) === 'folder' ? interpreterIn(named, places.platform) : named;
    return decisive(chosen, 'the setting qwenLora.pythonPath', host);
  }
  for (const name of ['.venv', 'venv']) {
    const folder = path.join(places.toolkit, name);
    if ((await host.files.kind(folder)) !== 'folder') continue;
    return decisive(interpreterIn(folder, places.platform), `ai-toolkit's ${name}`, host);
  }
  const others: [string, () => Promise<string | undefined>][] = [
    ['the Python extension', places.editorPython],
    ['python3 on PATH', () => places.onPath('python3')],
    ['python on PATH', () => places.onPath('python')],
  ];
  let firstRefused: PythonSearch | undefined;
  for (const [source, ask] of others) {
    const candidate = await ask();
    if (candidate === undefined) continue;
    const search = await decisive(candidate, source, host);
    if (search.kind === 'found') return search;
    firstRefused ??= search;
  }
  return firstRefused ?? { kind: 'none' };
}

/** Answers of healthy Pythons by path and time of change; one cache for the life of the window. */
const known = new Map<string, { readonly changedAt: number; readonly answer: Answer }>();

/**
 * Forgets what Pythons answered, so that the next launch asks again.
 *
 * @testonly
 */
export function forgetPythons(): void {
  known.clear();
}

interface Answer {
  readonly version: string;
  readonly torch: string | undefined;
}

async function decisive(path: string, source: string, host: PythonHost): Promise<PythonSearch> {
  const refuse = (reason: string): PythonSearch => {
    host.logger.warn(`Python '${path}' (${source}) cannot be used: ${reason}.`);
    return { kind: 'unusable', path, source, reason };
  };
  if ((await host.files.kind(path)) !== 'file') return refuse('there is no such program');

  const changedAt = await host.files.changedAt(path);
  const cached = known.get(path);
  if (cached && changedAt !== undefined && cached.changedAt === changedAt) {
    return { kind: 'found', python: { path, source, ...cached.answer } };
  }
  const answer = readAnswer(await host.run(path, askVersion));
  if (typeof answer === 'string') return refuse(answer);
  // A Python without torch is on its way to have one, so only a complete answer is kept.
  if (changedAt !== undefined && answer.torch !== undefined) known.set(path, { changedAt, answer });
  const torch = answer.torch === undefined ? 'no torch' : `torch ${answer.torch}`;
  host.logger.info(`Python ${answer.version} with ${torch} at '${path}', from ${source}.`);
  return { kind: 'found', python: { path, source, ...answer } };
}

/** Understood by Python 2.7 as well, so that an old one can say that it is old. Does not import torch, which is slow. */
const askVersion = `
import json, sys
answer = {"version": list(sys.version_info[:3]), "torch": None}
try:
    from importlib import metadata
    answer["torch"] = metadata.version("torch")
except Exception:
    pass
print("qwen-lora " + json.dumps(answer))
`;

function readAnswer(result: ProgramResult): Answer | string {
  if (result.kind === 'timeout') return 'it did not answer in time';
  if (result.kind === 'missing') return 'there is no such program';
  if (result.kind === 'failed') return `it could not be run (${result.message})`;
  const line = result.stdout.split(/\r?\n/).find((text) => text.startsWith('qwen-lora '));
  if (result.code !== 0 || line === undefined) {
    const said = lastLine(result.stderr) || lastLine(result.stdout);
    return `it is broken and stopped with code ${result.code}${said && ` (${said})`}`;
  }
  const answer = parseAnswer(line.slice('qwen-lora '.length));
  if (answer === undefined) return 'its answer could not be read';
  const [major = 0, minor = 0] = answer.version;
  const version = answer.version.join('.');
  // README.md:123 of ai-toolkit.
  if (major !== 3 || minor < 10) return `it is Python ${version}, and ai-toolkit needs 3.10 or newer`;
  return { version, torch: answer.torch };
}

function parseAnswer(text: string): { version: number[]; torch: string | undefined } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever printed this is not a Python that we can use; the caller says so.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('version' in value)) return undefined;
  const { version } = value;
  if (!Array.isArray(version) || !version.every((part) => typeof part === 'number')) return undefined;
  const torch = 'torch' in value && typeof value.torch === 'string' ? value.torch : undefined;
  return { version, torch };
}

function interpreterIn(environment: string, platform: NodeJS.Platform): string {
  const { join } = pathsOf(platform);
  return platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');
}

function lastLine(text: string): string {
  return (text.trim().split(/\r?\n/).at(-1) ?? '').slice(0, 200);
}
