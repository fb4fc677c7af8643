import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examine } from '../../../core/examination';
import { applyEdits } from '../../../core/syntax/text-edits';
import { scanDatasets } from '../../../core/trainer/datasets/index';
import { defaultOptions, readConfig, strictLogger } from '../../support/find-in-text';
import { inMemoryDisk } from '../../support/in-memory-disk';

const text = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      network: { type: lora, linear: 16 }
      datasets:
        - folder_path: data
          resolution: [768, 1024]
      train:
        steps: 100
        gradient_accumulation: 4
      model:
        name_or_path: Qwen/Qwen-Image-2512
        arch: qwen_image
        quantize: false
`;

async function findingFor(config: string, totalGiB: number) {
  const parsed = readConfig(config);
  const probe = inMemoryDisk({ 'data/a.png': { width: 1024, height: 1024 }, 'data/a.txt': 'maya' });
  const options = { ...defaultOptions, gpu: { name: 'RTX 4090', totalGiB } };
  const { findings } = await examine(
    parsed,
    options,
    probe,
    (process) => scanDatasets(process, probe),
    strictLogger,
  );
  return findings.find(({ code }) => code === 'vram-too-small');
}

describe('a training that does not fit the GPU', () => {
  it("offers the guide's remedies in its order, then others, each with its estimate", async () => {
    const found = await findingFor(text, 24);
    assert.match(
      found?.message ?? '',
      /does not fit the RTX 4090 with 24\.0 GiB: training needs [\d.]+ to [\d.]+ GiB/,
    );
    const titles = found?.fixes?.map(({ title }) => title.split(':')[0]);
    assert.deepEqual(titles, [
      'Quantize to 8 bit',
      'Cache latents to disk',
      "Reduce 'gradient_accumulation' to 2 (saves no memory)",
      'Quantize to 4 bit with the adapter of Qwen-Image-2512',
      'Quantize to 3 bit with the adapter of Qwen-Image-2512',
      'Cache text embeddings',
      "Turn 'low_vram' on",
      'Train at 768 at most',
      'Keep half of the layers in host memory',
    ]);
    for (const { title } of found?.fixes ?? []) {
      assert.match(
        title,
        /: (?:the estimate stays|then [\d.]+ to [\d.]+ GiB, (?:fits|may fit|does not fit yet))$/,
      );
    }
  });

  it('is mended by its fixes, and does not offer what is done already', async () => {
    let config = text;
    for (const wanted of [
      'Quantize to 3 bit',
      'Cache text embeddings',
      'Cache latents to disk',
      'Train at 768',
    ]) {
      const found = await findingFor(config, 20);
      const fix = found?.fixes?.find(({ title }) => title.startsWith(wanted));
      if (!fix) continue;
      config = applyEdits(config, fix.edits);
      const again = await findingFor(config, 20);
      assert.ok(!again?.fixes?.some(({ title }) => title.startsWith(wanted)), wanted);
    }
    assert.equal(await findingFor(config, 24), undefined);
  });

  it('is not reported where it fits or may fit', async () => {
    assert.equal(await findingFor(text, 80), undefined);
  });
});
