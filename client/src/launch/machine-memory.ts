import { readFile, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { MachineMemory } from '../../../core/launch/index';

/** The limits of a container: cgroups of version 2, then of version 1. */
const limitFiles = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** Asks the system for its memory. What it does not say is undefined. */
export async function readMachineMemory(): Promise<MachineMemory> {
  const [limits, meminfo, shared] = await Promise.all([
    Promise.all(limitFiles.map(textOf)),
    textOf('/proc/meminfo'),
    freeBytesOf('/dev/shm'),
  ]);
  const limit = limits.map((text) => Number(text?.trim())).find((bytes) => bytes > 0);
  const swap = /^SwapTotal:\s+(\d+) kB/m.exec(meminfo ?? '')?.[1];
  return {
    total: totalmem(),
    limit,
    swap: swap === undefined ? undefined : Number(swap) * 1024,
    shared,
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Only Linux has these files, and not every Linux has each.
    return undefined;
  }
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Other systems have no such folder.
    return undefined;
  }
}
