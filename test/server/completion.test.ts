import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type CompletionContext,
  type CompletionItem,
  CompletionTriggerKind,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { acceptItem } from '../support/complete-at';
import { readCursor } from '../support/cursor';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const head = 'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n';

describe('completion over the protocol', () => {
  let client: StdioClient;
  let folder: string;
  let settings: unknown = {};
  let documents = 0;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-completion-'));
    mkdirSync(path.join(folder, 'launch', 'data', 'maya'), { recursive: true });
    mkdirSync(path.join(folder, 'pictures'));
    writeFileSync(path.join(folder, 'launch', 'data', 'control.png'), '');
    client = await startStdioClient({
      settings: () => settings,
      textDocument: {
        completion: {
          completionItem: {
            documentationFormat: ['markdown'],
            tagSupport: { valueSet: [1] },
            insertTextModeSupport: { valueSet: [1, 2] },
          },
        },
      },
    });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  async function completeAt(
    marked: string,
    languageId = 'yaml',
    context?: CompletionContext,
  ): Promise<{ labels: string[]; accept(label: string): string; item(label: string): CompletionItem }> {
    const { text, offset } = readCursor(marked);
    documents++;
    const uri = pathToFileURL(path.join(folder, `config-${documents}.${languageId}`)).href;
    const { connection } = client;
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    const items = await connection.sendRequest<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: TextDocument.create(uri, languageId, 1, text).positionAt(offset),
      ...(context ? { context } : {}),
    });
    const item = (label: string): CompletionItem => {
      const found = items.find((each) => each.label === label);
      assert.ok(found, `no '${label}' among ${items.map((each) => each.label).join(', ')}`);
      return found;
    };
    return {
      labels: items.map(({ label }) => label),
      item,
      accept: (label) => acceptItem(text, item(label)),
    };
  }

  it('is announced with its trigger characters', () => {
    const { completionProvider } = client.initialized.capabilities;
    assert.deepEqual(completionProvider?.triggerCharacters, [':', ' ', '/', '"', '|']);
  });

  it('completes a half-typed key, and leaves its lines as they are indented', async () => {
    const { accept, item } = await completeAt(`${head}      net|\n      train:\n        steps: 10\n`);
    assert.equal(
      accept('network'),
      `${head}      network:\n        type: lora\n        linear: 16\n        linear_alpha: 16\n      train:\n        steps: 10\n`,
    );
    assert.equal(item('network').insertTextMode, 1);
    assert.ok(item('network').documentation);
  });

  it('completes a value behind a typed colon', async () => {
    const { accept } = await completeAt(`${head}      train:\n        noise_scheduler:|`, 'yaml', {
      triggerKind: CompletionTriggerKind.TriggerCharacter,
      triggerCharacter: ':',
    });
    assert.equal(accept('flowmatch'), `${head}      train:\n        noise_scheduler: flowmatch`);
  });

  it('completes paths below the folder of the config, or of the launch where that is known', async () => {
    const marked = `${head}      datasets:\n        - folder_path: |`;
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual((await completeAt(marked)).labels.sort(), ['launch', 'pictures']);
    settings = { launchFolder: path.join(folder, 'launch') };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const { accept } = await completeAt(`${head}      datasets:\n        - folder_path: data/m|`);
    assert.equal(accept('maya'), `${head}      datasets:\n        - folder_path: data/maya`);
  });

  it('offers a whole config in an empty document, which then has no finding', async () => {
    const { accept } = await completeAt('|');
    const text = accept('Qwen-Image LoRA');
    const uri = pathToFileURL(path.join(folder, 'whole.yaml')).href;
    const pushed = client.pushed(uri, () => true);
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    const severe = (await pushed).filter(({ severity }) => severity !== undefined && severity <= 2);
    assert.deepEqual(severe, []);
  });

  it('completes JSON', async () => {
    const { accept } = await completeAt('{"job": "ext|"}', 'json');
    assert.equal(accept('extension'), '{"job": "extension"}');
  });

  it('keeps out of the YAML of other tools', async () => {
    assert.deepEqual((await completeAt('services:\n  web:\n    |')).labels, []);
    settings = { files: { exclude: ['*.yaml'] } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual((await completeAt('|')).labels, []);
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });
});
