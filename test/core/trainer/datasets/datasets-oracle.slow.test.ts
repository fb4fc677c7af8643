import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import {
  type DatasetScan,
  type ScannedDataset,
  scanDatasets,
  type TrainedImage,
} from '../../../../core/trainer/datasets/index';
import { fileProbe } from '../../../../server/src/disk/node-host';
import {
  layOut,
  type RecordedCase,
  type RecordedDataset,
  readRecording,
} from '../../../support/datasets/recorded-case';
import { readConfig, repositoryRoot } from '../../../support/find-in-text';

const recordingFile = path.join(repositoryRoot, '../shared/oracle/datasets.json');
/** Random folders and configs, recorded in the same way. */
const randomFile = path.join(repositoryRoot, 'test/fixtures/datasets/random-folders.json');
const work = realpathSync(mkdtempSync(path.join(tmpdir(), 'datasets-')));
after(() => rmSync(work, { recursive: true, force: true }));

describe('datasets as ai-toolkit itself built them', {
  skip: !existsSync(recordingFile) && 'no recording lies beside the checkout',
}, () => {
  if (!existsSync(recordingFile)) return;
  const { base, cases } = readRecording(recordingFile);
  for (const recorded of cases) {
    it(recorded.id, async () => {
      const folder = path.join(work, recorded.id);
      const { scan } = await scanCase(folder, recorded, base);
      compare(folder, recorded, scan);
    });
  }
});

describe('random folders as ai-toolkit itself read them', () => {
  const { base, cases } = readRecording(randomFile);
  for (const recorded of cases) {
    it(recorded.id, async () => {
      const folder = path.join(work, recorded.id);
      const { scan } = await scanCase(folder, recorded, base);
      compare(folder, recorded, scan);
    });
  }
});

async function scanCase(folder: string, recorded: RecordedCase, base: Record<string, unknown>) {
  const text = await layOut(folder, recorded, base);
  const config = readConfig(text, 'json');
  const [process] = config.trainers;
  assert.ok(process);
  const probe = fileProbe(path.join(folder, recorded.cwd ?? 'output'));
  return { scan: await scanDatasets(process, probe), config, process, probe };
}

function compare(folder: string, { expected, cwd = 'output' }: RecordedCase, scan: DatasetScan): void {
  const plain = (text: string | undefined) => text?.replaceAll(`${folder}/`, '').replaceAll(folder, '<data>');
  if (expected.stage === 'process' || expected.stage === 'dataset') {
    assert.deepEqual(
      { at: scan.failure?.at, error: scan.failure?.error.replaceAll(folder, '<data>') },
      { at: expected.stage, error: expected.error },
    );
    return;
  }
  assert.equal(scan.failure, undefined);
  if (!expected.datasets) return;
  const start = path.join(folder, cwd);
  const indexes = scan.indexes.map((index) => [
    path.relative(folder, inRealFolder(path.resolve(start, index.file))),
    {
      __version__: '0.1.2',
      ...Object.fromEntries(
        [...index.entries].map(([key, { width, height }]) => [
          key.replaceAll(folder, '<data>'),
          [width, height],
        ]),
      ),
    },
  ]);
  assert.deepEqual(
    {
      datasets: scan.datasets.map((dataset) => datasetOf(dataset, plain)),
      batches: scan.batches ?? null,
      batchesReg: scan.batchesReg,
      sizeIndex: Object.fromEntries(indexes),
    },
    {
      datasets: expected.datasets.map(comparable),
      batches: expected.batches,
      batchesReg: expected.batchesReg,
      sizeIndex: expected.sizeIndex,
    },
  );
}

/** A dataset folder that is a link has its index where the link leads. */
function inRealFolder(file: string): string {
  return path.join(realpathSync(path.dirname(file)), path.basename(file));
}

/** A recorded dataset without what only the decoded pixels tell. */
function comparable(dataset: RecordedDataset): Record<string, unknown> {
  const { files, ...rest } = dataset;
  return {
    ...rest,
    files: files.map(
      ({ tensor: _t, controlTensor: _c, maskTensor: _m, latent: _l, embedding: _e, ...file }) => ({
        ...file,
        ...('loadError' in file ? { loadError: true } : {}),
      }),
    ),
  };
}

type Plain = (text: string | undefined) => string | undefined;

/** A dataset in the words of the recording. */
function datasetOf(dataset: ScannedDataset, plain: Plain): Record<string, unknown> {
  const { settings, buckets, batchSize, padded } = dataset;
  return {
    path: plain(dataset.path),
    resolution: settings.resolution,
    items: dataset.items,
    length: dataset.length,
    ...(settings.isReg ? { reg: true } : {}),
    ...(buckets ? { buckets } : {}),
    ...(buckets && batchSize > 1 ? { batchSize, padded } : {}),
    files: dataset.images.flatMap((image) => filesOf(image, dataset, plain)),
  };
}

function filesOf(image: TrainedImage, { settings, repeats }: ScannedDataset, plain: Plain): unknown[] {
  const flips = ['', 'x', 'y', 'xy'].filter(
    (flip) => (settings.flipX || !flip.includes('x')) && (settings.flipY || !flip.includes('y')),
  );
  const { fit, caption } = image;
  const controls = image.controls.map(plain);
  return flips.map((flip) => ({
    file: plain(image.path),
    size: [image.size.width, image.size.height],
    ...(fit
      ? {
          scale: [fit.scale.width, fit.scale.height],
          crop: [fit.crop.x, fit.crop.y, fit.crop.width, fit.crop.height],
        }
      : {}),
    ...(flip === '' ? {} : { flip }),
    ...(repeats > 1 ? { times: repeats } : {}),
    ...(controls.length > 0 ? { control: controls.length === 1 ? controls[0] : controls } : {}),
    ...(image.mask === undefined ? {} : { mask: plain(image.mask) }),
    ...(image.inpaint === undefined ? {} : { inpaint: plain(image.inpaint) }),
    ...(caption.error === undefined
      ? { caption: caption.caption }
      : { captionError: plain(caption.error)?.replace("'face", "'<data>/face") }),
    ...(caption.short === undefined ? {} : { captionShort: caption.short }),
    ...(caption.preserved === undefined ? {} : { captionDop: caption.preserved }),
    ...(image.loadError === undefined ? {} : { loadError: true }),
  }));
}
