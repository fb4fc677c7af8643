import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { giveOrder, readControl } from '../../../client/src/runs/control-channel';
import { launchDetached } from '../../../client/src/runs/detached-launch';
import { isAlive } from '../../../client/src/runs/process-probe';
import { followLog, openRunLog, type RunLogReader } from '../../../client/src/runs/run-log-reader';
import type { RunRecord } from '../../../client/src/runs/run-record';
import { openRunRegistry, type RunRegistry } from '../../../client/src/runs/run-registry';
import { saveAndStop, stopRun } from '../../../client/src/runs/run-stop';
import type { RunLogState } from '../../../core/runs/log/state';
import { findResumePoint } from '../../../core/trainer/resume-point';
import { fileProbe } from '../../../server/src/disk/node-host';
import {
  type Bench,
  createBench,
  exitOf,
  probe,
  startPractice,
  stepInHeader,
  until,
} from '../../support/practice-runs';

let bench: Bench;
let registry: RunRegistry;
beforeEach(() => {
  bench = createBench();
  registry = openRunRegistry(path.join(bench.folder, 'storage'), probe);
});
afterEach(() => bench.clean());

const posix = process.platform !== 'win32';
const never = async (): Promise<boolean> => assert.fail('nobody should be asked');

function resumePoint(trainingFolder: string, steps: number) {
  const name = 'maya_char';
  return findResumePoint(fileProbe(undefined), {
    folderName: name,
    filePrefix: name,
    trainingFolder,
    steps,
    startStep: undefined,
    pretrainedLora: undefined,
    hasNetwork: true,
  });
}

describe('a run to its end', () => {
  test('is followed in the terminal, judged complete, and known as finished by the next start', async () => {
    const { record, launch } = await startPractice(bench, { steps: 60, stepsPerSecond: 200, saveEvery: 20 });
    let shown = '';
    for await (const text of followLog({
      file: record.logPath,
      isRunning: () => registry.isRunning(record),
      intervalMs: 20,
    })) {
      shown += text;
    }
    assert.match(shown, /maya_char: 100%\|.*\| 60\/60/);
    assert.match(shown, /Saved optimizer to/);
    assert.deepEqual(await exitOf(launch), { code: 0, signal: undefined });

    const state = await registry.stateOf(record);
    assert.equal(state.kind === 'ended' && state.outcome.kind, 'completed');
    const resume = await resumePoint(path.join(bench.folder, 'output'), 60);
    assert.deepEqual([resume?.kind, resume && 'step' in resume ? resume.step : undefined], ['finished', 60]);
  });

  for (const [failure, reason] of [
    ['oom', 'gpu-memory'],
    ['load-oom', 'gpu-memory'],
    ['no-dataset', 'missing-path'],
    ['kill@3', 'host-memory'],
  ] as const) {
    test(`that fails (${failure}) says why`, { skip: failure.startsWith('kill') && !posix }, async () => {
      const cause = failure === 'no-dataset' ? { dataset: path.join(bench.folder, 'nowhere') } : { failure };
      const { record, launch } = await startPractice(bench, { steps: 60, stepsPerSecond: 200, ...cause });
      const exit = await exitOf(launch);
      const commit = await registry.reserve(record.jobFolder, 'GPU-1');
      assert.ok(commit.ok);
      await commit.commit(record);
      const stored = { ...record, id: commit.id };
      await registry.recordExit(stored, exit);
      const state = await registry.stateOf(stored);
      assert.ok(state.kind === 'ended' && state.outcome.kind === 'failed', JSON.stringify(state));
      assert.equal(state.outcome.reason, reason, JSON.stringify(state));
    });
  }

  test('that never was: a program that is not there is an answer and no exception', async () => {
    const command = {
      program: path.join(bench.folder, 'no-python'),
      args: [],
      cwd: bench.folder,
      env: {},
      secrets: [],
    };
    const launch = await launchDetached(command, path.join(bench.folder, 'c.log'), probe);
    assert.equal(launch.ok, false);
  });

  test('of a Python that fails before the log begins is explained from the console', async () => {
    const { record } = await startPractice(bench, { steps: 1, stepsPerSecond: 100 });
    const command = {
      program: record.program,
      args: ['-c', 'import torch_of_tomorrow'],
      cwd: bench.folder,
      env: {},
      secrets: [],
    };
    const consolePath = path.join(bench.folder, 'other.log');
    const launch = await launchDetached(command, consolePath, probe);
    assert.ok(launch.ok);
    await exitOf(launch);
    const broken = {
      ...record,
      process: launch.process,
      consolePath,
      logPath: path.join(bench.folder, 'none.log'),
      startedAt: Date.now() + 60_000,
    };
    const state = await registry.stateOf(broken);
    assert.ok(state.kind === 'ended' && state.outcome.kind === 'failed');
    assert.match(state.outcome.message, /torch_of_tomorrow/);
  });
});

