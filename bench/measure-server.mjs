import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const uri = 'file:///bench/guide-as-written.yaml';

/**
 * Starts a language server, opens `text`, types `keystrokes` digits into it and waits for the diagnostics of each, then asks
 * for completions and hovers.
 *
 * @returns {Promise<{coldStart: number, keystroke: number, processor: number, completion: number, hover: number, peakMemory: number}>}
 *   milliseconds from spawn to the first diagnostics, median milliseconds from a change to its diagnostics and from a
 *   request to its answer, processor time per keystroke in milliseconds, and the process's peak resident memory in MiB (0 where the system does not tell)
 */
export async function measureServer({ entry, settings, text, keystrokes }) {
  const started = performance.now();
  const server = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const client = listen(server, settings, entry);
  await client.initialize();
  await client.diagnosticsAfter(1, () => client.open(text));
  const coldStart = performance.now() - started;
  const place = typingPlace(text);
  const processorBefore = processorTimeOf(server.pid);
  const stroke = await medianOf(keystrokes, (index) => {
    // A digit is typed and taken back, as a person corrects a number.
    const typing = index % 2 === 0;
    const end = { ...place, character: place.character + (typing ? 0 : 1) };
    const change = { range: { start: place, end }, text: typing ? '0' : '' };
    return client.diagnosticsAfter(index + 2, () => client.change(index + 2, change));
  });
  const processor = (processorTimeOf(server.pid) - processorBefore) / keystrokes;
  const at = { textDocument: { uri }, position: place };
  const completion = await medianOf(9, () => client.connection.sendRequest('textDocument/completion', at));
  const key = { ...at, position: { ...place, character: place.character - 8 } };
  const hover = await medianOf(9, () => client.connection.sendRequest('textDocument/hover', key));
  const peakMemory = peakMemoryOf(server.pid);
  await client.connection.sendRequest('shutdown');
  await client.connection.sendNotification('exit');
  client.connection.dispose();
  server.kill();
  return { coldStart, keystroke: stroke, processor, completion, hover, peakMemory };
}

/** A client over standard input and output, the same for each server. */
function listen(server, settings, entry) {
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  let waiting;
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    const isOld = params.version !== undefined && params.version < (waiting?.version ?? 0);
    if (params.uri === uri && params.diagnostics.length > 0 && !isOld) waiting?.resolve();
  });
  connection.onRequest('workspace/configuration', ({ items }) =>
    items.map(({ section }) => settings[section] ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('client/unregisterCapability', () => null);
  connection.listen();
  return {
    connection,
    initialize: () => initialize(connection, settings),
    open: (text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text },
      }),
    change: (version, change) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [change],
      }),
    async diagnosticsAfter(version, send) {
      const answered = new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`${entry} sent no diagnostics within 60 s`)), 60_000);
        waiting = {
          version,
          resolve: () => {
            clearTimeout(limit);
            waiting = undefined;
            resolve();
          },
        };
      });
      await send();
      await answered;
    },
  };
}

async function initialize(connection, settings) {
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        publishDiagnostics: { versionSupport: true },
        synchronization: {},
        completion: { completionItem: { snippetSupport: true } },
        hover: { contentFormat: ['markdown'] },
      },
    },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings });
}

/** Behind the number of steps, in the middle of a config. */
function typingPlace(text) {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => /^\s+steps: /.test(each));
  return { line, character: lines[line].length };
}

async function medianOf(times, measure) {
  const found = [];
  for (let index = 0; index < times; index++) {
    const before = performance.now();
    await measure(index);
    found.push(performance.now() - before);
    await pause(20);
  }
  found.sort((a, b) => a - b);
  return found[found.length >> 1];
}

/** Milliseconds that the process and its threads have used; 0 where the system does not tell. A busy machine does not count. */
function processorTimeOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function peakMemoryOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'));
  return match ? Number(match[1]) / 1024 : 0;
}
