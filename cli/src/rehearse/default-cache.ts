import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of the small checkpoints in the user's cache, which the editor and the command line share. */
export function defaultCache(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const base =
    process.platform === 'win32'
      ? (LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? path.join(homedir(), 'Library', 'Caches')
        : (XDG_CACHE_HOME ?? path.join(homedir(), '.cache'));
  return path.join(base, 'qwen-lora', 'rehearsal');
}
