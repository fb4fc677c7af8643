import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseObject } from '../../../common/json-object';
import { isAlive, type ProcessIdentity, type ProcessProbe } from './process-probe';

/** A lock that belongs to a process; when the process is gone, so is the lock, whatever the file says. */
export interface RunLock {
  /** Hands the lock to another process, as to the training that was started under it. */
  handTo(owner: ProcessIdentity, note: string): Promise<void>;
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly ok: true; readonly lock: RunLock }
  | { readonly ok: false; readonly owner: ProcessIdentity | undefined; readonly note: string | undefined };

/**
 * Takes the lock `name` in `folder` (on a local disk) for `owner`. Of several processes that try at once exactly one gets it,
 * also when they all find a stale lock: a lock is a file with a generation in its name, made exclusively; whoever finds the
 * newest generation's owner dead makes the next one, and holds it only if it is still the newest afterwards.
 * `note` is returned to those who come too late.
 */
export async function takeLock(
  folder: string,
  name: string,
  owner: ProcessIdentity,
  note: string,
  probe: ProcessProbe,
): Promise<LockAttempt> {
  await mkdir(folder, { recursive: true });
  const stem = createHash('sha256').update(name).digest('hex').slice(0, 24);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const newest = (await generations(folder, stem)).at(-1);
    if (newest !== undefined) {
      const holder = await readHolder(path.join(folder, fileName(stem, newest)));
      if (holder === 'gone') continue;
      if (holder === 'writing') return { ok: false, owner: undefined, note: undefined };
      if (holder !== 'broken' && (await isAlive(probe, holder.owner)))
        return { ok: false, owner: holder.owner, note: holder.note };
    }
    const mine = (newest ?? 0) + 1;
    const file = path.join(folder, fileName(stem, mine));
    if (!(await createExclusively(file, content(owner, note)))) continue;
    const after = await generations(folder, stem);
    if (after.at(-1) !== mine) {
      await rm(file, { force: true });
      continue;
    }
    await Promise.all(
      after
        .filter((other) => other < mine)
        .map((other) => rm(path.join(folder, fileName(stem, other)), { force: true })),
    );
    return { ok: true, lock: lockOn(file) };
  }
  return { ok: false, owner: undefined, note: undefined };
}

const mostAttempts = 50;
/** Longer than anybody needs between making the file and writing it. */
const writingMs = 5_000;

interface Holder {
  readonly owner: ProcessIdentity;
  readonly note: string;
}

function lockOn(file: string): RunLock {
  return {
    async handTo(owner, note) {
      const draft = `${file}.${randomUUID()}.tmp`;
      await writeFile(draft, content(owner, note));
      await rename(draft, file);
    },
    release: () => rm(file, { force: true }),
  };
}

function content(owner: ProcessIdentity, note: string): string {
  return JSON.stringify({ pid: owner.pid, started: owner.started, note });
}

function fileName(stem: string, generation: number): string {
  return `${stem}.${generation}.lock`;
}

async function generations(folder: string, stem: string): Promise<number[]> {
  const found = (await readdir(folder)).flatMap((file) => {
    if (!file.startsWith(`${stem}.`)) return [];
    const number = /^\.(\d+)\.lock$/.exec(file.slice(stem.length))?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return found.sort((a, b) => a - b);
}

async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder | 'gone' | 'writing' | 'broken'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'gone';
    throw error;
  }
  const holder = parseHolder(text);
  if (holder !== undefined) return holder;
  const facts = await stat(file).catch(() => undefined);
  if (facts === undefined) return 'gone';
  return Date.now() - facts.mtimeMs < writingMs ? 'writing' : 'broken';
}

function parseHolder(text: string): Holder | undefined {
  const value = parseObject(text);
  if (!value || typeof value.pid !== 'number') return undefined;
  const started = typeof value.started === 'string' ? value.started : undefined;
  return { owner: { pid: value.pid, started }, note: typeof value.note === 'string' ? value.note : '' };
}
