import { access, constants, lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LanguageHost } from '../../../core/host';
import type { FileProbe, ProbedItem } from '../../../core/language-service';
import { readImageFacts } from './images/image-facts';
import { absence, isNetworkPath, refusal, textOf, toItem } from './probed-item';
import { openRegular, readRegularText } from './regular-file';

/** Bytes of a text that is read as a whole: an index of a model, a project file. */
const longestText = 64 * 1024 * 1024;

/** The language core's view of this machine's disk and environment. */
export const nodeHost: LanguageHost = {
  async listFolder(folder) {
    const items = await quiet(readdir(folder, { withFileTypes: true }));
    return items?.map((item) => ({ name: item.name, kind: item.isDirectory() ? 'folder' : 'file' }));
  },
  exists: async (file) => (await quiet(stat(file))) !== undefined,
  readText: (file) => quiet(readRegularText(file, longestText)),
  variable: (name) => process.env[name],
  joinPath: (...parts) => path.join(...parts),
};

/**
 * A probe that resolves a config's paths as its start would: absolute ones as they are, relative ones below
 * `launchFolder`. Where that is not known, a relative path is answered like one that cannot be read. Network shares
 * (`\\host\…`) are asked only where `network` allows it, which it does not while someone types.
 */
export function fileProbe(
  launchFolder: string | undefined,
  options: { readonly network?: boolean } = {},
): FileProbe {
  const resolve = (written: string): string | undefined => {
    if (isNetworkPath(written) && options.network !== true) return undefined;
    if (path.isAbsolute(written)) return written;
    return launchFolder === undefined ? undefined : path.resolve(launchFolder, written);
  };
  const readBytes = async (written: string, start: number, length: number) => {
    const file = resolve(written);
    return file === undefined ? undefined : quiet(bytesOf(file, start, length));
  };
  return {
    windows: process.platform === 'win32',
    readBytes,
    join: (...parts) => path.join(...parts),
    async listFolder(written) {
      const folder = resolve(written);
      const names = folder === undefined ? undefined : await quiet(readdir(folder));
      if (folder === undefined || !names) return undefined;
      const items = await Promise.all(names.map((name) => quiet(itemOf(path.join(folder, name)))));
      return items.filter((item) => item !== undefined);
    },
    async stat(written) {
      const file = resolve(written);
      return file === undefined ? undefined : itemOf(file).catch(absence);
    },
    async readText(written, limit) {
      return textOf(await readBytes(written, 0, limit + 1), limit);
    },
    async canWrite(written) {
      const folder = resolve(written);
      return folder === undefined ? undefined : isWritable(folder);
    },
    async imageFacts(written) {
      const file = resolve(written);
      return file === undefined ? undefined : readImageFacts(file);
    },
  };
}

async function itemOf(file: string): Promise<ProbedItem> {
  const own = await lstat(file);
  return toItem(file, own, own.isSymbolicLink() ? await stat(file) : own);
}

async function bytesOf(file: string, start: number, length: number): Promise<Uint8Array> {
  const handle = await openRegular(file);
  try {
    // A buffer of the asked size would be as large as a broken header claims.
    const { size } = await handle.stat();
    const buffer = new Uint8Array(Math.max(0, Math.min(length, size - start)));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isWritable(folder: string): Promise<boolean | undefined> {
  return access(folder, constants.W_OK).then(() => true, refusal);
}

/** What the disk refuses is, to the core, not there. */
async function quiet<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}
