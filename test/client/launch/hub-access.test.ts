import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { askHub } from '../../../client/src/launch/hub-access';

/** What a Hub answers, by which model there is and what it asks of whoever wants it: status and error code. */
function replyTo(url: string, token: string | undefined): readonly [status: number, code?: string] {
  if (url.startsWith('/open/')) return [307];
  if (url.startsWith('/files/')) return [404, 'EntryNotFound'];
  if (url.startsWith('/gated/')) return [token === 'Bearer good' ? 302 : 401, 'GatedRepo'];
  if (url.startsWith('/busy/')) return [429];
  return token === 'Bearer bad' ? [401] : [404, 'RepoNotFound'];
}

function answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
  const [status, code] = replyTo(url ?? '', headers.authorization);
  response.writeHead(status, code === undefined ? {} : { 'x-error-code': code });
  response.end();
}

test('the Hub is asked once, and its error code decides', async (context) => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const env = { HF_ENDPOINT: `http://127.0.0.1:${port}/` };
  const ask = async (repository: string, token?: string) => (await askHub({ repository, token, env })).kind;
  assert.equal(await ask('open/model'), 'open');
  assert.equal(await ask('files/model'), 'open');
  assert.equal(await ask('gated/model'), 'gated');
  assert.equal(await ask('gated/model', 'wrong'), 'gated');
  assert.equal(await ask('typo/model'), 'unknown-name');
  assert.equal(await ask('typo/model', 'bad'), 'bad-token');
  assert.equal(await ask('busy/model'), 'busy');
});

test('no network is told with its reason, unless a proxy may know the way', async () => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  const env = { HF_ENDPOINT: `http://127.0.0.1:${port}` };
  const alone = await askHub({ repository: 'a/b', token: undefined, env });
  assert.equal(alone.kind, 'unreachable');
  assert.equal(alone.reason, 'ECONNREFUSED');
  const behind = await askHub({
    repository: 'a/b',
    token: undefined,
    env: { ...env, HTTPS_PROXY: 'http://p' },
  });
  assert.equal(behind.kind, 'busy');
});
