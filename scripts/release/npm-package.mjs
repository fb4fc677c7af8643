import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from '../build.mjs';
import { ensureDependencies } from '../dependencies.mjs';
import { repositoryRoot, runNpm } from '../run-command.mjs';

/** What the package contains besides its manifest: from the repository, to the package. */
const contents = [
  ['dist/cli.js', 'dist/cli.js'],
  ['dist/compiled-schema.js', 'dist/compiled-schema.js'],
  ['dist/server.js', 'dist/server.js'],
  ['dist/toolkit-worker.js', 'dist/toolkit-worker.js'],
  ['dist/disk-worker.js', 'dist/disk-worker.js'],
  ['cli/npm-types.d.ts', 'dist/api.d.ts'],
  ['cli/rehearsal', 'cli/rehearsal'],
  ['schemas/ai-toolkit.schema.json', 'schemas/ai-toolkit.schema.json'],
  ['schemas/ai-toolkit.draft-07.schema.json', 'schemas/ai-toolkit.draft-07.schema.json'],
  ['docs/rules', 'docs/rules'],
  ['docs/command-line.md', 'README.md'],
  ['LICENSE', 'LICENSE'],
  ['dist/third-party-notices.txt', 'dist/third-party-notices.txt'],
];

/**
 * Lays the npm package `aitk-lint` into `out/npm`: the command line and its programmatic interface, bundled, without
 * dependencies. Its version is the extension's.
 *
 * @param {{ build?: boolean }} [options] `build: false` takes the bundles that are in `dist/`
 * @returns {Promise<string>} the folder
 */
export async function layNpmPackage({ build = true } = {}) {
  if (build) await buildAll({ production: true });
  const folder = join(repositoryRoot, 'out', 'npm');
  rmSync(folder, { recursive: true, force: true });
  for (const [from, to] of contents) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(join(repositoryRoot, from), join(folder, to), {
      recursive: true,
      filter: (path) => !path.includes('__pycache__'),
    });
  }
  // The program's bundle is the interface too, so that the engine stands in the package once.
  writeFileSync(join(folder, 'dist', 'api.js'), "exports.lint = require('./cli.js').lint;\n");
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  return folder;
}

function manifest() {
  const { version, license, keywords } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  );
  return {
    name: 'aitk-lint',
    version,
    description: "Checks, plans and explains training runs of Ostris' ai-toolkit on the command line.",
    license,
    keywords: [...keywords, 'lint', 'cli'],
    bin: { 'aitk-lint': 'dist/cli.js', 'qwen-lora': 'dist/cli.js' },
    main: 'dist/api.js',
    types: 'dist/api.d.ts',
    exports: {
      '.': { types: './dist/api.d.ts', default: './dist/api.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'cli', 'schemas', 'docs'],
    engines: { node: '>=20' },
    publishConfig: { access: 'public', provenance: true },
  };
}

/**
 * Packs the package.
 *
 * @param {{ build?: boolean }} [options]
 * @returns {Promise<string>} the tarball's path
 */
export async function packNpmPackage(options) {
  const folder = await layNpmPackage(options);
  await runNpm(['pack', '--pack-destination', dirname(folder)], { cwd: folder });
  const tarball = readdirSync(dirname(folder)).find((name) => /^aitk-lint-.*\.tgz$/.test(name));
  if (tarball === undefined) throw new Error('npm pack left no package.');
  return join(dirname(folder), tarball);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  console.log(await packNpmPackage());
}
