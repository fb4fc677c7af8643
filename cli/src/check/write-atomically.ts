import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Replaces a file's text in one step: the new text is written next to it and renamed, so that a crash or a full disk leaves
 * the old text. Links keep pointing to the same file, and the mode stays. A file with several hard links is written in
 * place, since a rename would separate them.
 *
 * @param expected the text that the file had when it was read; throws when it has changed since
 */
export function writeAtomically(file: string, text: string, expected: string): void {
  const target = realpathSync(file);
  const before = statSync(target);
  if (readFileSync(target, 'utf8') !== expected) {
    throw new Error('the file changed while it was checked, so nothing was written. Run the command again');
  }
  if ((before.mode & 0o200) === 0) throw new Error('the file is read-only, so nothing was written');
  if (before.nlink > 1) {
    writeFileSync(target, text);
    return;
  }
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: before.mode & 0o777 });
    chmodSync(draft, before.mode & 0o777);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
