import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandLine } from '../../client/src/launch/command-line';
import { type ControlAddress, createControl } from '../../client/src/runs/control-channel';
import { type DetachedLaunch, launchDetached, type ProcessExit } from '../../client/src/runs/detached-launch';
import { createProcessProbe } from '../../client/src/runs/process-probe';
import type { RunRecord } from '../../client/src/runs/run-record';
import { controlCopy } from '../../core/trainer/control-copy';
import { readConfig } from './find-in-text';

export const repository = path.resolve(__dirname, '../..');
export const probe = createProcessProbe();
export const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).stdout.trim();
export const controlScript = path.join(repository, 'client/control/control.py');

/** A folder that `clean` removes, with whatever still runs in it ended first. */
export interface Bench {
  readonly folder: string;
  readonly pids: number[];
  clean(): void;
}

export function createBench(): Bench {
  const folder = mkdtempSync(path.join(tmpdir(), 'qwen-runs-'));
  const pids: number[] = [];
  return {
    folder,
    pids,
    clean() {
      for (const pid of pids) {
        try {
          process.kill(-pid, 'SIGKILL');
        } catch {
          // It has ended by itself, as most tests want.
        }
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface PracticeOptions {
  readonly name?: string;
  readonly type?: string;
  readonly steps?: number;
  readonly stepsPerSecond?: number;
  readonly saveEvery?: number;
  readonly failure?: string;
  readonly database?: string;
  readonly loadSeconds?: number;
  readonly dataset?: string;
}

export interface PracticeRun {
  readonly launch: DetachedLaunch & { ok: true };
  readonly record: RunRecord;
  readonly config: string;
}

/** Writes a config, starts the practice toolkit on it in a process of its own, and describes the run. */
export async function startPractice(bench: Bench, options: PracticeOptions = {}): Promise<PracticeRun> {
  const name = options.name ?? 'maya_char';
  const config = path.join(bench.folder, `${name}.yaml`);
  const text = practiceConfig(bench, name, options);
  writeFileSync(config, text);
  let used = config;
  let control: ControlAddress | undefined;
  if (options.database !== undefined) {
    control = { python, script: controlScript, database: options.database, jobId: 'run-1' };
    mkdirSync(path.dirname(options.database), { recursive: true });
    const made = await createControl(control, name, '0');
    if (!made.ok) throw new Error(made.error);
    used = path.join(bench.folder, 'with-control.yaml');
    const copy = controlCopy(readConfig(text), options.database);
    if (copy === undefined) throw new Error('the config takes no database');
    writeFileSync(used, copy);
  }
  const jobFolder = path.join(bench.folder, 'output', name);
  mkdirSync(jobFolder, { recursive: true });
  const logPath = path.join(jobFolder, '.qwen-lora', 'run.log');
  const command: CommandLine = {
    program: python,
    args: [path.join(repository, 'examples/practice-toolkit/run.py'), used, '--log', logPath],
    cwd: bench.folder,
    env: {
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      PRACTICE_STEPS_PER_SECOND: String(options.stepsPerSecond ?? 50),
      PRACTICE_LOAD_SECONDS: String(options.loadSeconds ?? 0),
      ...(options.failure === undefined ? {} : { PRACTICE_FAIL: options.failure }),
      ...(control === undefined ? {} : { AITK_JOB_ID: control.jobId }),
    },
    secrets: [],
  };
  const consolePath = path.join(bench.folder, 'console.log');
  const startedAt = Date.now();
  const launch = await launchDetached(command, consolePath, probe);
  if (!launch.ok) throw new Error(launch.error);
  bench.pids.push(launch.process.pid);
  const record: RunRecord = {
    version: 1,
    id: 'run-1',
    jobName: name,
    configPath: config,
    jobFolder,
    process: launch.process,
    launch: 'detached',
    program: command.program,
    args: command.args,
    cwd: command.cwd,
    gpu: { key: 'GPU-1', index: 0, name: 'Practice GPU' },
    logPath,
    logOffset: 0,
    consolePath,
    control,
    startedAt,
  };
  return { launch, record, config };
}

function practiceConfig(bench: Bench, name: string, options: PracticeOptions): string {
  const dataset = options.dataset ?? path.join(repository, 'examples/dataset/40_maya_char');
  return [
    '# the job',
    'job: extension',
    'config:',
    `  name: ${JSON.stringify(name)}`,
    '  process:',
    `    - type: ${options.type ?? 'diffusion_trainer'}`,
    `      training_folder: ${JSON.stringify(path.join(bench.folder, 'output'))}`,
    '      network: { type: lora, linear: 4, linear_alpha: 4 }',
    `      save: { save_every: ${options.saveEvery ?? 1000}, max_step_saves_to_keep: 4 }`,
    `      datasets: [{ folder_path: ${JSON.stringify(dataset)}, resolution: [512] }]`,
    `      train: { steps: ${options.steps ?? 100000}, lr: 1e-4, disable_sampling: true }`,
    '      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }',
    '',
  ].join('\n');
}

/** A detached child does not keep this process alive, so the wait has to. */
export async function exitOf(launch: DetachedLaunch & { ok: true }): Promise<ProcessExit> {
  const alive = setInterval(() => undefined, 1000);
  try {
    return await launch.exited;
  } finally {
    clearInterval(alive);
  }
}

/** Step in a safetensors header, read without the code under test. */
export function stepInHeader(file: string): number {
  const bytes = readFileSync(file);
  const header: unknown = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString('utf8'));
  const text = JSON.stringify(header);
  return Number(/step\\*":\s*(\d+)/.exec(text)?.[1]);
}

/** Waits on a condition; fails loudly after the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
