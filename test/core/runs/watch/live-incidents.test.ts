import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  memoryRemedies,
  notANumberRemedies,
  unstableRemedies,
} from '../../../../core/runs/watch/incident-remedies';
import { liveIncidents } from '../../../../core/runs/watch/live-incidents';

const calm = { phase: 'training', silentSeconds: 3, speeds: Array<number>(30).fill(2), gpuMemory: undefined };

describe('a running training', () => {
  it('is stalled after a silence that its phase does not have', () => {
    assert.deepEqual(liveIncidents(calm), []);
    assert.deepEqual(liveIncidents({ ...calm, silentSeconds: 700 }), [
      { code: 'stalled', seconds: 700, expected: 600 },
    ]);
    assert.deepEqual(liveIncidents({ ...calm, phase: 'loading', silentSeconds: 700 }), []);
  });

  it('is not stalled while its steps take minutes', () => {
    const speeds = Array<number>(30).fill(200);
    assert.deepEqual(liveIncidents({ ...calm, silentSeconds: 700, speeds }), []);
  });

  it('spills memory when the GPU is full and the steps become slow', () => {
    const speeds = [...Array<number>(25).fill(2), ...Array<number>(8).fill(5)];
    const full = { used: 24_300, total: 24_576 };
    assert.deepEqual(liveIncidents({ ...calm, speeds, gpuMemory: full }), [
      { code: 'slow-steps', slowdown: 2.5, isMemoryFull: true },
    ]);
    assert.deepEqual(liveIncidents({ ...calm, speeds, gpuMemory: { used: 12_000, total: 24_576 } }), []);
    assert.deepEqual(liveIncidents({ ...calm, gpuMemory: full }), []);
  });

  it('is slow without a reading of the GPU only when its steps take several times as long', () => {
    const speeds = [...Array<number>(25).fill(2), ...Array<number>(8).fill(9)];
    assert.deepEqual(liveIncidents({ ...calm, speeds }), [
      { code: 'slow-steps', slowdown: 4.5, isMemoryFull: false },
    ]);
  });

  it('is not slow because its images have several resolutions', () => {
    const speeds = Array.from({ length: 60 }, (_, index) => [1, 2.3, 4.6][index % 3] ?? 0);
    assert.deepEqual(liveIncidents({ ...calm, speeds }), []);
  });
});

describe('the remedies of an incident', () => {
  const facts = {
    learningRate: 2e-4,
    trainTextEncoder: true,
    quantize: false,
    cacheLatentsToDisk: false,
    cacheTextEmbeddings: false,
    lowVram: false,
  };
  const ids = (remedies: readonly { id: string }[]) => remedies.map(({ id }) => id);

  it("come in the guide's order", () => {
    assert.deepEqual(ids(unstableRemedies(facts)), ['text-encoder', 'learning-rate', 'batch']);
    assert.deepEqual(ids(memoryRemedies(facts)).slice(0, 4), [
      'quantize',
      'cache-latents',
      'accumulation',
      'four-bit',
    ]);
  });

  it('leave out what the config has already', () => {
    const good = {
      ...facts,
      trainTextEncoder: false,
      quantize: true,
      cacheLatentsToDisk: true,
      cacheTextEmbeddings: true,
      lowVram: true,
    };
    assert.deepEqual(ids(unstableRemedies(good)), ['learning-rate', 'batch']);
    assert.deepEqual(ids(memoryRemedies(good)), ['accumulation', 'four-bit', 'resolution']);
  });

  it('halve the learning rate', () =>
    assert.deepEqual(unstableRemedies(facts)[1]?.changes, [{ key: 'train.lr', value: 1e-4 }]));

  it('say where a corrupted training can go on', () => {
    assert.match(notANumberRemedies(facts, 750)[0]?.detail ?? '', /step 750/);
    assert.match(notANumberRemedies(facts, undefined)[0]?.detail ?? '', /new job folder/);
  });
});
