import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildPlan, type MeasuredStep } from '../../../core/plan/index';
import { readConfig } from '../../support/find-in-text';
import { type FileTree, inMemoryDisk } from '../../support/in-memory-disk';

const config = readConfig(`job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: /out
      network: { type: lora, linear: 16 }
      datasets:
        - { folder_path: /data, resolution: 1024, cache_latents_to_disk: true }
      train: { steps: 1000 }
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image, quantize: true, qtype: qfloat8 }
`);

const images: FileTree = { '/data/a.png': { width: 1024, height: 1024 } };
const measured: MeasuredStep = {
  seconds: 2,
  relativeCost: 0.5,
  gpu: 'RTX 4090',
  arch: 'qwen_image',
  qtype: 'qfloat8',
};

async function planOf(more: Partial<Parameters<typeof buildPlan>[0]> = {}, tree: FileTree = images) {
  const [process] = config.trainers;
  assert.ok(process);
  const probe = {
    ...inMemoryDisk(tree),
    freeSpace: async (path: string) =>
      path.startsWith('/data') ? { disk: 'b', bytes: 5e9 } : { disk: 'a', bytes: 100e9 },
  };
  return buildPlan({ config, process, probe, toolkitVersion: '0.12.26', ...more });
}

describe('the time of a plan', () => {
  it("scales the user's own run on the same GPU, arch and quantization", async () => {
    const { time } = await planOf({ measured: [measured], gpu: { name: 'RTX 4090', totalGiB: 24 } });
    // 2 s at half the cost are 4 s, a little less to a little more.
    assert.deepEqual(time.secondsPerStep, [3.6, 4.6]);
    assert.match(time.basis, /a run of yours: 2 s per step on RTX 4090, qwen_image, qfloat8/);
  });

  it('uses the guide where no run is alike, and says so', async () => {
    const gpu = { name: 'RTX 4090', totalGiB: 24 };
    for (const other of [{ gpu: 'L40S' }, { arch: 'qwen_image_edit' }, { qtype: undefined }]) {
      const { time } = await planOf({ measured: [{ ...measured, ...other }], gpu });
      assert.match(time.basis, /rough start/);
    }
  });

  it('counts downloads, and both in the cost', async () => {
    const { time, disk } = await planOf({ pricePerHour: 2 });
    assert.ok(disk.modelDownload !== null && disk.modelDownload > 50e9);
    const [training, download] = [time.trainingSeconds, time.downloadSeconds];
    assert.ok(training && download && time.cost);
    assert.ok(Math.abs(time.cost[0] - ((training[0] + download[0]) / 3600) * 2) < 0.02);
  });
});

describe('the disks of a plan', () => {
  it('hold the run, the caches and what the model still lacks', async () => {
    const { disk } = await planOf({ hubFolder: '/hub' });
    assert.deepEqual(
      disk.disks.map(({ folders, free }) => [folders, free]),
      [
        [['/out/maya', '/hub'], 100e9],
        [['/data'], 5e9],
      ],
    );
    assert.ok((disk.disks[0]?.needed ?? 0) > 57e9);
    assert.equal(disk.disks[1]?.needed, disk.latentCache);
  });

  it('need no download for what is in the cache', async () => {
    const cached = { ...images, '/hub/models--Qwen--Qwen-Image/blobs/a': { size: 40e9 } };
    const { disk } = await planOf({ hubFolder: '/hub' }, cached);
    assert.ok(disk.modelDownload !== null && disk.modelDownload < 20e9);
    const whole = { ...images, '/hub/models--Qwen--Qwen-Image/blobs/a': { size: 58e9 } };
    assert.equal((await planOf({ hubFolder: '/hub' }, whole)).disk.modelDownload, 0);
  });
});
