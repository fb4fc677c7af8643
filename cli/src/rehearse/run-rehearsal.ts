import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createRehearsalReader,
  planRehearsal,
  type RehearsalPlan,
  type RehearsalReader,
  type RehearsalResult,
  readConfigText,
} from '../../../core/rehearsal/index';
import { fileProbe } from '../../../server/src/disk/node-host';
import { expandVariables, readVariables, rehearsalEnvironment } from './environment';
import { folderProblem } from './folder-rights';
import { runPython } from './python-process';
import { impossibleResult, resultOf } from './rehearsal-result';
import { realNames, writeRehearsal } from './write-rehearsal';

export interface RehearsalOptions {
  readonly config: string;
  readonly toolkit: string;
  readonly python: string;
  /** Absolute folder in which relative paths of the config start. */
  readonly cwd: string;
  /** The Python program that ships with us. */
  readonly program: string;
  readonly device: 'auto' | 'cpu' | 'cuda';
  readonly images: number | undefined;
  readonly keep: string | undefined;
  readonly cache: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly canceled: AbortSignal;
  /** Called when the phase changes. */
  onPhase(phase: string): void;
}

/**
 * Rehearses a config. Removes everything that it wrote, unless `keep` names a folder and it was not canceled. Rejects only
 * for faults of ours.
 */
export async function runRehearsal(options: RehearsalOptions): Promise<RehearsalResult> {
  const began = Date.now();
  const text = await readText(options.config);
  if (text === undefined) return impossibleResult(`'${options.config}' cannot be read as UTF-8 text.`, began);
  const folder = options.keep ? await keptFolder(options.keep) : await temporaryFolder();
  if (folder === undefined) {
    return impossibleResult(`'${options.keep}' is not an empty folder. Name a new folder in --keep.`, began);
  }
  try {
    return await rehearse(options, text, folder, began);
  } finally {
    if (!options.keep || options.canceled.aborted)
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function rehearse(
  options: RehearsalOptions,
  text: string,
  folder: string,
  began: number,
): Promise<RehearsalResult> {
  const { toolkit, cwd } = options;
  const variable = readVariables(toolkit, process.env);
  const expand = (written: string) => {
    const expanded = expandVariables(written, variable);
    return expanded === undefined ? undefined : path.resolve(cwd, expanded);
  };
  const format = /\.jsonc?$/i.test(options.config) ? 'json' : 'yaml';
  const probe = fileProbe(cwd);
  const plan = await planRehearsal({ text, format, probe, folder, images: options.images, expand });
  if ('kind' in plan) return impossibleResult(plan.message, began, plan);
  const names = realNames(plan);
  const reader = createRehearsalReader({ document: readConfigText(text, format), toolkit, names }, began);
  const denied = await deniedFolder(plan, expand);
  if (denied) {
    reader.feed(`Error running job: ${denied.said}\n`, Date.now());
    const reading = reader.end({ code: 1, signal: undefined }, Date.now());
    return resultOf({ reading, plan, began, log: undefined });
  }
  const job = await prepare(options, plan, folder);
  return start(options, plan, folder, job, reader, began);
}

async function start(
  options: RehearsalOptions,
  plan: RehearsalPlan,
  folder: string,
  job: string,
  reader: RehearsalReader,
  began: number,
): Promise<RehearsalResult> {
  const log: string[] = [];
  let phase = '';
  const tell = (): void => {
    if (reader.phase === phase) return;
    phase = reader.phase;
    options.onPhase(phase);
  };
  tell();
  const exit = await runPython({
    python: options.python,
    args: ['-u', options.program, job],
    cwd: options.cwd,
    environment: rehearsalEnvironment(process.env),
    timeout: options.timeout,
    canceled: options.canceled,
    onOutput(text) {
      if (options.keep) log.push(text);
      reader.feed(text, Date.now());
      tell();
    },
  });
  if (exit.error !== undefined) {
    return impossibleResult(`The Python '${options.python}' cannot be started: ${exit.error}.`, began);
  }
  const logFile = options.keep ? path.join(folder, 'rehearsal.log') : undefined;
  if (logFile) await writeFile(logFile, log.join(''));
  const reading = reader.end(exit, Date.now());
  return resultOf({ reading, plan, began, log: logFile, stopped: exit.stopped, timeout: options.timeout });
}

/** Writes everything that the Python program reads; the path of its job file. */
async function prepare(options: RehearsalOptions, plan: RehearsalPlan, folder: string): Promise<string> {
  const configs = await writeRehearsal(plan, folder);
  const job = path.join(folder, 'job.json');
  await writeFile(
    job,
    JSON.stringify({
      toolkit: options.toolkit,
      cwd: options.cwd,
      device: options.device,
      cache: options.cache,
      remove: options.keep ? null : folder,
      checkpoints: plan.checkpoints,
      imports: plan.imports,
      optimizers: { cpu: plan.devices.cpu.optimizers, cuda: plan.devices.cuda.optimizers },
      configs,
      output: path.join(folder, 'output'),
    }),
  );
  return job;
}

/** Folders that a real training writes to: its output, and each dataset's folder for sizes and caches. */
async function deniedFolder(plan: RehearsalPlan, expand: (written: string) => string | undefined) {
  for (const written of [...plan.trainingFolders, ...plan.datasetFolders]) {
    const folder = expand(written);
    const problem = folder === undefined ? undefined : await folderProblem(folder);
    // In the config's own words, so that its line is found.
    if (problem) return { said: problem.said.replace(`'${problem.folder}'`, `'${written}'`) };
  }
  return undefined;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch {
    return undefined;
  }
}

async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), 'qwen-lora-rehearsal-')));
}

async function keptFolder(wanted: string): Promise<string | undefined> {
  try {
    await mkdir(wanted, { recursive: true });
    return (await readdir(wanted)).length === 0 ? await realpath(wanted) : undefined;
  } catch {
    return undefined;
  }
}
