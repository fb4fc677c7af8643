import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openToolkitReader } from '../../server/src/disk/toolkit-reader';
import { repositoryRoot, strictLogger } from '../support/find-in-text';
import { writeCheckout } from '../support/pretend-checkout';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const workerFile = path.join(repositoryRoot, 'dist/toolkit-worker.js');

const config = `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      training_folder: output
      datasets:
        - folder_path: data/maya
      train:
        steps: 2000
        max_loss: 2.0
        brand_new: 1
        never_heard_of: 1
      model:
        name_or_path: Qwen/Qwen-Image
        arch: qwen_image
`;

describe("the user's own ai-toolkit", () => {
  let folder: string;
  let client: StdioClient;
  let settings: unknown;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-toolkit-'));
    writeCheckout(path.join(folder, 'ai-toolkit'), {
      version: '0.10.24',
      without: ['train.max_loss'],
      extra: { 'train.brand_new': '0' },
    });
    settings = { toolkitPath: './ai-toolkit' };
    client = await startStdioClient({ settings: () => settings });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it('decides which keys are known, once it has been read', async () => {
    const uri = pathToFileURL(path.join(folder, 'maya.yaml')).href;
    const judged = client.pushed(uri, (diagnostics) =>
      diagnostics.some(({ code }) => code === 'key-not-in-checkout'),
    );
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: config },
    });
    assert.deepEqual(keyFindings(await judged), ['10 key-not-in-checkout', '12 unknown-key']);

    const without = client.pushed(uri, (diagnostics) =>
      diagnostics.every(({ code }) => code !== 'key-not-in-checkout'),
    );
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(keyFindings(await without), ['11 unknown-key', '12 unknown-key']);
  });
});

describe('the reader of checkouts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-reader-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads in the background, and again only what has changed', async () => {
    let changes = 0;
    const reader = openToolkitReader({
      workerFile,
      logger: strictLogger,
      onChange: () => changes++,
      lookEvery: 0,
    });
    const look = async () => {
      reader.keysFor(folder);
      await reader.settled();
    };
    writeCheckout(folder, { version: '0.10.24', without: ['train.max_loss'] });
    assert.equal(reader.keysFor(folder), undefined, 'the first answer does not wait');
    await reader.settled();
    assert.equal(reader.keysFor(folder)?.version, '0.10.24');
    assert.equal(reader.keysFor(folder)?.has('train', 'max_loss'), false);
    await reader.settled();
    assert.equal(changes, 1);
    await look();
    assert.equal(changes, 1, 'nothing changed');

    writeCheckout(folder, { version: '0.12.26' });
    await look();
    assert.equal(reader.keysFor(folder)?.version, '0.12.26');
    assert.equal(reader.keysFor(folder)?.has('train', 'max_loss'), true);

    unlinkSync(path.join(folder, 'toolkit/config_modules.py'));
    await reader.settled();
    await look();
    assert.equal(reader.keysFor(folder)?.has('train', 'max_loss'), undefined);

    unlinkSync(path.join(folder, 'version.py'));
    await reader.settled();
    await look();
    assert.equal(reader.keysFor(folder), undefined);
    await reader.settled();
  });

  it('runs nothing of what it reads, and bears files that are no Python', async () => {
    const proof = path.join(folder, 'ran');
    writeCheckout(folder);
    writeFileSync(
      path.join(folder, 'jobs/BaseJob.py'),
      `open(${JSON.stringify(proof)}, 'w')\nimport sys; sys.exit(1)\n`,
    );
    writeFileSync(path.join(folder, 'jobs/process/BaseProcess.py'), Buffer.from([0, 255, 1, 254, 40, 40]));
    const reader = openToolkitReader({ workerFile, logger: strictLogger, onChange: () => undefined });
    reader.keysFor(folder);
    await reader.settled();
    assert.equal(reader.keysFor(folder)?.has('train', 'lr'), true);
    assert.throws(() => unlinkSync(proof), /ENOENT/);
  });

  it('leaves shares on the network and folders that are no ai-toolkit alone', async () => {
    const reader = openToolkitReader({
      workerFile,
      logger: strictLogger,
      onChange: () => assert.fail('nothing to tell'),
    });
    assert.equal(reader.keysFor('\\\\host\\share'), undefined);
    assert.equal(reader.keysFor(`/${folder}`), undefined);
    assert.equal(reader.keysFor(folder), undefined);
    await reader.settled();
    assert.equal(reader.keysFor(folder), undefined);
  });

  it('complains once when it cannot read', async () => {
    const warnings: string[] = [];
    writeCheckout(folder);
    const reader = openToolkitReader({
      workerFile: path.join(folder, 'no-such-worker.js'),
      logger: { ...strictLogger, warn: (message) => warnings.push(message) },
      onChange: () => undefined,
      lookEvery: 0,
    });
    for (let time = 0; time < 2; time++) {
      reader.keysFor(folder);
      await reader.settled();
    }
    assert.equal(warnings.length, 1);
  });
});

function keyFindings(
  diagnostics: readonly { code?: unknown; range: { start: { line: number } } }[],
): string[] {
  return diagnostics
    .filter(({ code }) =>
      ['key-not-in-checkout', 'unknown-key', 'misplaced-key', 'fork-keys'].includes(String(code)),
    )
    .map(({ code, range }) => `${range.start.line} ${String(code)}`);
}
