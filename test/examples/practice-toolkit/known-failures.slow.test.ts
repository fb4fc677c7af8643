import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { laterFailures } from '../../../core/runs/failures/afterwards';
import { knownExits } from '../../../core/runs/failures/exits';
import { knownFailures } from '../../../core/runs/failures/index';
import type { KnownFailure } from '../../../core/runs/failures/known-failure';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import type { RunPhase } from '../../../core/runs/log/state';
import { readExit } from '../../../core/runs/run-exit';
import { explainFailure } from '../../../core/runs/run-failure';
import { PracticeFolder, TOOLKIT } from '../../support/practice-run';

/** A start of the practice toolkit that fails, and the reason that must be understood. */
interface Way {
  readonly reason: string;
  readonly title: string;
  readonly failure: Readonly<Record<string, string | number>>;
  readonly arch?: string;
  readonly resumes?: boolean;
  readonly pretrained?: boolean;
}

/** Forks a child for each start, because Python's own start would be most of it. */
const driver = join(__dirname, '../../support/fail-practice-runs.py');

const signals = new Set(['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTERM', 'SIGHUP']);

function wayOf(known: KnownFailure, phase: RunPhase): Way {
  const { example, exampleCause, examplePlace } = known;
  return {
    reason: known.reason,
    title: `${known.reason}: ${example.slice(0, 50)}`,
    failure: {
      phase,
      message: example,
      ...(exampleCause === undefined ? {} : { cause: exampleCause }),
      ...(examplePlace === undefined ? {} : { place: examplePlace }),
    },
    ...(known.arch === undefined ? {} : { arch: known.arch.test('') ? '' : 'qwen_image_edit' }),
    resumes: known.resuming === true || known.afterResume === true,
    pretrained: known.pretrained === true,
  };
}

/** One phase of each entry: those that resume fail there, others in the first phase that they name. */
function phaseOf({ resuming, pretrained, afterResume, phases }: KnownFailure): RunPhase {
  if (resuming === true || pretrained === true) return 'network';
  if (afterResume === true) return 'training';
  return phases?.[0] ?? 'saving';
}

const ways: readonly Way[] = [
  ...knownFailures.map((known) => wayOf(known, phaseOf(known))),
  ...laterFailures.map((known) => wayOf(known, 'finishing')),
  ...knownExits.flatMap(({ reason, phases, signals: names = [], codes = [] }) => {
    const phase = phases?.[0] ?? 'training';
    const usable = names.filter((name) => signals.has(name)).map((signal) => ({ phase, signal }));
    // Other codes are Windows' own, and no process of this system can end with them.
    const possible = codes.filter((code) => code >= 0 && code < 128).map((exit) => ({ phase, exit }));
    return [...usable, ...possible].map((failure) => ({
      reason,
      title: `${reason}: ${JSON.stringify(failure)}`,
      failure,
    }));
  }),
];

describe('the practice toolkit fails in each way that is known', () => {
  let folder: PracticeFolder;
  let reasons: readonly { readonly reason: string; readonly log: string }[] = [];

  before(async () => {
    folder = new PracticeFolder();
    folder.vary('first.yaml', ['steps: 60', 'steps: 11']);
    const { code, terminal } = await folder.start('first.yaml');
    assert.equal(code, 0, terminal);
    const jobs = ways.map((way, at) => prepare(folder, `job${at}`, way));
    const list = folder.write('jobs.json', JSON.stringify(jobs));
    const { stdout, stderr } = spawnSync('python3', [driver, TOOLKIT, list], {
      cwd: folder.path,
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        PRACTICE_STEPS_PER_SECOND: '20000',
        PRACTICE_LOAD_SECONDS: '0',
        PRACTICE_PICTURE_SIZE: '16',
      },
    });
    const codes: unknown = JSON.parse(stdout || '[]');
    assert.ok(Array.isArray(codes) && codes.length === ways.length, stderr);
    reasons = jobs.map(({ log }, at) => understand(readFileSync(log, 'utf8'), Number(codes[at])));
  });
  after(() => folder.remove());

  for (const [at, way] of ways.entries()) {
    test(way.title, () => {
      const understood = reasons[at] ?? assert.fail('it was not run');
      assert.equal(understood.reason, way.reason, understood.log.slice(-3000));
    });
  }
});

interface Job {
  readonly config: string;
  readonly log: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Writes the config of a start that fails. */
function prepare(folder: PracticeFolder, name: string, way: Way): Job {
  const checkpoint = join(folder.path, 'output', 'small', 'small.safetensors');
  if (way.resumes === true) {
    const jobFolder = join(folder.path, 'output', name);
    mkdirSync(jobFolder, { recursive: true });
    cpSync(checkpoint, join(jobFolder, `${name}.safetensors`));
  }
  const network = 'network: {type: lora, linear: 16, linear_alpha: 16';
  const config = folder.vary(
    `${name}.yaml`,
    ['name: small', `name: ${name}`],
    ['arch: qwen_image', `arch: "${way.arch ?? 'qwen_image'}"`],
    way.pretrained === true
      ? [network, `${network}, pretrained_lora_path: ${JSON.stringify(checkpoint)}`]
      : [network, network],
  );
  const environment = { PRACTICE_FAIL_AS: JSON.stringify(way.failure) };
  return { config, log: join(folder.path, `${name}.log`), environment };
}

/** What is said of an output and an exit code, which is negative for a signal. */
function understand(log: string, code: number): { readonly reason: string; readonly log: string } {
  const parser = createRunLogParser();
  parser.feed(log);
  const { reason } = explainFailure({ log: parser.state, exit: readExit(code) });
  return { reason, log };
}
