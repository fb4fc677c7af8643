import { spawnSync } from 'node:child_process';

/** Why tests with a program of others cannot run here; false when it is there. */
export function whyWithout(program: string): string | false {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return error ? `${program} is not here and could not be installed` : false;
}
