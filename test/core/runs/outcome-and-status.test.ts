import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import type { RunLogState } from '../../../core/runs/log/state';
import type { RunEvidence } from '../../../core/runs/run-evidence';
import { judgeRun } from '../../../core/runs/run-outcome';
import { statusText } from '../../../core/runs/run-status';
import { durationText, rateText } from '../../../core/runs/time-text';

function logOf(text: string): RunLogState {
  const parser = createRunLogParser('maya_char');
  parser.feed(text);
  return parser.state;
}
const bar = (done: number, rate = '2.10s/it') =>
  `\rmaya_char:  36%|###| ${done}/3400 [43:45<1:15:15,  ${rate}, lr: 1.0e-04 loss: 3.8e-01]`;
const zero = (done: number) => bar(done).replace('3.8e-01', '0.0e+00');
const final = { path: '/o/maya_char.safetensors', modifiedAt: 10_000 };
const judge = (evidence: Partial<RunEvidence>) =>
  judgeRun({ log: logOf(bar(3400)), startedAt: 5_000, finalFile: final, exitCode: 0, ...evidence });

describe('outcome', () => {
  test('complete', () => assert.equal(judge({}).kind, 'completed'));
  test('complete though nobody saw the exit', () =>
    assert.equal(judge({ exitCode: undefined }).kind, 'completed'));
  test('a final file of an earlier run proves nothing', () => {
    const outcome = judge({ finalFile: { ...final, modifiedAt: 1_000 } });
    assert.deepEqual([outcome.kind, outcome.kind === 'failed' && outcome.reason], ['failed', 'no-result']);
  });
  test('exit code 0 with an error line is a failure', () =>
    assert.equal(judge({ log: logOf('Error running job: boom\n') }).kind, 'failed'));
  test('exit code 0 after Ctrl-C is a stop', () =>
    assert.equal(judge({ log: logOf(`${bar(7)}\nJob stopped\n`) }).kind, 'stopped'));
  test('exit code 1 after a stop by the channel is a stop', () => {
    const log = logOf(
      `${bar(7)}\nSaving at step 7\nSaved checkpoint to /o/maya_char_000000007.safetensors\nCould not save optimizer\nError running job: Job stopped\n`,
    );
    assert.deepEqual(judge({ exitCode: 1, log, finalFile: undefined }), {
      kind: 'stopped',
      step: 7,
      savedStep: 7,
      optimizerLost: true,
      resume: { step: 7, withoutOptimizer: true },
      why: undefined,
    });
  });
  test('warnings name what was survived', () => {
    const outcome = judge({
      log: logOf(
        `\nloss is nan\n${zero(8)}loss is nan\n${zero(9)}\n# OOM during training step, skipping batch 1/3 #\n`,
      ),
    });
    assert.match(
      outcome.kind === 'completed' ? outcome.warnings.join(' ') : '',
      /2 steps.*1 step was skipped/,
    );
  });

  const failures: readonly (readonly [string, Partial<RunEvidence>, string])[] = [
    ['137', { exitCode: 137 }, 'host-memory'],
    ['SIGKILL', { exitCode: undefined, signal: 'SIGKILL' }, 'host-memory'],
    ['SIGSEGV', { exitCode: undefined, signal: 'SIGSEGV' }, 'crash'],
    ['access violation', { exitCode: 3221225477 }, 'crash'],
    ['usage', { exitCode: 2, log: logOf('') }, 'arguments'],
    ['an odd code', { exitCode: 77 }, 'silent-end'],
    ['gone without a word', { exitCode: undefined, finalFile: undefined }, 'silent-end'],
    [
      'CUDA',
      { log: logOf('Error running job: CUDA out of memory. Tried to allocate 2.00 GiB\n') },
      'gpu-memory',
    ],
    [
      'OOM in a row',
      { log: logOf('Error running job: OOM during training step 3 times in a row, aborting training\n') },
      'gpu-memory',
    ],
    [
      'controls',
      { log: logOf('Error running job: Missing control images for QwenImageEditPlusModel\n') },
      'missing-control-images',
    ],
    [
      'folder',
      { log: logOf("Error running job: [Errno 2] No such file or directory: '/d/x y'\n") },
      'missing-path',
    ],
    ['no images', { log: logOf('Error running job: no images found in /d\n') }, 'no-images'],
    [
      'gated',
      { log: logOf('Error running job: Access to model Qwen/X is restricted. 401 Client Error.\n') },
      'gated-repo',
    ],
    [
      'kernel',
      {
        log: logOf(
          'Error running job: CUDA error: no kernel image is available for execution on the device\n',
        ),
      },
      'no-kernel-image',
    ],
    [
      'module',
      { log: logOf(''), exitCode: 1, console: "Traceback\nModuleNotFoundError: No module named 'torch'\n" },
      'missing-module',
    ],
    ['disk', { log: logOf("Error running job: [Errno 28] No space left on device: '/o'\n") }, 'disk-full'],
    [
      'read-only',
      { log: logOf("Error running job: [Errno 30] Read-only file system: '/o'\n") },
      'not-writable',
    ],
    [
      'broken checkpoint',
      {
        log: logOf(
          '#### IMPORTANT RESUMING FROM /o/maya_char_000000250.safetensors ####\nLoading from /o/maya_char_000000250.safetensors\nError running job: Error while deserializing header: HeaderTooLarge\n',
        ),
      },
      'broken-checkpoint',
    ],
    [
      'unset variable',
      {
        log: logOf(
          "Error running job: Environment variable FOO not set. Please ensure it's defined before proceeding.\n",
        ),
      },
      'variable-not-set',
    ],
    ['anything else', { log: logOf('Error running job: something new\n') }, 'error'],
  ];
  for (const [name, evidence, reason] of failures) {
    test(`failure: ${name}`, () => {
      const outcome = judge({ exitCode: 1, ...evidence, finalFile: undefined });
      assert.ok(outcome.kind === 'failed');
      assert.equal(outcome.reason, reason);
      for (const sentence of [outcome.message, outcome.remedy]) assert.match(sentence, /^[\s\S]{10,400}$/);
    });
  }
});

describe('status text', () => {
  test('training', () =>
    assert.equal(
      statusText('maya_char', logOf(bar(1250))),
      '$(play) maya_char 1250/3400 · 2.1 s/it · 1 h 15 min',
    ));
  test('before training', () =>
    assert.equal(
      statusText('maya_char', logOf('Quantizing Transformer\n')),
      '$(sync~spin) maya_char · quantizing the model',
    ));
  test('saving', () =>
    assert.equal(
      statusText('maya_char', logOf(`${bar(250)}\nSaving at step 250\n`)),
      '$(save) maya_char 250/3400 · saving',
    ));
  test('a name cannot draw icons or break lines', () => {
    assert.equal(
      statusText('$(flame)\nx', logOf('')),
      '$(sync~spin) $ (flame) x · Python loads its libraries',
    );
    assert.ok(statusText('ä'.repeat(500), logOf('')).length < 100);
  });
  test('numbers', () => {
    assert.deepEqual([2.1, 0.25, 123.4].map(rateText), ['2.1 s/it', '4 it/s', '123 s/it']);
    assert.deepEqual([5, 60, 2700, 4515, 7200, 183_600, 172_800].map(durationText), [
      'under 1 min',
      '1 min',
      '45 min',
      '1 h 15 min',
      '2 h',
      '2 d 3 h',
      '2 d',
    ]);
  });
});
