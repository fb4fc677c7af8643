import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { candidatesOf } from '../../../client/src/views/compare/candidates';
import { readMatrixFile, writeMatrixFile } from '../../../core/comfyui/index';
import { createRunCurve } from '../../../core/runs/index';
import { dashboardRun } from '../../support/pages/dashboard-run';

function runOf(folder: string, prompts: readonly string[]) {
  const run = dashboardRun({ key: folder, name: path.basename(folder) });
  const curve = createRunCurve();
  curve.add(Array.from({ length: 1000 }, (_, at) => ({ step: at + 1, loss: 0.5, learningRate: 1e-4 })));
  const samples = {
    ...run.samples,
    prompts: prompts.map((text, index) => ({ index, text, seed: 1, controls: [] })),
    images: run.samples.images.filter(({ index }) => index < prompts.length),
  };
  return { run: { ...run, samples }, curve };
}

describe('the candidates of several runs', () => {
  const { candidates, prompts, images } = candidatesOf([
    runOf('/out/maya', ['portrait', 'park']),
    runOf('/out/sweep/maya', ['park', 'bicycle']),
  ]);

  it('have ids that stay when the folder of the runs is moved', () => {
    const ids = candidates.map(({ id }) => id);
    assert.ok(ids.includes('maya@500') && ids.includes('sweep/maya@500'), ids.join());
    assert.equal(new Set(ids).size, ids.length);
  });

  it('share the prompts that have the same text', () => {
    assert.deepEqual(
      prompts.map(({ index, text }) => [index, text]),
      [
        [0, 'portrait'],
        [1, 'park'],
        [2, 'bicycle'],
      ],
    );
    const ofPark = images.filter(({ prompt, candidate }) => prompt === 1 && candidate.endsWith('@500'));
    assert.deepEqual(ofPark.map(({ candidate }) => candidate).sort(), ['maya@500', 'sweep/maya@500']);
  });

  it('have the checkpoint of their step, and the loss around it', () => {
    const found = candidates.find(({ id }) => id === 'maya@500');
    assert.deepEqual([found?.file, found?.loss], ['maya_000000500.safetensors', 0.5]);
    assert.equal(candidates.find(({ id }) => id === 'maya@0')?.file, undefined);
  });
});

describe('a kept matrix', () => {
  it('is refused or cut to what the axes say, whatever a file contains', () => {
    for (const text of [
      '',
      '[]',
      '{"version": 1}',
      '{"version": 1, "server": "x", "lora": "y", "checkpoint": "z", "axes": {"prompts": []}}',
    ])
      assert.equal(readMatrixFile(text), undefined, text);
    const axes = { prompts: [0], guidances: [3], strengths: [1], styleStrengths: [0] };
    const kept = readMatrixFile(
      JSON.stringify({
        version: 1,
        server: 'http://x',
        lora: 'l',
        checkpoint: 'c',
        axes,
        cells: [
          { id: 'p01_g3_s1', promptId: '../../x', result: { kind: 'done', file: '../../../etc/passwd' } },
          { id: 'invented', result: { kind: 'done' } },
        ],
      }),
    );
    assert.equal(kept?.cells.length, 1);
    const [cell] = kept?.cells ?? [];
    assert.equal(cell?.promptId, undefined);
    assert.equal(cell?.result?.kind === 'done' && cell.result.file, 'p01_g3_s1.png');
    assert.deepEqual(kept && readMatrixFile(writeMatrixFile(kept)), kept);
  });
});
