import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { config, open, pull, uri } from '../support/diagnosed-config';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

describe('a client that only listens', () => {
  let client: StdioClient;
  before(async () => {
    client = await startStdioClient();
  });
  after(() => client.stop());

  it('is sent diagnostics when a document opens, changes and closes', async () => {
    const opened = client.pushed(uri, (diagnostics) => diagnostics.length > 0);
    await open(client, uri, 'yaml', config);
    assert.ok((await opened).some((diagnostic) => diagnostic.code === 'lost-gradients'));
    const changed = client.pushed(uri, (diagnostics) =>
      diagnostics.every((diagnostic) => diagnostic.code !== 'lost-gradients'),
    );
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: { line: 8, character: 37 }, end: { line: 8, character: 38 } }, text: '1' },
      ],
    });
    await changed;
    const closed = client.pushed(uri, (diagnostics) => diagnostics.length === 0);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await closed;
  });

  it('gets file links to the docs pages', async () => {
    const other = 'file:///somewhere/other.yaml';
    const opened = client.pushed(other, (diagnostics) => diagnostics.length > 0);
    await open(client, other, 'yaml', config);
    const link = (await opened)[0]?.codeDescription?.href ?? '';
    assert.match(link, /^file:\/\/.*\/docs\/rules\/[a-z0-9-]+\.md$/);
  });
});

describe('a client that pulls', () => {
  it('is sent diagnostics when it cannot be told to pull again', async () => {
    const client = await startStdioClient({ pull: true, refresh: false });
    assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
    const sent = client.pushed(uri, (diagnostics) => diagnostics.length > 0);
    await open(client, uri, 'yaml', config);
    await sent;
    await client.stop();
  });

  it('may refuse to pull again', async () => {
    const asks = new EventEmitter();
    const refused = once(asks, 'asked');
    const client = await startStdioClient({
      pull: true,
      refresh() {
        asks.emit('asked');
        throw new Error('not now');
      },
    });
    await open(client, uri, 'yaml', config);
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await refused;
    const found = await pull(client, uri);
    assert.ok(found.some(({ code }) => code === 'lost-gradients'));
    await client.stop();
    assert.equal(client.server.exitCode, 0);
  });
});
