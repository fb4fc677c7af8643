import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkpointStep } from '../../../core/trainer/checkpoint-name';

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
