import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { writeAtomically } from '../../cli/src/check/write-atomically';

const folder = mkdtempSync(path.join(tmpdir(), 'atomic-'));
after(() => rmSync(folder, { recursive: true }));
const skip = process.platform === 'win32' ? 'Windows has no modes, and links need rights' : false;

describe('a file that is fixed', () => {
  it('is left alone when it has changed since it was read', () => {
    const file = path.join(folder, 'changed.yaml');
    writeFileSync(file, 'of someone else');
    assert.throws(() => writeAtomically(file, 'new', 'old'), /changed while it was checked/);
    assert.equal(readFileSync(file, 'utf8'), 'of someone else');
  });

  it('keeps its mode and the link that leads to it, and leaves nothing beside it', { skip }, () => {
    const file = path.join(folder, 'real.yaml');
    const link = path.join(folder, 'link.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    writeAtomically(link, 'new', 'old');
    assert.equal(readFileSync(file, 'utf8'), 'new');
    assert.equal(statSync(file).mode & 0o777, 0o640);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('is left alone when it is read-only', { skip }, () => {
    const file = path.join(folder, 'read-only.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, 0o440);
    assert.throws(() => writeAtomically(file, 'new', 'old'), /read-only/);
    assert.equal(readFileSync(file, 'utf8'), 'old');
  });
});
