import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRehearsalReader } from '../../../core/rehearsal/index';
import { parseConfigDocument } from '../../../core/syntax/config-document';

const config = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      train:
        optimizer: adamww
        lr: 0.0001
      model:
        arch: qwen_image
        name_or_path: Qwen/Qwen-Image
`;
const event = (facts: object) => `\n::rehearsal::${JSON.stringify(facts)}\n`;
const device = event({ event: 'device', device: 'cpu', trainer: '0.12.26', torch: '2.9.1' });
const loading = 'Running 1 job\nLoading Qwen Image model\n';

function reader() {
  const document = parseConfigDocument(config, 'yaml');
  const names = [{ temporary: '/tmp/x/output', real: 'output' }];
  return createRehearsalReader({ document, toolkit: '/opt/ai-toolkit', names }, 0);
}

describe("the reader of a rehearsal's output", () => {
  it('times each phase, and the second start as one', () => {
    const reading = reader();
    reading.feed(device, 2_000);
    reading.feed(event({ event: 'start', start: 1 }), 3_000);
    reading.feed(loading, 3_500);
    assert.equal(reading.phase, 'loading');
    reading.feed(event({ event: 'end', start: 1, code: 0 }), 5_000);
    reading.feed(event({ event: 'start', start: 2 }), 5_000);
    reading.feed(loading, 5_500);
    assert.equal(reading.phase, 'resuming');
    reading.feed(event({ event: 'end', start: 2, code: 0 }), 6_000);
    const output = { checkpoints: ['maya/maya.safetensors'], samples: [], loraKeys: 56 };
    reading.feed(event({ event: 'output', ...output }), 6_000);
    const result = reading.end({ code: 0, signal: undefined }, 6_500);
    assert.equal(result.failure, undefined);
    assert.deepEqual(result.output, output);
    assert.deepEqual(result.versions, { trainer: '0.12.26', torch: '2.9.1' });
    assert.deepEqual(result.phases, [
      { phase: 'preparing', seconds: 3, result: 'passed' },
      { phase: 'starting', seconds: 0.5, result: 'passed' },
      { phase: 'loading', seconds: 1.5, result: 'passed' },
      { phase: 'resuming', seconds: 1.5, result: 'passed' },
    ]);
  });

  it('explains a failure and points at its key, however the output is cut', () => {
    const output = `${device}${event({ event: 'start', start: 1 })}${loading}Error running job: Unknown optimizer type adamww
Traceback (most recent call last):
  File "/opt/ai-toolkit/run.py", line 120, in main
    job.run()
  File "/opt/ai-toolkit/toolkit/optimizer.py", line 110, in get_optimizer
    raise ValueError(f'Unknown optimizer type {optimizer_type}')
ValueError: Unknown optimizer type adamww
${event({ event: 'end', start: 1, code: 1 })}`;
    for (const size of [1, 7, 64, output.length]) {
      const reading = reader();
      for (let at = 0; at < output.length; at += size) reading.feed(output.slice(at, at + size), at);
      const { failure, phases } = reading.end({ code: 1, signal: undefined }, output.length);
      assert.equal(failure?.key, 'config.process[0].train.optimizer');
      assert.equal(failure.line, 8);
      assert.equal(failure.exception, 'ValueError: Unknown optimizer type adamww');
      assert.equal(failure.place, 'toolkit/optimizer.py:110 get_optimizer');
      assert.match(failure.message, /adamww/);
      assert.equal(phases.at(-1)?.result, 'failed');
    }
  });

  it("speaks of the user's folders, not of the temporary ones", () => {
    const reading = reader();
    reading.feed(
      `${event({ event: 'start', start: 1 })}Running 1 job\nError running job: [Errno 2] No such file or directory: '/tmp/x/output/a.txt'\n`,
      1,
    );
    const { failure } = reading.end({ code: 1, signal: undefined }, 2);
    assert.doesNotMatch(`${failure?.message}`, /\/tmp\/x/);
    assert.match(`${failure?.message}`, /output\/a\.txt/);
  });

  it('says nothing about the config when the rehearsal could not be made or was canceled', () => {
    const reading = reader();
    reading.feed(event({ event: 'impossible', message: 'no checkpoint' }), 1);
    const result = reading.end({ code: 2, signal: undefined }, 2);
    assert.equal(result.failure, undefined);
    assert.equal(result.impossible, 'no checkpoint');
    const canceled = reader().end({ code: undefined, signal: 'SIGKILL', stopped: 'canceled' }, 5);
    assert.equal(canceled.failure, undefined);
    assert.equal(canceled.phases.at(-1)?.result, 'stopped');
  });
});
