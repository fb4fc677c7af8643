import { cp, mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { parseConfigDocument } from '../../core/syntax/config-document';
import { viewTrainingConfig } from '../../core/trainer/training-config';
import type { FileFacts, FileTree } from '../../test/support/in-memory-disk';
import type { SmallDataset } from './small-dataset';

/** Pixels of a side; larger images cost time and show nothing more. */
const longestSide = 2048;

/** Whether a described disk can be made below a folder: relative paths, readable images, no checkpoints of other programs. */
export function isReal(tree: FileTree): boolean {
  return Object.entries(tree).every(([name, facts]) => {
    if (path.posix.isAbsolute(name) || name.split('/').includes('..') || name.endsWith('/.read-only'))
      return false;
    if (typeof facts === 'string') return true;
    const { width = 0, height = 0, step } = facts;
    return step === undefined && width <= longestSide && height <= longestSide;
  });
}

/** Makes a described disk below a folder. Images get a color of their own; what cannot be decoded gets four bytes. */
export async function makeRealDisk(tree: FileTree, folder: string): Promise<void> {
  for (const [index, [name, facts]] of Object.entries(tree).entries()) {
    const file = path.join(folder, name);
    if (name.endsWith('/')) {
      await mkdir(file, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await contentOf(name, facts, index));
    const modified = typeof facts === 'string' ? undefined : facts.modified;
    if (modified !== undefined) await utimes(file, modified / 1000, modified / 1000);
  }
}

async function contentOf(name: string, facts: FileFacts, index: number): Promise<Uint8Array> {
  const isImage = /\.(?:jpe?g|png|webp)$/i.test(name);
  if (typeof facts === 'string') {
    return isImage && facts === '' ? imageOf(name, 1024, 1024, 3, index) : Buffer.from(facts);
  }
  const { width, height, channels = 3, problem, bytes, text, size = 0 } = facts;
  if (bytes) return Uint8Array.from(bytes);
  if (problem !== undefined) return Buffer.from('nope');
  if (width !== undefined && height !== undefined) return imageOf(name, width, height, channels, index);
  return Buffer.from((text ?? '').padEnd(Math.min(size, 4096), '\0'));
}

async function imageOf(
  name: string,
  width: number,
  height: number,
  channels: number,
  index: number,
): Promise<Buffer> {
  const shade = (37 * (index + 1)) % 256;
  const background = { r: shade, g: (shade * 5) % 256, b: 255 - shade, alpha: 0.5 };
  const image = sharp({
    create: { width, height, channels: channels === 4 ? 4 : 3, background },
  });
  const ending = path.extname(name).toLowerCase();
  return (ending === '.png' ? image.png() : ending === '.webp' ? image.webp() : image.jpeg()).toBuffer();
}

/** Fills the relative dataset folders that a text names with the small dataset. */
export async function makeWrittenFolders(text: string, folder: string, dataset: SmallDataset): Promise<void> {
  const { processes } = viewTrainingConfig(parseConfigDocument(text, 'yaml'));
  for (const section of processes.flatMap((process) => process.datasets)) {
    const sources = [
      [section.text('dataset_path') ?? section.text('folder_path'), dataset.images],
      [section.text('control_path'), dataset.controls[0]],
    ] as const;
    for (const [written, source] of sources) {
      const to = path.resolve(folder, written?.value ?? folder);
      const isBelow = to.startsWith(`${folder}${path.sep}`);
      if (source !== undefined && isBelow) await cp(source, to, { recursive: true });
    }
  }
}
