import path from 'node:path';
import type { FileProbe, ProbedItem } from '../../core/rules/rule';

/** A file of a fixture's disk: its text, or what a check reads of it. */
export type FileFacts =
  | string
  | {
      readonly text?: string;
      /** The content where it is no UTF-8 text. */
      readonly bytes?: readonly number[];
      /** An image of this size in pixels. */
      readonly width?: number;
      readonly height?: number;
      /** A checkpoint whose header names this step. */
      readonly step?: number;
      readonly size?: number;
      /** Milliseconds since 1970. */
      readonly modified?: number;
      readonly created?: number;
    };

/** Files by path, with `/` and as the config writes them; a path that ends in `/` is a folder. */
export type FileTree = Readonly<Record<string, FileFacts>>;

/** A disk that holds what a test names, and nothing else. */
export function inMemoryDisk(tree: FileTree): FileProbe {
  const files = new Map(Object.entries(tree).map(([file, facts]) => [path.posix.normalize(file), facts]));
  const bytesOf = (file: string): Uint8Array | undefined => {
    const facts = files.get(path.posix.normalize(file));
    return facts === undefined ? undefined : contentOf(facts);
  };
  const isFolder = (prefix: string) => [...files.keys()].some((file) => file.startsWith(prefix));
  return {
    windows: false,
    async stat(written) {
      const file = path.posix.normalize(written).replace(/\/$/, '');
      const facts = files.get(file);
      if (facts !== undefined) return itemOf(path.posix.basename(file), false, facts);
      return isFolder(`${file}/`) ? itemOf(path.posix.basename(file), true, '') : 'absent';
    },
    async readText(file, limit) {
      const bytes = bytesOf(file);
      return bytes && bytes.length <= limit ? new TextDecoder().decode(bytes) : undefined;
    },
    async listFolder(folder) {
      const prefix = `${path.posix.normalize(folder).replace(/\/$/, '')}/`;
      const children = new Map<string, ProbedItem>();
      for (const [file, facts] of files) {
        if (!file.startsWith(prefix)) continue;
        const [name = '', ...rest] = file.slice(prefix.length).split('/');
        if (name !== '' && !children.has(name)) children.set(name, itemOf(name, rest.length > 0, facts));
      }
      return children.size > 0 || files.has(prefix) ? [...children.values()] : undefined;
    },
    async imageSize(file) {
      const facts = files.get(path.posix.normalize(file));
      if (typeof facts !== 'object' || facts.width === undefined || facts.height === undefined)
        return undefined;
      return { width: facts.width, height: facts.height };
    },
    readBytes: async (file, start, length) => bytesOf(file)?.subarray(start, start + length),
    join: (...parts) => path.posix.join(...parts),
  };
}

function itemOf(name: string, isFolder: boolean, facts: FileFacts): ProbedItem {
  const { size, modified = 0, created = 0 } = typeof facts === 'string' ? {} : facts;
  return {
    name,
    kind: isFolder ? 'folder' : 'file',
    isLink: false,
    size: size ?? contentOf(facts).length,
    modified,
    created,
  };
}

function contentOf(facts: FileFacts): Uint8Array {
  if (typeof facts === 'string') return new TextEncoder().encode(facts);
  if (facts.bytes) return Uint8Array.from(facts.bytes);
  return facts.step === undefined ? new TextEncoder().encode(facts.text ?? '') : checkpoint(facts.step);
}

/** The start of a safetensors file: the header's length in eight bytes, then the header. */
function checkpoint(step: number): Uint8Array {
  const metadata = { training_info: JSON.stringify({ step, epoch: 1 }) };
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata }));
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}
