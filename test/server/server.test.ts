import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CodeAction, type Diagnostic, TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CheckConfigResult, ControlCopyResult, FindConfigsResult } from '../../common/protocol';
import { config, open, pull, uri } from '../support/diagnosed-config';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

describe('a client that pulls', () => {
  let client: StdioClient;
  let settings: unknown = {};

  before(async () => {
    client = await startStdioClient({
      pull: true,
      settings: () => settings,
      initializationOptions: { documentationBase: 'vscode://qwen-lora.qwen-lora-trainer/rules/' },
    });
    await open(client, uri, 'yaml', config);
  });
  after(() => client.stop());

  it('is told that the server syncs by change and answers diagnostics', () => {
    const { capabilities } = client.initialized;
    assert.equal(capabilities.textDocumentSync, 2);
    assert.ok(capabilities.diagnosticProvider);
  });

  it('gets each finding with code, source, docs link and severity', async () => {
    const found = await pull(client, uri);
    const lost = found.find((diagnostic) => diagnostic.code === 'lost-gradients');
    assert.equal(lost?.source, 'qwen-lora');
    assert.equal(lost?.severity, 2);
    assert.equal(lost?.codeDescription?.href, 'vscode://qwen-lora.qwen-lora-trainer/rules/lost-gradients');
    assert.deepEqual(lost?.range, { start: { line: 8, character: 8 }, end: { line: 8, character: 35 } });
  });

  it('mends a finding by its quick fix, pinned to the version', async () => {
    const encoder = (await pull(client, uri)).find((diagnostic) => diagnostic.code === 'qwen-text-encoder');
    assert.ok(encoder);
    const actions = await actionsFor(client, uri, encoder);
    const fix = actions.find((action) => action.isPreferred);
    assert.equal(
      applied(config, fix),
      config.replace('train_text_encoder: true', 'train_text_encoder: false'),
    );
    const edit = fix?.edit?.documentChanges?.[0];
    assert.ok(edit && TextDocumentEdit.is(edit) && edit.textDocument.version === 1);
  });

  it('silences a finding for its line and for the file', async () => {
    const lost = (await pull(client, uri)).find((diagnostic) => diagnostic.code === 'lost-gradients');
    assert.ok(lost);
    const actions = await actionsFor(client, uri, lost);
    const forLine = actions.find((action) => action.title.endsWith('for this line'));
    const forFile = actions.find((action) => action.title.endsWith('for this file'));
    assert.match(
      applied(config, forLine),
      /\n {8}# qwen-lora-disable-next-line lost-gradients\n {8}gradient_acc/,
    );
    assert.ok(applied(config, forFile).startsWith('# qwen-lora-disable lost-gradients\njob: extension'));
    for (const [index, action] of [forLine, forFile].entries()) {
      const silencedUri = `file:///somewhere/silenced-${index}.yaml`;
      await open(client, silencedUri, 'yaml', applied(config, action));
      const codes = (await pull(client, silencedUri)).map((diagnostic) => diagnostic.code);
      assert.ok(!codes.includes('lost-gradients') && !codes.includes('unused-suppression'), codes.join());
    }
  });

  it('fixes all that is safe in one edit, and then has nothing left to fix', async () => {
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    const [fixAll] = actions;
    assert.equal(fixAll?.kind, 'source.fixAll.qwenLora');
    const fixed = applied(config, fixAll);
    assert.match(fixed, /gradient_accumulation: 4 {2}# as the guide has it/);
    assert.match(fixed, /train_text_encoder: false/);
    const fixedUri = 'file:///somewhere/fixed.yaml';
    await open(client, fixedUri, 'yaml', fixed);
    const again = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: fixedUri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll.qwenLora'] },
    });
    assert.deepEqual(again, []);
  });

  it('sees a changed severity at once', async () => {
    settings = { rules: { 'lost-gradients': 'off', 'qwen-text-encoder': 'hint' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const found = await pull(client, uri);
    assert.equal(
      found.find((diagnostic) => diagnostic.code === 'lost-gradients'),
      undefined,
    );
    assert.equal(found.find((diagnostic) => diagnostic.code === 'qwen-text-encoder')?.severity, 4);
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  it('leaves YAML syntax errors to another extension when told so', async () => {
    const brokenUri = 'file:///somewhere/broken.yaml';
    await open(client, brokenUri, 'yaml', `${config}      sample:\n        neg: "unclosed\n`);
    assert.ok((await pull(client, brokenUri)).some((diagnostic) => diagnostic.code === 'yaml-syntax'));
    settings = { yaml: { syntaxErrors: 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const left = (await pull(client, brokenUri)).map((diagnostic) => diagnostic.code);
    assert.ok(!left.includes('yaml-syntax'));
    assert.ok(left.includes('lost-gradients'), 'the readable part keeps its findings');
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  it('hears nothing about files that are not ours', async () => {
    const composeUri = 'file:///somewhere/docker-compose.yaml';
    await open(client, composeUri, 'yaml', 'services:\n  web:\n    image: nginx\n    train:\n      lr: x\n');
    assert.deepEqual(await pull(client, composeUri), []);
  });

  it('takes and leaves files by the globs of the settings', async () => {
    const plainUri = 'file:///somewhere/configs/plain.yaml';
    await open(client, plainUri, 'yaml', 'name: "unclosed\n');
    assert.deepEqual(await pull(client, plainUri), []);
    settings = { files: { include: ['configs/*.yaml'], exclude: ['maya.yaml'] } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(
      (await pull(client, plainUri))
        .map((diagnostic) => diagnostic.code)
        .filter((code) => code === 'yaml-syntax'),
      ['yaml-syntax'],
    );
    assert.deepEqual(await pull(client, uri), []);
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  });

  it('learns what a launch needs to know', async () => {
    const check = await client.connection.sendRequest<CheckConfigResult>('qwenLora/checkConfig', { uri });
    assert.equal(check.isConfig, true);
    assert.equal(check.job?.name, 'maya');
    assert.equal(check.job?.steps, 3400);
    assert.equal(check.job?.trainingFolder, 'output');
    assert.deepEqual(check.job?.datasetPaths, ['data']);
    assert.ok(
      check.problems.some(
        (problem) => problem.code === 'qwen-network-missing' && problem.severity === 'error',
      ),
    );
    const found = await client.connection.sendRequest<FindConfigsResult>('qwenLora/findConfigs', {
      uris: [uri, 'file:///somewhere/docker-compose.yaml', 'file:///somewhere/not-there.yaml'],
    });
    assert.deepEqual(found.configs, [{ uri, name: 'maya' }]);
  });

  it('learns what the place of a start shows, with the severities of a start', async () => {
    const place = path.resolve('/nowhere');
    const params = { uri, start: { toolkit: place, workingDirectory: place } };
    const check = await client.connection.sendRequest<CheckConfigResult>('qwenLora/checkConfig', params);
    const missing = check.problems.find((problem) => problem.code === 'dataset-missing');
    assert.equal(missing?.severity, 'error');
    assert.equal(check.start?.jobFolder, path.join(place, 'output', 'maya'));
    assert.equal(check.start?.resume, 'maya: starts from scratch because there is no checkpoint yet');
    assert.ok(check.start?.packages.some(({ module }) => module === 'diffusers'));
    // What a refusal offers besides.
    const network = check.problems.find(({ code }) => code === 'qwen-network-missing');
    assert.deepEqual(
      network?.fixes?.map(({ title, safe }) => [title, safe]),
      [['Insert a LoRA of rank 16', false]],
    );
    assert.deepEqual(check.fixAll, [], 'No error of this config has a safe fix.');
  });

  it('learns all safe fixes as one change where one of them fixes an error', async () => {
    const place = path.resolve('/nowhere');
    const guide = 'file:///somewhere/guide.yaml';
    await open(client, guide, 'yaml', readFileSync('examples/guide-as-written.yaml', 'utf8'));
    const params = { uri: guide, start: { toolkit: place, workingDirectory: place } };
    const check = await client.connection.sendRequest<CheckConfigResult>('qwenLora/checkConfig', params);
    assert.ok(check.problems.some(({ severity, fixes }) => severity === 'error' && fixes?.[0]?.safe));
    assert.ok(check.fixAll.length > 0);
  });

  it('gets the copy of a config that names the database of the control channel', async () => {
    const params = { uri, databasePath: '/runs/control.db' };
    const copy = await client.connection.sendRequest<ControlCopyResult>('qwenLora/controlCopy', params);
    assert.match(copy.text ?? '', /^ {6}sqlite_db_path: "\/runs\/control\.db"$/m);
    assert.ok(copy.text?.includes('# as the guide has it'));
  });

  it('gets a cancelled request answered as cancelled', async () => {
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node');
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri } },
      source.token,
    );
    source.cancel();
    await asked.then(
      (report) => assert.ok(report, 'the answer was faster than the cancellation'),
      (error: { code?: number }) =>
        assert.ok(error.code === -32800 || error.code === -32802, String(error.code)),
    );
  });
});

async function actionsFor(
  client: StdioClient,
  documentUri: string,
  diagnostic: Diagnostic,
): Promise<CodeAction[]> {
  return client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: documentUri },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
}

function applied(text: string, action: CodeAction | undefined): string {
  const change = action?.edit?.documentChanges?.[0];
  assert.ok(change && TextDocumentEdit.is(change), 'an edit of the document');
  const edits = change.edits.flatMap((edit) => ('newText' in edit ? [edit] : []));
  return TextDocument.applyEdits(TextDocument.create('file:///x.yaml', 'yaml', 1, text), edits);
}
