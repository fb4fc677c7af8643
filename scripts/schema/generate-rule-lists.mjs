import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { repositoryRoot } from '../run-command.mjs';

/**
 * Writes what follows from the list of codes: the index of `docs/rules/` and, in the manifest, the codes that
 * `qwenLora.rules` completes. With `--check` it writes nothing and exits 1 when either is stale.
 */
const levels = ['off', 'hint', 'information', 'warning', 'error'];
const places = {
  load: 'While loading',
  network: 'When the network is built',
  dataset: 'While reading the dataset',
  start: 'Before the first step',
  step: 'During training',
  sample: 'While sampling',
  save: 'When saving',
  resume: 'When resuming',
  after: 'After training',
};
const effects = {
  fails: 'the run fails',
  ignored: 'the setting has no effect, or what it should do does not happen',
  changed: 'something else happens than is written',
  costs: 'it costs time, memory, disk space or privacy',
  advice: "the guide's advice",
};
const indexFile = join(repositoryRoot, 'docs', 'rules', 'README.md');
const manifestFile = join(repositoryRoot, 'package.json');

const codes = [...(await loadCodes())].sort((a, b) => (a.code < b.code ? -1 : 1));
const outcomes = [
  update(indexFile, ruleIndex(codes)),
  update(manifestFile, manifestWith(codes)),
  ...codes.filter(({ claims }) => claims).map((facts) => updatePage(facts)),
];
if (outcomes.includes('stale')) {
  console.error('The lists of codes are stale: run `npm run rule-lists`.');
  process.exitCode = 1;
}

async function loadCodes() {
  const outfile = join(repositoryRoot, 'out', 'known-codes.cjs');
  await build({
    entryPoints: [join(repositoryRoot, 'core/editor/diagnostics/known-codes.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const { knownCodes, machineCodes } = await import(pathToFileURL(outfile).href);
  return [...knownCodes, ...machineCodes];
}

function ruleIndex(codes) {
  const rows = codes.map(
    ({ code, severity, summary }) => `| [\`${code}\`](${code}.md) | ${severity} | ${summary} |`,
  );
  return [
    '# Every code',
    '',
    'What can be reported, with its usual severity. Some findings are graded; their pages say when.',
    '`qwenLora.rules` changes the severity of each, or turns it `off`.',
    '',
    '| code | severity | says |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The part of a code's page that tells what ai-toolkit does, between marks, before the examples. */
function updatePage({ code, claims, versions, differsByVersion }) {
  const file = join(repositoryRoot, 'docs', 'rules', `${code}.md`);
  let page;
  try {
    page = readFileSync(file, 'utf8');
  } catch {
    // A test names the page that is missing.
    return 'fresh';
  }
  const plain = page.replace(/<!-- claims:.*?<!-- \/claims -->\n\n/s, '');
  const at = plain.indexOf('## Wrong\n');
  if (at < 0) return 'fresh';
  return update(
    file,
    `${plain.slice(0, at)}${claimsText(claims, versionsText(versions, differsByVersion))}\n\n${plain.slice(at)}`,
  );
}

/** For which versions of ai-toolkit a code holds. */
function versionsText(versions, differsByVersion) {
  const short = (version) => version.replace(/\.0$/, '');
  const { since, until } = versions ?? {};
  const range = [since && `from ${short(since)} on`, until && `before ${short(until)}`]
    .filter(Boolean)
    .join(' and ');
  const holds = range === '' ? 'Holds for ai-toolkit 0.12.26 and 0.13.' : `Holds for ai-toolkit ${range}.`;
  return differsByVersion ? `${holds} Some findings, or their words, differ by version.` : holds;
}

function claimsText(claims, holds) {
  const rows = claims.map(({ where, what, seen, of }) => {
    const source = seen === 'run' ? 'Seen in a real run of ai-toolkit 0.12.26' : 'Read in the source';
    return `- ${places[where]}: ${effects[what]}${of ? ` (${of})` : ''}. ${source}.`;
  });
  return ['<!-- claims: written by `npm run rule-lists` -->', ...rows, `- ${holds}`, '<!-- /claims -->'].join(
    '\n',
  );
}

function manifestWith(codes) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  manifest.contributes.configuration.properties['qwenLora.rules'].properties = Object.fromEntries(
    codes.map(({ code, severity, summary }) => [
      code,
      { type: 'string', enum: levels, default: severity, markdownDescription: summary },
    ]),
  );
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function update(file, text) {
  let present = '';
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    // A missing file is stale like any other.
  }
  const same = file.endsWith('.json') ? sameJson(present, text) : present === text;
  if (same) return 'fresh';
  if (process.argv.includes('--check')) return 'stale';
  writeFileSync(file, text);
  return 'written';
}

/** Biome formats the manifest its own way; only its content counts. */
function sameJson(a, b) {
  return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
}
