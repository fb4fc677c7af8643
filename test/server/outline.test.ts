import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Position,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readCursor } from '../support/cursor';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const config = `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      trigger_word: "maya_char"
      datasets:
        - folder_path: data/40_maya
          resolution: 1024
        - folder_path: data/missing
      model:
        name_or_path: Qwen/Qwen-Image
      sample:
        prompts:
          - "maya_char, portrait"
          - "maya_char, full body, standing, photorealistic"
`;

describe('a document as a whole', () => {
  let client: StdioClient;
  let folder: string;
  let uri: string;
  let settings: unknown = {};

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-outline-'));
    mkdirSync(path.join(folder, 'data', '40_maya'), { recursive: true });
    mkdirSync(path.join(folder, 'elsewhere', 'data', 'missing'), { recursive: true });
    writeFileSync(path.join(folder, 'maya.yaml'), config);
    uri = pathToFileURL(path.join(folder, 'maya.yaml')).href;
    client = await startStdioClient({ pull: true, settings: () => settings });
    await open(client, uri, config);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it('is announced', () => {
    const { capabilities } = client.initialized;
    assert.ok(capabilities.documentSymbolProvider && capabilities.foldingRangeProvider);
    assert.ok(capabilities.documentLinkProvider);
    assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
  });

  it('has an outline', async () => {
    const symbols = await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    const names = (all: readonly DocumentSymbol[]): string[] =>
      all.flatMap((symbol) => [symbol.name, ...names(symbol.children ?? [])]);
    assert.deepEqual(names(symbols), [
      'maya',
      'diffusion_trainer',
      'trigger word maya_char',
      'datasets',
      'dataset 40_maya · 1024',
      'dataset missing',
      'model',
      'sample',
      'sample prompt 1: maya_char, portrait',
      'sample prompt 2: maya_char, full body…',
    ]);
  });

  it('folds', async () => {
    const ranges = await client.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
      textDocument: { uri },
    });
    assert.deepEqual(
      ranges.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [1, 15],
        [3, 15],
        [4, 15],
        [6, 9],
        [7, 8],
        [10, 11],
        [12, 15],
        [13, 15],
      ],
    );
  });

  it('links to the folders that a launch would find, and to the checkpoint', async () => {
    const at = (...parts: string[]) => pathToFileURL(path.join(folder, ...parts)).href;
    const page = ['Qwen/Qwen-Image', 'https://huggingface.co/Qwen/Qwen-Image'];
    assert.deepEqual(await links(), [['data/40_maya', at('data', '40_maya')], page]);
    settings = { launchFolder: path.join(folder, 'elsewhere') };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await links(), [['data/missing', at('elsewhere', 'data', 'missing')], page]);
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  it('renames its trigger word everywhere', async () => {
    const { text, offset } = readCursor(config.replace('"maya_char, portrait"', '"maya|_char, portrait"'));
    assert.equal(text, config);
    const position = TextDocument.create(uri, 'yaml', 1, text).positionAt(offset);
    const target = await ask<{ range: Range; placeholder: string }>('textDocument/prepareRename', position);
    assert.equal(target.placeholder, 'maya_char');
    assert.deepEqual(target.range, { start: { line: 14, character: 13 }, end: { line: 14, character: 22 } });
    const edit = await ask<WorkspaceEdit>('textDocument/rename', position, { newName: 'lena_char' });
    const change = edit.documentChanges?.[0];
    assert.ok(change && TextDocumentEdit.is(change) && change.textDocument.version === 1);
    const edits = change.edits.flatMap((each) => ('newText' in each ? [each] : []));
    assert.equal(
      TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, text), edits),
      config.replaceAll('maya_char', 'lena_char'),
    );
  });

  it('says why something cannot be renamed', async () => {
    const failed = (answer: Promise<unknown>, message: RegExp) =>
      assert.rejects(answer, (error: Error & { code?: number }) => {
        assert.equal(error.code, -32803);
        assert.match(error.message, message);
        return true;
      });
    await failed(ask('textDocument/prepareRename', { line: 2, character: 9 }), /Only the trigger word/);
    const trigger = { line: 5, character: 24 };
    await failed(ask('textDocument/rename', trigger, { newName: '[name]' }), /replaced by other words/);
  });

  it('is left alone when it is no config', async () => {
    const other = pathToFileURL(path.join(folder, 'docker-compose.yaml')).href;
    await open(client, other, 'services:\n  web:\n    build: data/40_maya\n');
    const textDocument = { uri: other };
    assert.deepEqual(
      await client.connection.sendRequest('textDocument/documentSymbol', { textDocument }),
      [],
    );
    assert.deepEqual(await client.connection.sendRequest('textDocument/foldingRange', { textDocument }), []);
    assert.deepEqual(await client.connection.sendRequest('textDocument/documentLink', { textDocument }), []);
    const position = { line: 0, character: 0 };
    assert.equal(
      await client.connection.sendRequest('textDocument/prepareRename', { textDocument, position }),
      null,
    );
  });

  async function links(): Promise<(string | undefined)[][]> {
    const found = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri },
    });
    const document = TextDocument.create(uri, 'yaml', 1, config);
    return found.map(({ range, target }) => [document.getText(range), target]);
  }

  function ask<T>(method: string, position: Position, more: object = {}): Promise<T> {
    return client.connection.sendRequest<T>(method, { textDocument: { uri }, position, ...more });
  }
});

async function open(client: StdioClient, documentUri: string, text: string): Promise<void> {
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: documentUri, languageId: 'yaml', version: 1, text },
  });
}
