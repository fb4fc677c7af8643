import type { KeptCell } from './matrix-file';

/**
 * A success of the server that is none: black images come from NaN in the weights or the sampling, and images that do not
 * change with the strength come from a LoRA whose keys were not loaded. The server reports both as a success.
 *
 * @returns a note by the id of each cell that is concerned
 */
export function suspectCells(cells: readonly KeptCell[]): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  const bySetting = new Map<string, KeptCell[]>();
  for (const cell of cells) {
    if (cell.result?.kind !== 'done') continue;
    if (cell.result.isBlack) {
      notes.set(
        cell.id,
        'The image is black: the weights or the sampling contain NaN. ComfyUI reports a success.',
      );
      continue;
    }
    const setting = `${cell.prompt} ${cell.guidance} ${cell.styleStrength}`;
    bySetting.set(setting, [...(bySetting.get(setting) ?? []), cell]);
  }
  for (const group of bySetting.values()) {
    for (const cell of group) {
      const pixels = pixelsOf(cell);
      const same = group.find((other) => other.strength !== cell.strength && pixelsOf(other) === pixels);
      if (pixels === undefined || same === undefined) continue;
      notes.set(
        cell.id,
        `The image is the same as at strength ${same.strength}: ComfyUI does not apply this LoRA. Its log names the keys that it did not load.`,
      );
    }
  }
  return notes;
}

function pixelsOf({ result }: KeptCell): string | undefined {
  return result?.kind === 'done' ? result.pixels : undefined;
}
