import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { type EndHooks, type EndHooksHost, runEndHooks } from '../../../client/src/runs/end-hooks';
import type { RunEnd } from '../../../core/runs/index';
import { memoryLogger } from '../../support/memory-files';

const end: RunEnd = {
  job: 'maya',
  result: 'finished',
  reason: null,
  message: "Training of 'maya' finished after 8 steps.",
  step: 8,
  folder: '/o/maya',
  config: '/w/maya.yaml',
  left: 0,
};

async function run(hooks: Partial<EndHooks>, isTrusted = true, host: Partial<EndHooksHost> = {}) {
  const failures: string[] = [];
  const logger = memoryLogger();
  await runEndHooks(
    end,
    { command: [], webhook: '', ...hooks },
    { logger, isTrusted: () => isTrusted, failed: (message) => void failures.push(message), ...host },
  );
  return { failures, log: logger.lines };
}

test('the command gets its arguments as a list, and the end as JSON in a variable', async () => {
  const calls: unknown[] = [];
  const ran: EndHooksHost['run'] = async (program, args, { env }) => {
    calls.push([program, args, JSON.parse(env?.QWEN_LORA_END ?? '')]);
    return { kind: 'exited', code: 0, stdout: '', stderr: '' };
  };
  const { failures } = await run({ command: ['/bin/stop', '{job}', '{result} {step}'] }, true, { run: ran });
  assert.deepEqual(calls, [['/bin/stop', ['maya', 'finished 8'], end]]);
  assert.deepEqual(failures, []);
});

test('nothing runs in an untrusted workspace, and nothing that is not set', async () => {
  const never: EndHooksHost['run'] = () => assert.fail('it ran');
  const ask: typeof fetch = () => assert.fail('it asked');
  await run({ command: ['/bin/stop'], webhook: 'http://x' }, false, { run: never, fetch: ask });
  await run({}, true, { run: never, fetch: ask });
});

test('a command that fails or is missing is told', async () => {
  const { failures } = await run({ command: ['/no/such/program-of-ours'] });
  assert.deepEqual(failures, ['The command of qwenLora.onEnd.command was not found.']);
  const wrong = await run({ command: [process.execPath, '-e', 'process.exit(3)'] });
  assert.deepEqual(wrong.failures, ['The command of qwenLora.onEnd.command ended with exit code 3.']);
});

test('the address gets the end as JSON; a refusal and no answer are told', async (context) => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.writeHead(request.url === '/no' ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const good = await run({ webhook: `http://127.0.0.1:${port}/yes` });
  assert.deepEqual(good.failures, []);
  assert.deepEqual(
    bodies.map((body) => JSON.parse(body)),
    [end],
  );
  const refused = await run({ webhook: `http://127.0.0.1:${port}/no` });
  assert.match(refused.failures.join(), /it answered 500/);
});
