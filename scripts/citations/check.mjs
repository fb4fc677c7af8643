import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { anchorOf, problemOf, resolvePath } from './check-citations.mjs';
import { collectCitations } from './collect-citations.mjs';
import { rangeText } from './find-citations.mjs';

const anchorsFile = join(repositoryRoot, 'schemas', 'citations.json');

/**
 * `npm run citations -- PATH [--update]` checks every citation of ai-toolkit against the checkout at PATH. `--update`
 * writes the anchors of citations that have none and drops those that nothing cites; anchors that differ are reported.
 */
function main(args) {
  const update = args.includes('--update');
  const [root] = args.filter((arg) => !arg.startsWith('--'));
  if (root === undefined || !existsSync(join(root, 'toolkit', 'config_modules.py'))) {
    console.error('Usage: npm run citations -- PATH [--update], where PATH is a checkout of ai-toolkit.');
    return 2;
  }
  const checkout = openCheckout(root);
  const version = /VERSION\s*=\s*"([^"]+)"/.exec(readFileSync(join(root, 'version.py'), 'utf8'))?.[1] ?? '';
  const all = collectCitations();
  const citations = all.filter(({ since }) => since === undefined || !isNewer(since, version));
  const stored = JSON.parse(readFileSync(anchorsFile, 'utf8'));
  const anchors = update ? withNewAnchors(stored, citations, checkout) : stored;
  let wrong = 0;
  for (const citation of citations) {
    const problem = problemOf(citation, checkout, anchors);
    if (problem === undefined) continue;
    wrong += 1;
    console.log(`${citation.file}:${citation.line}: ${citation.path}:${rangeText(citation)}: ${problem}`);
  }
  if (update) writeFileSync(anchorsFile, `${JSON.stringify(anchors, null, 2)}\n`);
  const newer = all.length - citations.length;
  const skipped = newer === 0 ? '' : `; ${newer} of newer versions were not checked`;
  console.log(
    `${citations.length} citations checked against ai-toolkit ${version}, ${wrong} wrong${skipped}`,
  );
  return wrong === 0 ? 0 : 1;
}

/** @returns {import('./check-citations.mjs').Checkout} */
function openCheckout(root) {
  const read = new Map();
  return {
    paths: [...pythonFiles(root, root)],
    lines: (path) => {
      if (!read.has(path)) read.set(path, readFileSync(join(root, path), 'utf8').trimEnd().split('\n'));
      return read.get(path);
    },
  };
}

const notSources = new Set(['venv', '.venv', 'node_modules', 'output', 'datasets']);

function* pythonFiles(root, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || notSources.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pythonFiles(root, path);
    else if (entry.name.endsWith('.py')) yield relative(root, path).replaceAll('\\', '/');
  }
}

function withNewAnchors(stored, citations, checkout) {
  const anchors = {};
  const places = citations.flatMap((citation) => {
    const path = resolvePath(citation.path, checkout.paths);
    return path === undefined ? [] : [{ path, citation }];
  });
  const inOrder = (a, b) =>
    a.path === b.path
      ? a.citation.first - b.citation.first || a.citation.last - b.citation.last
      : a.path < b.path
        ? -1
        : 1;
  for (const { path, citation } of places.sort(inOrder)) {
    const range = rangeText(citation);
    anchors[path] ??= {};
    anchors[path][range] = stored[path]?.[range] ?? anchorOf(citation, checkout.lines(path));
  }
  return anchors;
}

function isNewer(since, version) {
  const [left, right] = [since, version].map((text) => text.split('.').map(Number));
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs >= 0 && left[differs] > (right[differs] ?? 0);
}

process.exitCode = main(process.argv.slice(2));
