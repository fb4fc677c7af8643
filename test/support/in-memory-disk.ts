import path from 'node:path';
import type { FileProbe, ProbedItem } from '../../core/rules/rule';
import type { ImageFacts } from '../../core/trainer/file-probe';

/** A file of a fixture's disk: its text, or what a check reads of it. An image with an empty text has 1024 × 1024 pixels. */
export type FileFacts =
  | string
  | {
      readonly text?: string;
      /** The content where it is no UTF-8 text. */
      readonly bytes?: readonly number[];
      /** An image of this size in pixels. */
      readonly width?: number;
      readonly height?: number;
      /** Why the image cannot be decoded. */
      readonly problem?: NonNullable<ImageFacts['problem']>;
      /** 4 means an alpha channel. */
      readonly channels?: number;
      /** A checkpoint whose header names this step, or no step for null. */
      readonly step?: number | null;
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
  return {
    windows: false,
    async stat(written) {
      const file = path.posix.normalize(written).replace(/\/$/, '');
      const facts = files.get(file);
      if (facts !== undefined) return itemOf(path.posix.basename(file), false, facts);
      const inside = [...files].find(([name]) => name.startsWith(`${file}/`));
      return inside ? itemOf(path.posix.basename(file), true, inside[1]) : 'absent';
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
    // A file `.read-only` in a folder stands for its missing permission.
    canWrite: async (folder) => !files.has(path.posix.join(folder, '.read-only')),
    imageFacts: async (file) => imageFactsOf(file, files.get(path.posix.normalize(file))),
    readBytes: async (file, start, length) => bytesOf(file)?.subarray(start, start + length),
    join: (...parts) => path.posix.join(...parts),
  };
}

function imageFactsOf(file: string, facts: FileFacts | undefined): ImageFacts | undefined {
  if (facts === undefined) return undefined;
  const isPlain = facts === '' && /\.(?:jpe?g|png|webp)$/i.test(file);
  const known = isPlain ? { width: 1024, height: 1024 } : typeof facts === 'string' ? {} : facts;
  const { width, height, problem, channels = 3 } = known as Exclude<FileFacts, string>;
  if (width === undefined || height === undefined) {
    return { format: '', stored: undefined, size: undefined, channels: undefined, problem: 'unreadable' };
  }
  const size = { width, height };
  return { format: 'png', stored: size, size, channels, problem };
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
function checkpoint(step: number | null): Uint8Array {
  const metadata = step === null ? {} : { training_info: JSON.stringify({ step, epoch: 1 }) };
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata }));
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}
