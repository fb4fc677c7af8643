import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openRunLog, tailLog } from '../../../../client/src/runs/run-log-reader';
import { findBar } from '../../../../core/runs/log/bars';
import { createRunLogParser } from '../../../../core/runs/log/run-log';
import type { RunLogState } from '../../../../core/runs/log/state';

const bar = (done: number, total: number, postfix = '', label = 'my_lora') =>
  `\r${label}:  ${Math.floor((done * 100) / total)}%|#4        | ${done}/${total} [20:50<2:25:50,  5.00s/it${postfix}]`;
const lr = (loss: string) => `, lr: 1.0e-04 loss: ${loss}`;

function read(text: string, jobName = 'my_lora'): RunLogState {
  const parser = createRunLogParser(jobName);
  parser.feed(text);
  return parser.state;
}

describe('bars', () => {
  const cases: readonly (readonly [string, string, Record<string, unknown>])[] = [
    [
      'whole',
      'my_lora:  12%|█▎        | 250/2000 [20:50<2:25:50,  5.00s/it, lr: 1.0e-04 loss: 3.821e-01]',
      {
        done: 250,
        total: 2000,
        elapsedSeconds: 1250,
        remainingSeconds: 8750,
        secondsPerItem: 5,
        learningRate: 1e-4,
        loss: 0.3821,
      },
    ],
    [
      'first paint',
      'my_lora:   0%|          | 0/2000 [00:00<?, ?it/s]',
      { done: 0, remainingSeconds: undefined, secondsPerItem: undefined },
    ],
    ['faster than one a second', 'x:  50%|##| 1/2 [00:01<00:01,  4.00it/s]', { secondsPerItem: 0.25 }],
    [
      'cut in the learning rate',
      'my_lora:  12%|#| 250/2000 [20:50<2:25:50,  5.00s/it, lr: 1.0e-0',
      { done: 250, learningRate: undefined, loss: undefined },
    ],
    [
      'cut in the rate',
      'my_lora:  12%|#| 250/2000 [20:50<2:25:50,  5.0',
      { done: 250, secondsPerItem: undefined },
    ],
    [
      'a print glued to its end',
      'a:  12%|#| 2/9 [00:01<00:02,  1.00s/it, lr: 1.0e-04 loss: 1.274e-01]loss is nan',
      { loss: 0.1274 },
    ],
    ['without hope', 'a:  12%|#| 2/9 [00:01<00:02,  1.00s/it, lr: 1.0e-04 loss: nan]', { loss: Number.NaN }],
    ['a count past its total', 'a: 3000it [00:00, ?it/s]', { label: 'a', done: 3000, total: undefined }],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const found = findBar(text);
      assert.ok(found);
      assert.deepEqual({ ...found, ...expected }, found);
    });
  }
  test('are not seen in prose', () => assert.equal(findBar('about 50% | of 3/4 [people]'), undefined));
});

describe('progress', () => {
  test('a loss counts once though its step is painted twice', () => {
    const parser = createRunLogParser('my_lora');
    const text = [
      bar(0, 20),
      bar(0, 20, lr('3.0e-01')),
      bar(1, 20, lr('3.0e-01')),
      bar(1, 20, lr('2.0e-01')),
      bar(2, 20, lr('2.0e-01')),
      '\r',
    ].join('');
    const losses = [...text].flatMap((letter) => parser.feed(letter));
    assert.deepEqual(losses, [
      { step: 1, loss: 0.3, learningRate: 1e-4 },
      { step: 2, loss: 0.2, learningRate: 1e-4 },
    ]);
    assert.equal(parser.state.progress?.step, 2);
  });

  test('the last paint counts before its line ends', () =>
    assert.equal(read(bar(7, 20, lr('1.0e-01'))).progress?.step, 7));
  test('colours do not hide it', () =>
    assert.equal(read(`\u001b[32m${bar(7, 20).slice(1)}\u001b[0m\r`).progress?.step, 7));
  test("other bars are not the training's", () => {
    const state = read(`${bar(15, 30, '', 'Caching latents to disk')}\r`);
    assert.equal(state.progress, undefined);
    assert.deepEqual(
      [state.phase, state.subProgress],
      ['caching', { label: 'Caching latents to disk', done: 15, total: 30 }],
    );
  });
  test('the log names the job when nobody else did', () => {
    const parser = createRunLogParser();
    parser.feed(`# Running job: my_lora\n${bar(0, 20)}\r`);
    assert.equal(parser.state.progress?.total, 20);
  });
});

