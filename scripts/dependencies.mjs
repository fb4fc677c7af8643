import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, runNpm } from './run-command.mjs';

/**
 * Installs node_modules as the lockfile says when it is missing or differs from it.
 * This file uses only Node's own modules, because nothing may be installed yet.
 *
 * @param {{ mayInstall?: boolean }} [options]
 * @throws {Error} if something is missing and `mayInstall` is false, or `npm ci` fails
 */
export async function ensureDependencies({ mayInstall = true } = {}) {
  const difference = staleReason();
  if (difference === undefined) return;
  if (!mayInstall) throw new Error(`Dependencies are missing (${difference}). Run 'npm ci', then try again.`);
  console.log(`Installing dependencies (${difference}) …`);
  const { status } = await runNpm(['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
    timeoutMs: 10 * 60_000,
  });
  if (status !== 0) throw new Error('`npm ci` failed; its output is above.');
}

/** Why node_modules has to be installed, or undefined when it agrees with the lockfile. */
function staleReason() {
  const wanted = packagesOf(join(repositoryRoot, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing.');
  const installed = packagesOf(join(repositoryRoot, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'node_modules is missing';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Packages for other platforms are optional and rightly absent.
    if (found === undefined && entry.optional === true) continue;
    if (found?.version !== entry.version || !existsSync(join(repositoryRoot, path))) {
      return `${path} is not at ${entry.version}`;
    }
  }
  return undefined;
}

function packagesOf(lockfile) {
  if (!existsSync(lockfile)) return undefined;
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}
