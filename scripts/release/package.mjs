import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from '../dependencies.mjs';
import { repositoryRoot, runCommand } from '../run-command.mjs';
import { embedPicture, userReadme } from './user-readme.mjs';

/** From the repository; git ignores it. */
const userReadmePath = 'out/user-readme.md';

/**
 * Builds for production and packs what `.vscodeignore` lets through.
 *
 * @returns {Promise<string>} the absolute path of `qwen-lora-trainer-VERSION.vsix`
 */
export async function packageExtension() {
  const { name, version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const path = join(repositoryRoot, `${name}-${version}.vsix`);
  rmSync(path, { force: true });
  await writeUserReadme();
  // vsce runs the `vscode:prepublish` script, which is the production build.
  const { status, output } = await runCommand(
    process.execPath,
    [
      'node_modules/@vscode/vsce/vsce',
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--readme-path',
      userReadmePath,
      '--out',
      path,
    ],
    { output: 'capture', timeoutMs: 5 * 60_000 },
  );
  if (status !== 0) throw new Error(`Packaging failed:\n${output}`);
  return path;
}

async function writeUserReadme() {
  const file = join(repositoryRoot, userReadmePath);
  const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await userReadme(readme, embedPicture));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  console.log(await packageExtension());
}
