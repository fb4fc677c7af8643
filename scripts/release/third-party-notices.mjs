import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';

/**
 * Writes the licenses of the packages whose code or files the bundles contain to `dist/third-party-notices.txt`. Throws
 * where a package comes without a license text.
 *
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles what esbuild tells of each bundle
 */
export function writeNotices(metafiles) {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(packageFolder)));
  const notices = [...folders].sort().map(noticeOf);
  const title = 'Qwen LoRA Trainer contains code of these packages, under the licenses below.';
  writeFileSync(
    join(repositoryRoot, 'dist', 'third-party-notices.txt'),
    [title, ...notices].join(`\n\n${'-'.repeat(79)}\n\n`),
  );
}

/** `node_modules/yaml` of `node_modules/yaml/dist/index.js`; nothing of a file of our own. */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.slice(0, 1) ?? [];
}

function noticeOf(folder) {
  const path = join(repositoryRoot, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined || !existsSync(join(path, file))) {
    throw new Error(`${name} is bundled and comes without a license text.`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').trim()}`;
}
