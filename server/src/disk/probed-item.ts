import type { Stats } from 'node:fs';
import path from 'node:path';
import type { ProbedItem } from '../../../core/language-service';

/** What both probes tell of a file: `own` are the facts of a link itself, `facts` those of what it leads to. */
export function toItem(file: string, own: Stats, facts: Stats): ProbedItem {
  return {
    name: path.basename(file),
    kind: facts.isDirectory() ? 'folder' : 'file',
    isLink: own.isSymbolicLink(),
    size: facts.size,
    modified: facts.mtimeMs,
    created: process.platform === 'win32' ? facts.birthtimeMs : facts.ctimeMs,
  };
}

/** Only these errors say that nothing is there; others, such as a refused access, say nothing about it. */
export function absence(error: unknown): 'absent' | undefined {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : undefined;
}

/** False for the errors with which writing is refused; others say nothing about it. */
export function refusal(error: unknown): false | undefined {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM' ? false : undefined;
}

/** Whether a path is on a network share: `\\host\…`. */
export function isNetworkPath(written: string): boolean {
  return /^[\\/]{2}/.test(written);
}

/** UTF-8 text of bytes that were read up to one more than `limit`; undefined for longer ones. */
export function textOf(bytes: Uint8Array | undefined, limit: number): string | undefined {
  return bytes && bytes.length <= limit ? new TextDecoder().decode(bytes) : undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
