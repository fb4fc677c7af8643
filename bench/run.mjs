import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from '../scripts/build.mjs';
import { repositoryRoot } from '../scripts/run-command.mjs';
import { documentOfLines } from './documents.mjs';
import { measureServer } from './measure-server.mjs';

/**
 * Compares our language server with yaml-language-server: same schema, same documents, same client over standard input and
 * output, in alternating rounds of one run. Only the ratios mean anything; absolute times are this machine's.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const sizes = (process.env.BENCH_LINES ?? '73,1000,10000').split(',').map(Number);
const benchFolder = join(repositoryRoot, 'bench');
const schemaFile = join(repositoryRoot, 'schemas', 'ai-toolkit.schema.json');
const measures = {
  coldStart: 'cold start to first diagnostics (ms)',
  keystroke: 'keystroke to diagnostics (ms, median)',
  processor: 'processor time per keystroke (ms)',
  completion: 'completion (ms, median)',
  hover: 'hover (ms, median)',
  peakMemory: 'peak memory (MiB)',
};

installPeers();
await buildAll({ production: true });

// A wrong type that both servers report, so that each answer can be told from an empty one.
const guide = readFileSync(join(repositoryRoot, 'examples', 'guide-as-written.yaml'), 'utf8').replace(
  'batch_size: 1',
  'batch_size: one',
);
const peerSettings = {
  yaml: {
    validate: true,
    hover: true,
    completion: true,
    schemaStore: { enable: false },
    schemas: { [pathToFileURL(schemaFile).href]: '*.yaml' },
  },
};
const peerFolder = join(benchFolder, 'node_modules', 'yaml-language-server');
const servers = [
  { name: 'ours', entry: join(repositoryRoot, 'dist', 'server.js'), settings: {} },
  { name: 'peer', entry: join(peerFolder, 'bin', 'yaml-language-server'), settings: peerSettings },
  { name: 'without wait', entry: join(benchFolder, 'peer-without-wait.cjs'), settings: peerSettings },
];
const peerVersion = JSON.parse(readFileSync(join(peerFolder, 'package.json'), 'utf8')).version;

console.log(
  `\n${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ` +
    `yaml-language-server ${peerVersion}, ${rounds} rounds, medians\n`,
);
console.log('| lines | | ours | peer | ratio | peer without its wait | ratio |');
console.log('|---:|---|---:|---:|---:|---:|---:|');
for (const lines of sizes) await compare(lines);
console.log(
  '\nyaml-language-server waits 200 ms for a pause in typing before it validates; the last two columns are without that wait.',
);

async function compare(lines) {
  const text = documentOfLines(guide, lines);
  const keystrokes = lines > 5000 ? 10 : 40;
  const results = new Map(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) {
      results.get(server.name).push(await measureServer({ ...server, text, keystrokes }));
    }
  }
  for (const [measure, title] of Object.entries(measures)) {
    const [ours, peer, bare] = servers.map(({ name }) =>
      median(results.get(name).map((result) => result[measure])),
    );
    const ratio = (other) => `${(other / ours).toFixed(1)} ×`;
    console.log(
      `| ${text.split('\n').length} | ${title} | ${ours.toFixed(1)} | ${peer.toFixed(1)} | ${ratio(peer)} | ${bare.toFixed(1)} | ${ratio(bare)} |`,
    );
  }
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