describe('save and stop', () => {
  for (const saveEvery of [1000, 2]) {
    test(`loses nothing with save_every ${saveEvery}`, async () => {
      const run = await withControl({ stepsPerSecond: 40, saveEvery });
      const { record, control, log } = run;
      await logShows(log, (state) => (state.progress?.step ?? 0) >= 5);
      assert.deepEqual(await saveAndStop({ process: record.process, log, control }, { probe, pollMs: 50 }), {
        kind: 'ended',
      });

      await log.refresh();
      const state = await registry.stateOf(record);
      assert.ok(state.kind === 'ended' && state.outcome.kind === 'stopped', JSON.stringify(state));
      const lastTrained = log.state.progress?.step;
      assert.equal(state.outcome.savedStep, lastTrained);
      const newest = log.state.checkpoints.at(-1)?.path ?? '';
      assert.equal(stepInHeader(newest), lastTrained);

      const resume = await resumePoint(path.join(bench.folder, 'output'), 100_000);
      assert.deepEqual(
        [resume?.kind, resume && 'step' in resume ? resume.step : undefined],
        ['resumes', lastTrained],
      );
    });
  }

  test('is finished by the trainer alone once it is ordered', async () => {
    const { record, control, log, launch } = await withControl({ stepsPerSecond: 40 });
    await logShows(log, (state) => (state.progress?.step ?? 0) >= 2);
    assert.ok((await giveOrder(control, 'save-and-stop')).ok);
    await exitOf(launch);
    await log.refresh();
    assert.equal(log.state.stopped, true);
    assert.equal(log.state.checkpoints.at(-1)?.step, log.state.progress?.step);
    assert.equal(await isAlive(probe, record.process), false);
  });

  test('before the first step stops at once and writes no checkpoint', async () => {
    const { record, control, log } = await withControl({ stepsPerSecond: 40, loadSeconds: 1 });
    assert.deepEqual(await saveAndStop({ process: record.process, log, control }, { probe, pollMs: 50 }), {
      kind: 'ended',
    });
    assert.deepEqual(
      readdirSync(record.jobFolder).filter((file) => file.endsWith('.safetensors')),
      [],
    );
  });
});

describe('orders to a running trainer', () => {
  test('save now writes a checkpoint and goes on', async () => {
    const { control, log, record } = await withControl({ stepsPerSecond: 40 });
    await logShows(log, (state) => (state.progress?.step ?? 0) >= 2);
    assert.ok((await giveOrder(control, 'save')).ok);
    await logShows(log, (state) => state.checkpoints.length === 1 && !state.saving);
    const saved = log.state.checkpoints[0]?.step ?? 0;
    await logShows(log, (state) => (state.progress?.step ?? 0) > saved);
    const row = await readControl(control);
    assert.ok(row.ok && row.row.status === 'running' && !row.row.saveNow);
    assert.ok(existsSync(log.state.checkpoints[0]?.path ?? ''));
    assert.ok(await registry.isRunning(record));
  });
});

describe('stop', () => {
  test('interrupts a trainer without a control channel', { skip: !posix }, async () => {
    const { record } = await startPractice(bench, { type: 'sd_trainer' });
    const log = openRunLog(record.logPath, 0, record.jobName);
    await logShows(log, (state) => (state.progress?.step ?? 0) >= 2);
    const target = { process: record.process, log, control: undefined };
    assert.equal(await stopRun(target, { probe, confirmKill: never, limits: { poll: 20 } }), 'ended');
    const state = await registry.stateOf(record);
    assert.equal(state.kind === 'ended' && state.outcome.kind, 'stopped', JSON.stringify(state));
  });

  test('asks before it kills a run that does not answer', { skip: !posix }, async () => {
    // A process that ignores interrupts and terminations, with a child in its group.
    const script =
      'import os,signal,time;signal.signal(2,signal.SIG_IGN);signal.signal(15,signal.SIG_IGN);os.fork();print("up",flush=True);time.sleep(60)';
    const { record } = await startPractice(bench, { steps: 1 });
    const command = {
      program: record.program,
      args: ['-c', script],
      cwd: bench.folder,
      env: {},
      secrets: [],
    };
    const consolePath = path.join(bench.folder, 'stubborn.log');
    const launch = await launchDetached(command, consolePath, probe);
    assert.ok(launch.ok);
    bench.pids.push(launch.process.pid);
    const log = openRunLog(consolePath);
    await logShows(log, (state) => state.tail.length === 2);
    const target = { process: launch.process, log, control: undefined };
    const limits = { grace: 100, term: 200, poll: 20 };
    assert.equal(await stopRun(target, { probe, confirmKill: async () => false, limits }), 'declined');
    assert.ok(await isAlive(probe, launch.process));
    assert.equal(await stopRun(target, { probe, confirmKill: async () => true, limits }), 'ended');
    await until('the whole group to be gone', () => !groupExists(launch.process.pid));
  });
});

async function logShows(log: RunLogReader, condition: (state: RunLogState) => boolean): Promise<void> {
  await until('the log to show it', async () => {
    await log.refresh();
    return condition(log.state);
  });
}

function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function withControl(options: Parameters<typeof startPractice>[1]) {
  const run = await startPractice(bench, {
    ...options,
    database: path.join(bench.folder, 'a folder', 'cöntrol.db'),
  });
  const log = openRunLog(run.record.logPath, 0, run.record.jobName);
  const control = requireControl(run.record);
  return { ...run, log, control };
}

function requireControl(record: RunRecord) {
  assert.ok(record.control);
  return record.control;
}
