import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

/**
 * Measures the scan of a large dataset by the built language server: the first one, the next one after a change of the text,
 * and how long a completion takes meanwhile.
 *
 *     node bench/measure-scan.mjs [IMAGES]
 *
 * It needs `npm run build` and writes the dataset to the folder of temporary files.
 */
const images = Number(process.argv[2] ?? 10_000);
const entry = join(import.meta.dirname, '..', 'dist', 'server.js');
const folder = mkdtempSync(join(tmpdir(), 'scan-'));
const uri = 'file:///bench/scan.yaml';

try {
  writeDataset(folder, images);
  print(await measure(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Requests of the server that need no answer here. */
const quietRequests = [
  'client/registerCapability',
  'workspace/diagnostic/refresh',
  'window/workDoneProgress/create',
];

async function measure(root) {
  const server = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  let refreshed = () => undefined;
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => ({ launchFolder: root })));
  connection.onRequest('workspace/inlayHint/refresh', () => {
    refreshed();
    return null;
  });
  for (const request of quietRequests) connection.onRequest(request, () => null);
  connection.listen();
  await initialize(connection);
  let version = 0;
  const scanAfter = async (text) => {
    version++;
    if (version === 1) {
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version, text },
      });
    } else {
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    }
    const answered = new Promise((resolve) => {
      refreshed = resolve;
    });
    const started = performance.now();
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    const delays = [];
    let isOver = false;
    answered.then(() => {
      isOver = true;
    });
    while (!isOver) {
      const before = performance.now();
      await connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: { line: 6, character: 8 },
      });
      delays.push(performance.now() - before);
    }
    return { time: performance.now() - started, delays };
  };
  const first = await scanAfter(configText(3400));
  const again = await scanAfter(configText(3401));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  server.kill();
  return { first, again };
}

async function initialize(connection) {
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      window: { workDoneProgress: true },
      workspace: {
        configuration: true,
        inlayHint: { refreshSupport: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: { diagnostic: {}, synchronization: {} },
    },
  });
  await connection.sendNotification('initialized', {});
}

function configText(steps) {
  return `job: extension
config:
  name: scan
  process:
    - type: sd_trainer
      train:
        steps: ${steps}
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }
      datasets:
        - folder_path: data
          resolution: 1024
`;
}

/** JPEG files of one pixel, each with a number of its own, and a caption beside each. */
function writeDataset(root, count) {
  const data = join(root, 'data');
  mkdirSync(data);
  const head = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  const frame = Buffer.from('ffc0000b080200020001011100', 'hex');
  const end = Buffer.from('ffda0008010100003f00d2cf20ffd9', 'hex');
  for (let index = 0; index < count; index++) {
    const name = String(index).padStart(6, '0');
    const comment = Buffer.from(`\xff\xfe\0\x08${name}`, 'latin1');
    writeFileSync(join(data, `${name}.jpg`), Buffer.concat([head, comment, frame, end]));
    writeFileSync(join(data, `${name}.txt`), `a photo of maya, number ${index}, in the evening light`);
  }
}

function print({ first, again }) {
  // Typing waits for a pause before the disk is asked.
  const pause = 250;
  const rows = [
    ['first scan (ms)', first.time - pause],
    ['scan after a change of the text (ms)', again.time - pause],
    ['completion meanwhile, median (ms)', at(first.delays, 0.5)],
    ['completion meanwhile, slowest (ms)', at(first.delays, 1)],
  ];
  console.log(`\n${images} images with captions, Node ${process.version}\n\n| | |\n|---|---:|`);
  for (const [name, value] of rows) console.log(`| ${name} | ${value.toFixed(1)} |`);
  console.log(
    `| first scan : next scan | ${((first.time - pause) / Math.max(1, again.time - pause)).toFixed(1)} × |`,
  );
}

function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
