import { findOnPath, runCommand } from './run-command.mjs';

/** How a person installs Debian packages by hand, as a sentence. */
export function installByHand(packages) {
  const names = packages.join(' ');
  return `Install ${names} (Debian and Ubuntu: sudo apt-get install ${names}), then try again.`;
}

/**
 * Installs Debian packages with apt-get, and says so first.
 *
 * @param {readonly string[]} missing Debian's names; nothing happens if there are none
 * @param {{ mayInstall?: boolean, log?: (line: string) => void }} [options]
 * @throws {Error} that names what is missing and how to install it
 */
export async function installSystemPackages(missing, { mayInstall = true, log = console.log } = {}) {
  if (missing.length === 0) return;
  const apt = findOnPath('apt-get');
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot ? undefined : findOnPath('sudo');
  if (!mayInstall || apt === undefined || (!isRoot && sudo === undefined)) {
    throw new Error(`Programs are missing. ${installByHand(missing)}`);
  }
  log(
    `Installing system packages on this machine with apt-get: ${missing.join(' ')}. (--no-install prevents this.)`,
  );
  const runApt = (args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const timed = { env, timeoutMs: 8 * 60_000, output: 'capture' };
    return isRoot ? runCommand(apt, args, timed) : runCommand(sudo, ['-n', apt, ...args], timed);
  };
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  let result = await runApt(install);
  if (result.status !== 0) {
    // The package lists of a fresh container are empty or old.
    await runApt(['update', '-q']);
    result = await runApt(install);
  }
  if (result.status !== 0) {
    throw new Error(`apt-get failed:\n${lastLines(result.output)}\n${installByHand(missing)}`);
  }
}

function lastLines(text) {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
