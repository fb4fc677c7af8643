import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, InlayHint } from 'vscode-languageserver-protocol/node';
import { pngBytes } from '../support/datasets/write-image';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const uri = 'file:///somewhere/hints.yaml';

describe('hints of the server', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'hints-')));
  const news = new EventEmitter();
  let client: StdioClient;
  let settings: Record<string, unknown> = { launchFolder: root };
  const text = (steps: number) => `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train:
        steps: ${steps}
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }
      datasets:
        - folder_path: .
          resolution: 64
`;

  before(async () => {
    writeFileSync(path.join(root, 'a.png'), pngBytes(64, 64));
    writeFileSync(path.join(root, 'b.png'), pngBytes(64, 64));
    client = await startStdioClient({
      pull: true,
      settings: () => settings,
      refresh: () => null,
      refreshHints: () => news.emit('refresh') && null,
    });
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: text(100) },
    });
  });
  after(async () => {
    await client.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const everything = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const pull = () => client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  const hints = async (): Promise<unknown[]> => {
    const found = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: everything,
    });
    return found.map(({ label, position }) => [position.line, label]);
  };
  const change = (version: number, content: string) =>
    client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text: content }],
    });

  it('are empty until the disk has answered, and then asked for again', async () => {
    assert.deepEqual(await hints(), []);
    const refreshed = once(news, 'refresh');
    await pull();
    await refreshed;
    assert.deepEqual(await hints(), [
      [6, '≈ 50 epochs of 2 batches'],
      [9, '2 images · 0 captions · 1 bucket'],
      [10, 'up to 64 × 64'],
    ]);
  });

  it('stand at their places while a line is added above them', async () => {
    await change(2, `# a comment\n${text(100)}`);
    assert.deepEqual((await hints())[0], [7, '≈ 50 epochs of 2 batches']);
    await change(3, text(100));
  });

  it('follow the text and the folder', async () => {
    const changed = once(news, 'refresh');
    await change(4, text(20));
    await pull();
    await changed;
    assert.deepEqual((await hints())[0], [6, '≈ 10 epochs of 2 batches']);
    const grown = once(news, 'refresh');
    writeFileSync(path.join(root, 'c.png'), pngBytes(64, 64));
    await grown;
    const scanned = once(news, 'refresh');
    await pull();
    await scanned;
    assert.deepEqual((await hints())[1], [9, '3 images · 0 captions · 1 bucket']);
  });

  it('are those that are switched on', async () => {
    settings = { launchFolder: root, inlayHints: { steps: false, resolution: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await hints(), [[9, '3 images · 0 captions · 1 bucket']]);
  });

  it('come with actions in whole epochs', async () => {
    const at = { line: 6, character: 9 };
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Train 10 epochs: 30 steps', 'Train one epoch: 3 steps'],
    );
  });
});
