import type { FileProbe, ImageFacts, ProbedItem } from '../../../core/language-service';

/** What was read of files before, for as long as their size and time stay the same. */
export interface FileMemory {
  /** A probe that asks the memory first. `place` tells probes apart that resolve relative paths differently. */
  remember(probe: FileProbe, place: string): FileProbe;
}

interface Remembered<T> {
  readonly stamp: string;
  readonly value: T;
}

/** More files are forgotten all at once. */
const mostFiles = 400_000;
/** Longer files are not captions, and are read each time. */
const longestText = 16 * 1024;

/** A memory that lives as long as the server. Listings are never remembered, so that a changed file is seen. */
export function createFileMemory(): FileMemory {
  const images = new Map<string, Remembered<ImageFacts>>();
  const texts = new Map<string, Remembered<Uint8Array>>();
  return {
    remember(probe, place) {
      const listed = new Map<string, string>();
      const keyOf = (path: string) => `${place}\0${path}`;
      const keep = <T>(map: Map<string, Remembered<T>>, key: string, stamp: string, value: T) => {
        if (map.size >= mostFiles) map.clear();
        map.set(key, { stamp, value });
      };
      return {
        ...probe,
        async listFolder(folder) {
          const items = await probe.listFolder(folder);
          for (const item of items ?? []) listed.set(probe.join(folder, item.name), stampOf(item));
          return items;
        },
        async imageFacts(path, item) {
          const stamp = item ? stampOf(item) : listed.get(path);
          const known = images.get(keyOf(path));
          if (stamp !== undefined && known?.stamp === stamp) return known.value;
          const facts = await probe.imageFacts(path, item);
          if (stamp !== undefined && facts) keep(images, keyOf(path), stamp, facts);
          return facts;
        },
        async readBytes(path, start, length) {
          const stamp = start === 0 && length <= longestText ? listed.get(path) : undefined;
          const key = `${keyOf(path)}\0${length}`;
          const known = texts.get(key);
          if (stamp !== undefined && known?.stamp === stamp) return known.value;
          const bytes = await probe.readBytes(path, start, length);
          if (stamp !== undefined && bytes) keep(texts, key, stamp, bytes);
          return bytes;
        },
      };
    },
  };
}

function stampOf({ size, modified }: ProbedItem): string {
  return `${size}:${modified}`;
}
