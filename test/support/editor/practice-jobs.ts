import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inWorkspace } from './documents';
import { waitFor } from './wait-for';

export interface PracticeJob {
  readonly name: string;
  readonly steps: number;
  readonly type?: 'diffusion_trainer' | 'sd_trainer';
  readonly saveEvery?: number;
}

/** The sound example config with another name and length. It draws no samples, so that its steps are all there is. */
export function practiceConfig({
  name,
  steps,
  type = 'diffusion_trainer',
  saveEvery = 1_000_000,
}: PracticeJob): string {
  return readFileSync(inWorkspace('maya-qwen-image.yaml').fsPath, 'utf8')
    .replace('name: "maya_qwen_image"', `name: "${name}"`)
    .replace('type: "diffusion_trainer"', `type: "${type}"`)
    .replace('steps: 320', `steps: ${steps}`)
    .replace(/save_every: \d+/, `save_every: ${saveEvery}`)
    .replace('batch_size: 1', 'disable_sampling: true\n        batch_size: 1');
}

/** One start of the practice toolkit, as it wrote it down itself. */
export interface PracticeStart {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | null>>;
  readonly pid: number;
}

/** Every start of this editor whose log is the job's, in order. */
export function startsOf(jobName: string): PracticeStart[] {
  const log = logOf(jobName);
  return allStarts().filter(({ argv }) => argv.includes(log));
}

function allStarts(): PracticeStart[] {
  const file = process.env.PRACTICE_RECORD;
  assert.ok(file, 'PRACTICE_RECORD names no file.');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split('\n').map(readStart);
}

export function logOf(jobName: string): string {
  return inWorkspace(`output/${jobName}/log.txt`).fsPath;
}

export function finalFileOf(jobName: string): string {
  return inWorkspace(`output/${jobName}/${jobName}.safetensors`).fsPath;
}

export function readLog(jobName: string): string {
  const file = logOf(jobName);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Waits until the training bar of a job has moved past a step, and answers the step it is at. */
export async function waitForStep(jobName: string, step: number, seen?: () => unknown): Promise<number> {
  return await waitFor(
    `${jobName} to pass step ${step}`,
    () => {
      const last = lastStepIn(readLog(jobName), jobName);
      return last !== undefined && last > step ? last : undefined;
    },
    { seen: () => [seen?.(), readLog(jobName).slice(-500)] },
  );
}

/** The step of the last paint of the training bar in a log. */
export function lastStepIn(log: string, jobName: string): number | undefined {
  const bars = [...log.matchAll(/([^\r\n]*?):\s+\d+%\|[^|]*\|\s*(\d+)\/\d+ \[/g)].filter(
    ([, label]) => label === jobName,
  );
  const step = bars.at(-1)?.[2];
  return step === undefined ? undefined : Number(step);
}

/** What a checkpoint says of itself: the step in its safetensors header. */
export function stepInCheckpoint(path: string): number {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header: unknown = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const info = valueAt(valueAt(header, '__metadata__'), 'training_info');
  assert.equal(typeof info, 'string', `${basename(path)} has no training_info.`);
  const step = valueAt(JSON.parse(String(info)), 'step');
  assert.equal(typeof step, 'number');
  return Number(step);
}

function readStart(line: string): PracticeStart {
  const start: unknown = JSON.parse(line);
  const argv = valueAt(start, 'argv');
  const env = valueAt(start, 'env');
  assert.ok(Array.isArray(argv) && typeof env === 'object' && env !== null, line);
  return {
    argv: argv.map(String),
    cwd: String(valueAt(start, 'cwd')),
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
    pid: Number(valueAt(start, 'pid')),
  };
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
