import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from '../scripts/build.mjs';
import { repositoryRoot } from '../scripts/run-command.mjs';
import { measureServer } from './measure-server.mjs';

/**
 * Compares our language server with yaml-language-server: same schema, same file, same client over standard input and
 * output, in alternating rounds of one run. Only the ratios mean anything; absolute times are this machine's.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const keystrokes = Number(process.env.BENCH_KEYSTROKES ?? 40);
const benchFolder = join(repositoryRoot, 'bench');
const schemaFile = join(repositoryRoot, 'schemas', 'ai-toolkit.schema.json');

installPeers();
await buildAll({ production: true });

// A wrong type that both servers report, so that each answer can be told from an empty one.
const text = readFileSync(join(repositoryRoot, 'examples', 'guide-as-written.yaml'), 'utf8').replace(
  'batch_size: 1',
  'batch_size: one',
);
const servers = [
  { name: 'qwen-lora-trainer', entry: join(repositoryRoot, 'dist', 'server.js'), settings: {} },
  {
    name: 'yaml-language-server',
    entry: join(benchFolder, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server'),
    settings: {
      yaml: {
        validate: true,
        schemaStore: { enable: false },
        schemas: { [pathToFileURL(schemaFile).href]: '*.yaml' },
      },
    },
  },
];

const results = new Map(servers.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const server of servers) {
    results.get(server.name).push(await measureServer({ ...server, text, keystrokes }));
  }
}

const rows = ['coldStart', 'keystroke', 'peakMemory'].map((measure) => {
  const [ours, peer] = servers.map(({ name }) => median(results.get(name).map((result) => result[measure])));
  return { measure, ours, peer, ratio: peer / ours };
});
print(rows);

function print(rows) {
  const names = {
    coldStart: 'cold start to first diagnostics (ms)',
    keystroke: 'keystroke to diagnostics (ms, median)',
    peakMemory: 'peak memory (MiB)',
  };
  console.log(
    `\nguide-as-written.yaml, ${rounds} rounds, ${keystrokes} keystrokes each, Node ${process.version}\n`,
  );
  console.log('| | ours | yaml-language-server | ratio |');
  console.log('|---|---:|---:|---:|');
  for (const { measure, ours, peer, ratio } of rows) {
    console.log(`| ${names[measure]} | ${ours.toFixed(1)} | ${peer.toFixed(1)} | ${ratio.toFixed(1)} × |`);
  }
  console.log(
    '\nyaml-language-server waits 200 ms for a pause in typing before it validates; that wait is part of its number.',
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function installPeers() {
  if (existsSync(join(benchFolder, 'node_modules', 'yaml-language-server'))) return;
  console.log('Installing the peers …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: benchFolder,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}
