import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { captions, sizes } from './small-images';

/** Folders of a small dataset: images with captions, and control images of the same names. */
export interface SmallDataset {
  readonly images: string;
  readonly controls: readonly string[];
  readonly mask: string;
}

/** Makes a dataset of four images below a folder. The colors are the same each time. */
export async function makeSmallDataset(folder: string): Promise<SmallDataset> {
  const places = ['images', 'control_1', 'control_2', 'control_3', 'mask'].map((name) =>
    path.join(folder, name),
  );
  for (const [place, at] of places.entries()) {
    await mkdir(at, { recursive: true });
    for (const [index, [width, height]] of sizes.entries()) {
      const shade = (40 + 50 * index + 13 * place) % 256;
      const background = { r: shade, g: (shade * 7) % 256, b: 255 - shade };
      const image = sharp({ create: { width, height, channels: 3, background } });
      await image.png().toFile(path.join(at, `0${index}.png`));
      if (place === 0) await writeFile(path.join(at, `0${index}.txt`), captions[index] ?? '');
    }
  }
  const [images = folder, one = folder, two = folder, three = folder, mask = folder] = places;
  return { images, controls: [one, two, three], mask };
}
