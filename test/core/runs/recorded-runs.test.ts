import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { incidentText } from '../../../core/runs/incidents';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { readExit } from '../../../core/runs/run-exit';
import { readRunFolder } from '../../../core/runs/run-folder';
import { type RunState, readRunState } from '../../../core/runs/run-state';
import { type RecordedRun, recordedRuns } from '../../support/recorded-runs';

const runs = recordedRuns();

describe('recorded runs of ai-toolkit', { skip: runs.length === 0 ? 'no recorded runs here' : false }, () => {
  for (const run of runs) {
    test(run.name, () => assert.deepEqual(told(readRecorded(run)), expected(run)));
    test(`${run.name}, in pieces`, () => assert.deepEqual(told(readRecorded(run, 7)), expected(run)));
  }
});

function readRecorded(run: RecordedRun, pieces = 1_000_000): RunState {
  const parser = createRunLogParser();
  const text = readFileSync(path.join(run.folder, 'run.log'), 'utf8');
  for (let at = 0; at < text.length; at += pieces) parser.feed(text.slice(at, at + pieces));
  return readRunState({
    log: parser.state,
    folder: readRunFolder(run.files, parser.state.jobName),
    exit: readExit(run.expect.exitCode ?? undefined),
  });
}

function expected({ expect }: RecordedRun) {
  const { exitCode: _, resumedFrom: _from, jobs: _jobs, ...rest } = expect;
  return rest;
}

function told(state: RunState) {
  return {
    job: state.job ?? null,
    phase: state.phase,
    step: state.step ?? null,
    total: state.total ?? null,
    result: state.result,
    resumedStep: state.resumedStep ?? null,
    losses: {
      count: state.losses.count,
      first: state.losses.first ?? null,
      last: state.losses.last ?? null,
    },
    samples: { steps: state.samples.steps, count: state.samples.count },
    checkpoints: state.checkpoints,
    final: state.final ?? false,
    incidents: state.incidents.map(incidentText),
    reason: state.failure?.reason ?? null,
  };
}
