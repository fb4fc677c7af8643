import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkpointStep, headerLength, stepInHeader } from '../../../core/trainer/checkpoint-name';

describe("a checkpoint's name", () => {
  const cases: [string, string, number | 'final' | undefined][] = [
    ['maya_000000250.safetensors', 'maya', 250],
    ['maya.safetensors', 'maya', 'final'],
    ['maya_LoRA_000001000.safetensors', 'maya', 1000],
    ['maya_LoRA.safetensors', 'maya', 'final'],
    ['maya_000000250.pt', 'maya', 250],
    ['maya_000000250', 'maya', 250],
    ['maya', 'maya', 'final'],
    ['maya_v2_000000250.safetensors', 'maya', undefined],
    ['maya_250.safetensors', 'maya', undefined],
    ['maya_notes.txt', 'maya', undefined],
    ['other_000000250.safetensors', 'maya', undefined],
    ['optimizer.pt', 'opt', undefined],
  ];
  for (const [file, name, expected] of cases) {
    it(`${file} of the job ${name}`, () => assert.equal(checkpointStep(file, name), expected));
  }
});

describe("a checkpoint's header", () => {
  const header = (content: string): Uint8Array => {
    const json = new TextEncoder().encode(content);
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  const withInfo = (info: unknown) => header(JSON.stringify({ __metadata__: { training_info: info } }));

  it('names the step in a JSON text within JSON', () => {
    const bytes = withInfo('{"step": 250, "epoch": 3}');
    assert.equal(headerLength(bytes), bytes.length);
    assert.equal(stepInHeader(bytes), 250);
  });

  it('has no step where the file is another, cut off or damaged', () => {
    assert.equal(stepInHeader(header('{"__metadata__": {}}')), undefined);
    assert.equal(stepInHeader(header('{}')), undefined);
    assert.equal(stepInHeader(header('[]')), undefined);
    assert.equal(stepInHeader(withInfo('{"step": "many"}')), undefined);
    assert.equal(stepInHeader(withInfo('{"step": -1}')), undefined);
    assert.equal(stepInHeader(withInfo('{').subarray(0, 12)), undefined);
    assert.equal(headerLength(new Uint8Array(7)), undefined);
    assert.equal(headerLength(new Uint8Array(8).fill(255)), undefined);
  });
});
