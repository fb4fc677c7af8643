import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selectDataset } from '../../../core/rehearsal/dataset-selection';
import { planRehearsal } from '../../../core/rehearsal/index';
import { pickImages } from '../../../core/rehearsal/pick-images';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { viewTrainingConfig } from '../../../core/trainer/training-config';
import { type FileTree, inMemoryDisk } from '../../support/in-memory-disk';

const square = { width: 512, height: 512 };

async function select(dataset: string, tree: FileTree, images = 3) {
  const text = `job: extension\nconfig:\n  name: a\n  process:\n    - type: sd_trainer\n      datasets:\n        - ${dataset}\n`;
  const [section] = viewTrainingConfig(parseConfigDocument(text, 'yaml')).processes[0]?.datasets ?? [];
  assert.ok(section);
  const expand = (path: string) => path.replace('${DATA}', '/data');
  return selectDataset(section, { probe: inMemoryDisk(tree), target: '/t/1-1', images, expand });
}

const tree: FileTree = {
  '/data/a.png': square,
  '/data/a.txt': 'a cat',
  '/data/b.png': square,
  '/data/b.txt': 'a dog',
  '/data/c.jpg': { width: 2048, height: 1024 },
  '/data/d.png': square,
  '/data/sub/e.webp': square,
  '/data/.hidden/f.png': square,
  '/data/_controls/g.png': square,
  '/controls/a.jpg': square,
  '/controls/c.png': square,
};

describe("a rehearsal's images", () => {
  it('are the first of each kind with their captions and controls, below a temporary folder', async () => {
    const chosen = await select(
      '{folder_path: /data, control_path: /controls, caption_ext: txt, resolution: [512, 1000]}',
      tree,
    );
    const copies = chosen.copies.map(({ from, to }) => `${from} → ${to}`);
    assert.ok(copies.includes('/data/a.png → /t/1-1/images/a.png'), copies.join('\n'));
    assert.ok(copies.includes('/data/a.txt → /t/1-1/images/a.txt'));
    assert.ok(copies.includes('/controls/a.jpg → /t/1-1/control_path/a.jpg'));
    assert.ok(!copies.some((copy) => copy.includes('.hidden') || copy.includes('_controls')));
    assert.equal(chosen.found, 5);
    assert.equal(chosen.items, chosen.images * 2);
    const changes = Object.fromEntries(chosen.changes.map(({ path, to }) => [path.slice(3).join('.'), to]));
    assert.equal(changes['datasets.0.folder_path'], '/t/1-1/images');
    assert.equal(changes['datasets.0.control_path'], '/t/1-1/control_path');
    assert.equal(changes['datasets.0.resolution.0'], 64);
    assert.equal(changes['datasets.0.resolution.1'], 72);
  });

  it('include what may end a run: no control, an unreadable image, a caption that is not UTF-8', async () => {
    const files = { ...tree, '/data/z.png': 'not an image' };
    const chosen = await select('{folder_path: "${DATA}", control_path: /controls}', files, 1);
    const names = chosen.copies.map(({ from }) => from);
    assert.ok(
      names.some((name) => /\/data\/(?:b|d|z)\.png/.test(name)),
      names.join('\n'),
    );
    assert.ok(chosen.images > 1);
  });

  it('are none for a JSON list, whose images lie beside where ai-toolkit would write', async () => {
    const text = `job: extension\nconfig:\n  name: a\n  process:\n    - type: sd_trainer\n      model: {name_or_path: Qwen/Qwen-Image, arch: qwen_image}\n      datasets:\n        - dataset_path: /data/list.json\n`;
    const plan = (files: FileTree) =>
      planRehearsal({
        text,
        format: 'yaml',
        probe: inMemoryDisk(files),
        folder: '/t',
        images: 3,
        expand: (path) => path,
      });
    const refused = await plan({ ...tree, '/data/list.json': '[]' });
    assert.ok('kind' in refused && refused.kind === 'impossible');
    assert.match(refused.message, /'\/data\/list\.json' is a JSON file/);
    assert.ok(!('kind' in (await plan(tree))));
  });

  it('leave a folder that does not exist as it is written', async () => {
    const chosen = await select('{folder_path: /nowhere, dataset_path: /elsewhere}', tree);
    assert.equal(chosen.images, 0);
    assert.ok(!chosen.changes.some(({ path }) => String(path.at(-1)).endsWith('_path')));
  });

  it('are as many as asked for, the commonest kind first', () => {
    const kinds = ['x', 'y', 'y', 'z', 'y'].map((kind) => ({ kind, trouble: kind === 'z' }));
    assert.deepEqual(pickImages(kinds, { least: 1, most: 1, extra: 0 }), [1]);
    assert.deepEqual(pickImages(kinds, { least: 1, most: 1, extra: 2 }), [1, 3]);
    assert.deepEqual(pickImages(kinds, { least: 1, most: 9, extra: 2 }), [0, 1, 3]);
    assert.deepEqual(pickImages(kinds, { least: 4, most: 1, extra: 0 }), [0, 1, 2, 3]);
    assert.deepEqual(pickImages([], { least: 2, most: 3, extra: 2 }), []);
  });
});
