import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type LiveSurroundings, liveWarnings } from '../../../core/runs/live-warnings';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { createSpeedHistory } from '../../../core/runs/watch/training-speed';

const calm: LiveSurroundings = {
  silentSeconds: 1,
  speeds: [],
  gpuMemory: undefined,
  freeBytes: undefined,
  saveBytes: undefined,
};
const bar = (done: number, loss: string, clock = '00:10', rate = '1.00s/it') =>
  `\rmaya:   1%|#| ${done}/900 [${clock}<10:00,  ${rate}, lr: 1.0e-04 loss: ${loss}]`;

function codes(text: string, around: Partial<LiveSurroundings> = {}): string[] {
  const parser = createRunLogParser('maya');
  parser.feed(`Running 1 job\n${text}`);
  return liveWarnings(parser.state, { ...calm, ...around }).map(({ code }) => code);
}

describe('live warnings', () => {
  test('a healthy run has none', () =>
    assert.deepEqual(codes([1, 2, 3].map((done) => bar(done, `${done}.0e-01`)).join('')), []));
  test('nan is told after a few in a row, one alone is not', () => {
    const nan = (done: number) => `loss is nan\n${bar(done, '0.000e+00')}`;
    assert.deepEqual(codes(`${bar(0, '1.0e-01')}${nan(1)}`), []);
    assert.deepEqual(codes(`${bar(0, '1.0e-01')}${nan(1)}${nan(2)}${nan(3)}`), ['loss-not-a-number']);
  });
  test('exact zeros', () =>
    assert.deepEqual(codes([0, 1, 2, 3, 4].map((done) => bar(done, '0.000e+00')).join('')), ['loss-zero']));
  test('steps that memory did not allow', () =>
    assert.deepEqual(codes(`${bar(0, '1.0e-01')}\n# OOM during training step, skipping batch 1/3 #\n`), [
      'step-skipped',
    ]));
  test('layers that failed to quantize', () =>
    assert.deepEqual(codes('Failed to quantize a.b: no kernel\n'), ['not-quantized']));
  test('a download that stands still is named with its file, before any other silence', () => {
    const parser = createRunLogParser();
    parser.feed('Running 1 job\nLoading Qwen Image model\nLoading transformer\n');
    parser.feed('\rmodel-00001-of-00009.safetensors:  34%|###| 1.68G/4.97G [00:15<00:30, 108MB/s]\r');
    const told = (silentSeconds: number) => liveWarnings(parser.state, { ...calm, silentSeconds });
    assert.deepEqual(told(60), []);
    const [warning, ...others] = told(4000);
    assert.deepEqual(others, []);
    assert.equal(warning?.code, 'no-output');
    assert.match(
      warning?.message ?? '',
      /^The download of model-00001-of-00009\.safetensors has stood still for 67 min\./,
    );
  });
  test('speed that fell to a fraction', () => {
    const history = createSpeedHistory();
    const parser = createRunLogParser('maya');
    for (let step = 1; step <= 40; step++) {
      const rate = step > 32 ? '9.00s/it' : '1.00s/it';
      parser.feed(bar(step, '5.0e-01', `00:${String(step).padStart(2, '0')}`, rate));
      history.add(parser.state.progress);
    }
    assert.deepEqual(codes(bar(41, '5.0e-01'), { speeds: history.speeds }), ['speed-fallen']);
    assert.deepEqual(codes(bar(41, '5.0e-01'), { speeds: history.speeds.slice(0, 32) }), []);
  });
  test('no output for long', () => {
    assert.deepEqual(codes(bar(1, '1.0e-01'), { silentSeconds: 700 }), ['no-output']);
    assert.deepEqual(codes('Loading transformer\n', { silentSeconds: 700 }), []);
  });
  test('a disk too small for the next save', () =>
    assert.deepEqual(codes(bar(1, '1.0e-01'), { freeBytes: 1e8, saveBytes: 3e8 }), ['disk-small']));
});