describe('losses', () => {
  const same = lr('0.0e+00');
  test('zeros after nan are no losses, and equal texts are not equal steps', () => {
    const text = `${bar(0, 9, lr('1.0e+00'))}${bar(1, 9, lr('1.0e+00'))}loss is nan\n${bar(1, 9, same)}loss is nan\n${bar(2, 9, same)}${bar(3, 9, same)}loss is nan\n${bar(3, 9, same)}\r`;
    assert.deepEqual(read(text).losses, {
      count: 1,
      first: 1,
      last: 1,
      notANumber: 3,
      notANumberInARow: 3,
      zeros: 0,
      zerosInARow: 0,
    });
  });
  test('a second paint that is left out loses no step', () => {
    const text = [0, 1, 2, 2, 3].map((done) => bar(done, 9, lr('3.0e-01'))).join('');
    assert.equal(read(`${text}\r`).losses.count, 3);
  });
  test('a loss that is really zero counts, and is an alarm', () => {
    const text = ['1', '0', '0'].map((loss, done) => bar(done, 9, lr(`${loss}.0e+00`))).join('');
    const { count, zeros } = read(`${text}${bar(3, 9, lr('0.0e+00'))}\r`).losses;
    assert.deepEqual([count, zeros], [3, 2]);
  });
  test('a step that memory did not allow has none', () => {
    const state = read(
      `${bar(0, 9, lr('1.0e+00'))}\n# OOM during training step, skipping batch 1/3 #\n${bar(1, 9, ', lr: 0.0e+00')}${bar(2, 9, lr('5.0e-01'))}\r`,
    );
    assert.deepEqual([state.losses.count, state.skippedByMemory, state.skippedByMemoryInARow], [2, 1, 0]);
  });
});

describe('phases and events', () => {
  const training = `${bar(249, 2000, lr('1.0e-01'))}${bar(250, 2000, lr('1.1e-01'))}`;
  const cases: readonly (readonly [string, string, Partial<RunLogState>])[] = [
    [
      'start',
      'Running 1 job\n{\n    "x": "Error running job: no"\n}\n',
      { phase: 'starting', error: undefined, tail: [] },
    ],
    ['load', 'Loading Qwen Image model\nLoading transformer\n', { phase: 'loading' }],
    ['quantize', 'Loading transformer\nQuantizing Transformer\n', { phase: 'quantizing' }],
    ['a half line says nothing yet', 'Loading transformer\nQuantizing Trans', { phase: 'loading' }],
    [
      'resume',
      '#### IMPORTANT RESUMING FROM /o/my_lora/my_lora_000000250.safetensors ####\nFound step 250 in metadata, starting from there\n',
      { resumedStep: 250, resumedFrom: '/o/my_lora/my_lora_000000250.safetensors', phase: 'network' },
    ],
    ['dataset', 'Dataset: /d\n', { phase: 'dataset' }],
    [
      'baseline',
      `Generating baseline samples before training\n${bar(3, 10, '', 'Generating Samples')}`,
      { phase: 'baseline', subProgress: { label: 'Generating Samples', done: 3, total: 10 } },
    ],
    ['train', training, { phase: 'training' }],
    ['save begins', `${training}\nSaving at step 250\n`, { phase: 'saving', saving: true }],
    [
      'save goes on until the optimizer is written',
      `${training}\nSaving at step 250\nSaved checkpoint to /o/my_lora_000000250.safetensors\n`,
      {
        saving: true,
        checkpoints: [{ path: '/o/my_lora_000000250.safetensors', step: 250, barSeconds: 1250 }],
      },
    ],
    [
      'save ends',
      `${training}\nSaving at step 250\nSaved checkpoint to /o/a_000000250.safetensors\nSaved optimizer to /o/optimizer.pt\n`,
      { saving: false },
    ],
    [
      'save without optimizer',
      `${training}\nSaving at step 250\nCould not save optimizer\n`,
      { saving: false, optimizerSaveFailed: true },
    ],
    [
      'sample',
      `${training}${bar(10, 10, '', '\nGenerating Samples')}\n`,
      { phase: 'sampling', sampleRounds: [{ step: 250, seconds: 1250 }] },
    ],
    [
      'training goes on',
      `${training}${bar(10, 10, '', '\nGenerating Samples')}\n${bar(251, 2000, lr('1.0e-01'))}`,
      { phase: 'training', subProgress: undefined },
    ],
    [
      'final save',
      `${training}\nSaved checkpoint to /o/my_lora.safetensors\n`,
      {
        phase: 'finishing',
        checkpoints: [{ path: '/o/my_lora.safetensors', step: undefined, barSeconds: 1250 }],
      },
    ],
    ['memory', `${training}\n# OOM during training step, skipping batch 1/3 #\n`, { skippedByMemory: 1 }],
    [
      'the first error stays',
      'Error running job: boom\nError running job: other\n',
      { error: 'boom', ended: true },
    ],
    [
      'a repaint after the end changes nothing',
      `${training}\nError running job: boom\n${bar(250, 2000, lr('1.1e-01'))}\n`,
      { phase: 'training', ended: true, error: 'boom' },
    ],
    [
      'Ctrl-C',
      `${training}\n${'='.repeat(40)}\nJob stopped\n${'='.repeat(40)}\n`,
      { stopped: true, phase: 'training', ended: true },
    ],
    ['stop by the channel', 'Error running job: Job stopped\n', { stopped: true, error: undefined }],
    [
      'return to the queue',
      'Error running job: Job returning to queue\n',
      { stopped: true, error: undefined },
    ],
    [
      'a second run in the same log',
      `Error running job: boom\nRunning 1 job\n${bar(3, 20)}`,
      { error: undefined, phase: 'training' },
    ],
    ['Windows line ends', 'Loading transformer\r\nError running job: boom\r\n', { error: 'boom' }],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const state = read(text);
      assert.deepEqual({ ...state, ...expected }, state);
    });
  }
});

