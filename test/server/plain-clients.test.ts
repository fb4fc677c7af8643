import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, Diagnostic, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { repositoryRoot } from '../support/find-in-text';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const text = readFileSync(path.join(repositoryRoot, 'examples/guide-as-written.yaml'), 'utf8');
const uri = 'file:///configs/guide.yaml';

async function openIn(client: StdioClient): Promise<readonly Diagnostic[]> {
  const published = client.pushed(uri, (diagnostics) => diagnostics.length > 0);
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  return published;
}

function applied(edit: WorkspaceEdit | undefined): string {
  assert.equal(edit?.documentChanges, undefined, 'The client does not know documentChanges.');
  const document = TextDocument.create(uri, 'yaml', 1, text);
  return TextDocument.applyEdits(document, edit?.changes?.[uri] ?? []);
}

describe('a client that announces nothing', () => {
  let client: StdioClient;
  let found: readonly Diagnostic[] = [];
  before(async () => {
    client = await startStdioClient({
      bare: true,
      initializationOptions: { qwenLora: { rules: { 'ema-off': 'off', 'kohya-repeats': 'off' } } },
    });
    found = await openIn(client);
  });
  after(() => client.stop());

  it('counts in UTF-16, as every client can', () => {
    assert.equal(client.initialized.capabilities.positionEncoding, 'utf-16');
  });

  it('gives settings at the start', () => {
    const codes = found.map(({ code }) => code);
    assert.ok(codes.includes('lost-gradients'));
    assert.ok(!codes.includes('kohya-repeats'));
  });

  it('gets fixes for diagnostics that come back without data', async () => {
    const lost = found.find(({ code }) => code === 'lost-gradients');
    assert.ok(lost);
    const { data: _, ...withoutData } = lost;
    const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: lost.range,
      context: { diagnostics: [withoutData] },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred === true);
    assert.match(applied(fix?.edit), /gradient_accumulation: 4/);
  });

  it('gets fix-all and a rename as plain changes', async () => {
    const [all]: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    assert.match(applied(all?.edit), /arch: "?qwen_image/);
    const at = TextDocument.create(uri, 'yaml', 1, text).positionAt(text.indexOf('maya_char"'));
    const renamed: WorkspaceEdit = await client.connection.sendRequest('textDocument/rename', {
      textDocument: { uri },
      position: at,
      newName: 'zoe_char',
    });
    assert.match(applied(renamed), /zoe_char, portrait/);
  });

  it('changes settings later', async () => {
    const published = client.pushed(uri, (diagnostics) =>
      diagnostics.every(({ code }) => code !== 'lost-gradients'),
    );
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { qwenLora: { rules: { 'lost-gradients': 'off' } } },
    });
    assert.ok((await published).some(({ code }) => code === 'kohya-repeats'));
  });
});

it('a client that answers null to the question for settings keeps those it sent at the start', async () => {
  const client = await startStdioClient({
    settings: () => null,
    initializationOptions: { qwenLora: { rules: { 'kohya-repeats': 'off' } } },
  });
  const found = await openIn(client);
  assert.ok(found.every(({ code }) => code !== 'kohya-repeats'));
  await client.stop();
});
