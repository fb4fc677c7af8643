import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node.js';

const uri = 'file:///bench/guide-as-written.yaml';

/**
 * Starts a language server, opens `text`, types `keystrokes` digits into it and waits for the diagnostics of each.
 *
 * @returns {Promise<{coldStart: number, keystroke: number, peakMemory: number}>} milliseconds from spawn to the first
 *   diagnostics, median milliseconds from a change to its diagnostics, and the process's peak resident memory in MiB
 *   (0 where the system does not tell)
 */
export async function measureServer({ entry, settings, text, keystrokes }) {
  const started = performance.now();
  const server = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = [];
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    if (params.uri === uri && params.diagnostics.length > 0) waiting.shift()?.();
  });
  connection.onRequest('workspace/configuration', ({ items }) =>
    items.map(({ section }) => settings[section] ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('client/unregisterCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { publishDiagnostics: {}, synchronization: {} },
    },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings });
  await diagnosticsAfter(() =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    }),
  );
  const coldStart = performance.now() - started;

  const line = text.split('\n').findIndex((each) => /^\s+steps: /.test(each));
  const character = text.split('\n')[line].length;
  const times = [];
  for (let stroke = 0; stroke < keystrokes; stroke++) {
    // A digit is typed and taken back, as a person corrects a number.
    const typing = stroke % 2 === 0;
    const range = {
      start: { line, character },
      end: { line, character: typing ? character : character + 1 },
    };
    const before = performance.now();
    await diagnosticsAfter(() =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: stroke + 2 },
        contentChanges: [{ range, text: typing ? '0' : '' }],
      }),
    );
    times.push(performance.now() - before);
    await pause(20);
  }
  const peakMemory = peakMemoryOf(server.pid);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  server.kill();
  times.sort((a, b) => a - b);
  return { coldStart, keystroke: times[times.length >> 1], peakMemory };

  async function diagnosticsAfter(send) {
    const answered = new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${entry} sent no diagnostics within 20 s`)), 20_000);
      waiting.push(() => {
        clearTimeout(limit);
        resolve();
      });
    });
    await send();
    await answered;
  }
}

function peakMemoryOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'));
  return match ? Number(match[1]) / 1024 : 0;
}