describe('whatever comes', () => {
  test('how the output is cut makes no difference', () => {
    const text = `Running 1 job\n# Running job: my_lora\nQuantizing Transformer\n${bar(1, 20, lr('1.0e-01'))}${bar(2, 20, lr('1.0e-01'))}\nSaving at step 2\nSaved checkpoint to /ä/my_lora_000000002.safetensors\nSaved optimizer to /ä/o.pt\n`;
    const whole = read(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const parser = createRunLogParser('my_lora');
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        for (const [index, place] of places.entries())
          parser.feed(text.slice(place, places[index + 1] ?? place));
        assert.deepEqual(parser.state, whole);
      }),
    );
  });

  test('rubbish breaks nothing and is not kept', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 })), (pieces) => {
        const parser = createRunLogParser('my_lora');
        for (const piece of pieces) parser.feed(piece);
        assert.ok(parser.state.tail.length <= 40);
      }),
    );
    const parser = createRunLogParser('my_lora');
    for (let index = 0; index < 50; index++) parser.feed('x'.repeat(100_000));
    parser.feed(`\nError running job: boom\n`);
    assert.equal(parser.state.error, 'boom');
  });
});

describe('a growing file', () => {
  test('is read on from where it was, over cut characters and a new beginning', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'qwen-log-'));
    try {
      const file = path.join(folder, 'run.log');
      const tail = tailLog(file, 0, 4);
      assert.equal(await tail.read(), '');
      const bytes = Buffer.from('aé█b');
      await writeFile(file, bytes.subarray(0, 2));
      assert.equal(await tail.read(), 'a');
      await appendFile(file, bytes.subarray(2));
      let text = '';
      do text += await tail.read();
      while (tail.more);
      assert.equal(text, 'é█b');
      await writeFile(file, 'new');
      assert.equal(await tail.read(), 'new');

      await writeFile(file, `old\nError running job: old\n`);
      const reader = openRunLog(file, 27, 'my_lora');
      await appendFile(file, bar(4, 8, lr('1.0e-01')));
      await Promise.all([reader.refresh(), reader.refresh()]);
      assert.deepEqual(
        [reader.state.error, reader.state.progress?.step, reader.state.losses.count],
        [undefined, 4, 1],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
