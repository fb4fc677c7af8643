import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScanCancelled, scanDatasets } from '../../../../core/trainer/datasets/index';
import { readConfig } from '../../../support/find-in-text';
import { type FileFacts, inMemoryDisk } from '../../../support/in-memory-disk';

const square = { width: 1024, height: 1024 };
const wide = { width: 1920, height: 1080 };

/** The scan of one dataset `data` with these images and settings. */
async function scanOf(images: readonly FileFacts[], settings = '', train = '') {
  const { process, disk } = world(images, settings, train);
  return scanDatasets(process, disk);
}

function world(images: readonly FileFacts[], settings: string, train: string) {
  const config = readConfig(`job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train: { ${train} }
      datasets: [{ folder_path: data, resolution: 1024, ${settings} }]`);
  const [process] = config.trainers;
  assert.ok(process);
  const disk = inMemoryDisk(Object.fromEntries(images.map((image, index) => [`data/${index}.png`, image])));
  return { process, disk };
}

describe('the batches of an epoch', () => {
  it('are one per image in the simplest case', async () => {
    assert.equal((await scanOf([square, wide, square])).batches, 3);
  });

  it('contain a copy of the dataset for each resolution', async () => {
    const { batches } = await scanOf(Array(20).fill(wide), 'resolution: [512, 768, 1024]');
    assert.equal(batches, 60);
  });

  it('round up in each bucket', async () => {
    const images = [square, square, square, wide, wide];
    assert.equal((await scanOf(images, '', 'batch_size: 2')).batches, 3);
    assert.equal((await scanOf(images, '', 'batch_size: 4')).batches, 2);
    assert.equal((await scanOf(images, 'square_crop: true', 'batch_size: 4')).batches, 2);
    assert.equal((await scanOf(images, 'buckets: false', 'batch_size: 5')).batches, 1);
  });

  it('count repeats from two on, and double for each flip', async () => {
    const [dataset] = (await scanOf([square, wide], 'num_repeats: 3, flip_x: true, flip_y: true')).datasets;
    assert.equal(dataset?.items, 24);
    assert.equal((await scanOf([square, wide], 'num_repeats: 0, flip_x: true, flip_y: true')).batches, 8);
  });
});

describe('a scan', () => {
  it('goes on after a dataset that fails, and names the first failure', async () => {
    const config = readConfig(`job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      datasets: [{ folder_path: gone }, { folder_path: data }, { folder_path: '' }]`);
    const [process] = config.trainers;
    assert.ok(process);
    const scan = await scanDatasets(process, inMemoryDisk({ 'data/a.png': square }));
    assert.deepEqual(scan.failure, {
      at: 'dataset',
      error: "FileNotFoundError: [Errno 2] No such file or directory: 'gone'",
      dataset: 0,
    });
    assert.deepEqual(
      scan.failures.map((failure) => failure.dataset),
      [0, 2],
    );
    assert.equal(scan.datasets.length, 1);
    assert.equal(scan.batches, undefined);
  });

  it('ends between files when it is cancelled', async () => {
    const { process, disk } = world(Array(50).fill(square), '', '');
    let looked = 0;
    const scan = scanDatasets(process, disk, {
      isCancelled: () => looked >= 10,
      onFile: (count) => {
        looked = count;
      },
    });
    await assert.rejects(scan, ScanCancelled);
    assert.equal(looked, 10);
  });

  it('is plain data that another thread can send', async () => {
    const scan = await scanOf([square, wide], 'num_repeats: "3"');
    assert.deepEqual(structuredClone(scan), scan);
  });
});
