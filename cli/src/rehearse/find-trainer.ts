import { existsSync } from 'node:fs';
import path from 'node:path';

/** The ai-toolkit folder to use: the named one, or the first of these folders, or above them, that is one. */
export function findToolkit(named: string | undefined, near: readonly string[]): string | undefined {
  if (named !== undefined) return isToolkit(named) ? path.resolve(named) : undefined;
  for (const start of near) {
    for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
      if (isToolkit(folder)) return folder;
      if (folder === path.dirname(folder)) break;
    }
  }
  return undefined;
}

/** Whether a folder has ai-toolkit's run.py, and its version or, in old checkouts, its package. */
function isToolkit(folder: string): boolean {
  const has = (name: string) => existsSync(path.join(folder, name));
  return has('run.py') && (has('version.py') || has('toolkit'));
}

/** The toolkit's own Python, as its set-up lays it; otherwise the one on the path. */
export function findPython(toolkit: string): string {
  const below = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const candidates = [
    path.join(toolkit, 'venv', ...below),
    path.join(toolkit, '.venv', ...below),
    path.join(toolkit, 'python_embeded', 'python.exe'),
    path.join(toolkit, '..', 'python_embeded', 'python.exe'),
  ];
  return candidates.find((file) => existsSync(file)) ?? (process.platform === 'win32' ? 'python' : 'python3');
}
