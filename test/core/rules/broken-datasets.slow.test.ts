import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { scanDatasets } from '../../../core/trainer/datasets/index';
import { syncProbe } from '../../../server/src/disk/sync-probe';
import { imageBytes, pngBytes } from '../../support/datasets/write-image';
import { findWithDisk, readConfig } from '../../support/find-in-text';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'broken-')));
after(() => {
  execFileSync('chmod', ['-R', 'u+rwx', root]);
  rmSync(root, { recursive: true, force: true });
});

const image = pngBytes(512, 512);
let last = 0;

/** A dataset folder with these files. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>, name = `data-${++last}`): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

function configFor(folder: string, more = '', arch = 'qwen_image'): string {
  return `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: ${JSON.stringify(path.join(root, 'output'))}
      trigger_word: maya
      network: { type: lora, linear: 16 }
      datasets:
        - folder_path: ${JSON.stringify(folder)}
          resolution: 512
          ${more}
      train: { steps: 100, batch_size: 1 }
      model: { name_or_path: Qwen/Qwen-Image-Edit-2509, arch: ${arch} }
`;
}

/** The findings of a config by code, as they are at a start. */
async function findingsOf(config: string): Promise<Map<string, string>> {
  const found = await findWithDisk(config, syncProbe([root]), { atStart: true });
  return new Map(found.map(({ code, message }) => [code, message]));
}

describe('a broken dataset', () => {
  it('has a target image without its control image', async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': 'maya', 'b.png': image, 'b.txt': 'maya' });
    const controls = folderWith({ 'a.png': image });
    const config = configFor(folder, `control_path: ${JSON.stringify(controls)}`, 'qwen_image_edit');
    const message = (await findingsOf(config)).get('control-missing');
    assert.match(message ?? '', /b\.png/);
  });

  it('has control images whose extension is in upper case', async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': 'maya' });
    const controls = folderWith({ 'a.PNG': image });
    const config = configFor(folder, `control_path: ${JSON.stringify(controls)}`, 'qwen_image_edit');
    assert.match((await findingsOf(config)).get('control-missing') ?? '', /a\.PNG|upper|case/);
  });

  it('has captions whose extension is in upper case', async () => {
    const folder = folderWith({ 'a.png': image, 'a.TXT': 'maya' });
    assert.ok((await findingsOf(configFor(folder))).has('caption-missing'));
  });

  it('has an empty caption', async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': '', 'b.png': image, 'b.txt': 'maya' });
    assert.match((await findingsOf(configFor(folder))).get('caption-missing') ?? '', /a\.(?:txt|png)/);
  });

  it('has a caption in Latin-1, which ends the run', async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': Buffer.from('maya im Café', 'latin1') });
    assert.match((await findingsOf(configFor(folder))).get('caption-unreadable') ?? '', /a\.txt/);
  });

  it('has an image that is cut short', async () => {
    const whole = await imageBytes(256, 256, 'RGB', 'jpeg');
    const folder = folderWith({
      'a.png': image,
      'a.txt': 'maya',
      'b.jpg': whole.subarray(0, whole.length - 2),
    });
    const found = await findingsOf(configFor(folder));
    assert.match(found.get('image-unreadable') ?? '', /b\.jpg/);
  });

  it('has a pointer of Git LFS where an image should be', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n';
    const folder = folderWith({ 'a.png': image, 'a.txt': 'maya', 'b.png': pointer });
    assert.match((await findingsOf(configFor(folder))).get('image-unreadable') ?? '', /b\.png/);
  });

  it('is a folder in which nothing can be written', {
    skip: process.getuid?.() === 0 && 'the administrator may write everywhere',
  }, async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': 'maya' });
    chmodSync(folder, 0o555);
    assert.ok((await findingsOf(configFor(folder))).has('dataset-read-only'));
  });

  it('has no image', async () => {
    const folder = folderWith({ 'a.heic': 'not read', 'b.gif': 'not read', 'notes.txt': 'maya' });
    assert.match((await findingsOf(configFor(folder))).get('dataset-empty') ?? '', /heic|gif/);
  });

  it('contains links in a circle', async () => {
    const folder = folderWith({ 'a.png': image, 'a.txt': 'maya', 'sub/b.png': image });
    symlinkSync(folder, path.join(folder, 'sub', 'again'));
    symlinkSync(path.join(folder, 'self'), path.join(folder, 'self'));
    symlinkSync(path.join(folder, 'loop.png'), path.join(folder, 'loop.png'));
    const [process] = readConfig(configFor(folder)).trainers;
    assert.ok(process);
    const scan = await scanDatasets(process, syncProbe([root]));
    assert.deepEqual([scan.failure, scan.datasets[0]?.images.length], [undefined, 2]);
    await findingsOf(configFor(folder));
  });

  it('has 10,000 files, and names a handful of them', async () => {
    const folder = folderWith({});
    for (let index = 0; index < 5000; index++) {
      const file = path.join(folder, `${index}.png`);
      writeFileSync(file, image);
      utimesSync(file, 1, 1);
      writeFileSync(path.join(folder, `${index}.caption`), 'maya');
    }
    const found = await findingsOf(configFor(folder));
    const message = found.get('caption-missing') ?? found.get('caption-extension') ?? '';
    assert.match(message, /5,?000/);
    assert.ok(message.length < 600, message);
  });

  it('has names with spaces, quotes and emoji', async () => {
    const folder = folderWith(
      { "maya's 📷 photo.png": image, "maya's 📷 photo.txt": 'maya', 'b c.png': 'no image' },
      'my 🎨 data [1]',
    );
    const found = await findingsOf(configFor(folder));
    assert.match(found.get('image-unreadable') ?? '', /b c\.png/);
    assert.ok(!found.has('dataset-missing') && !found.has('dataset-empty'));
  });

  it('exists next to the config only', async () => {
    folderWith({ 'a.png': image, 'a.txt': 'maya' }, 'beside/data');
    const found = await findWithDisk(configFor('data'), syncProbe([root]), {
      configFolder: path.join(root, 'beside'),
    });
    const missing = found.find(({ code }) => code === 'dataset-missing');
    assert.match(missing?.message ?? '', /It exists next to the config, but a relative path starts at/);
    assert.equal(missing?.fixes?.[0]?.title, `Change to '${path.join(root, 'beside/data')}'`);
  });

  it('is a path of another machine, which is information', async () => {
    const found = await findWithDisk(configFor('/workspace/data'), syncProbe([root]));
    const missing = found.find(({ code }) => code === 'dataset-missing');
    assert.equal(missing?.severity, 'information');
    assert.match(missing?.message ?? '', /another machine/);
  });
});
