import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { inlayHints } from '../../../core/editor/inlay-hints';
import { buildPlan } from '../../../core/plan/index';
import { syncProbe } from '../../../server/src/disk/sync-probe';
import { pngBytes } from '../../support/datasets/write-image';
import { readConfig } from '../../support/find-in-text';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'guide-')));
after(() => rmSync(root, { recursive: true, force: true }));

/** The guide's dataset: 70 images of the face and 30 of the body, in folders whose numbers another trainer would repeat. */
function writeDataset(): void {
  const image = pngBytes(1024, 1024);
  for (const [folder, count] of [
    ['40_maya_face', 70],
    ['20_maya_body', 30],
  ] as const) {
    mkdirSync(path.join(root, folder));
    for (let index = 0; index < count; index++) {
      writeFileSync(path.join(root, folder, `${index}.png`), image);
      writeFileSync(path.join(root, folder, `${index}.txt`), `maya, number ${index}`);
    }
  }
}

const dataset = (folder: string) => `
        - folder_path: ${folder}
          caption_ext: txt
          resolution: [1024, 1024]`;

const config = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      network: { type: lora, linear: 16, linear_alpha: 16 }
      save: { save_every: 340 }
      datasets:${dataset('40_maya_face')}${dataset('20_maya_body')}
      train:
        batch_size: 1
        steps: 3400
        gradient_accumulation_steps: 4
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image, quantize: true }
`;

describe("the guide's dataset", () => {
  it('trains 200 batches an epoch, 17 times, whatever its folders are called', async () => {
    writeDataset();
    const read = readConfig(config);
    const [process] = read.trainers;
    assert.ok(process);
    const plan = await buildPlan({
      config: read,
      process,
      probe: syncProbe([root]),
      toolkitVersion: '0.12.26',
    });
    assert.equal(plan.fails, null);
    assert.deepEqual(
      plan.datasets.map(({ path: folder, images, items, repeats }) => [folder, images, items, repeats]),
      [
        ['20_maya_body', 30, 30, 1],
        ['20_maya_body', 30, 30, 1],
        ['40_maya_face', 70, 70, 1],
        ['40_maya_face', 70, 70, 1],
      ],
    );
    assert.deepEqual([plan.batches, plan.schedule.stepsPerEpoch, plan.schedule.epochs], [200, 200, 17]);
    const shown = inlayHints(process, plan).map(({ text }) => text);
    assert.ok(shown.includes('≈ 17 epochs of 200 batches'), shown.join('\n'));
  });
});
