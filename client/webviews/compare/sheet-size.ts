/** A table of images with a title and the names of its axes. */
export interface SheetBlock {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly images: readonly (string | undefined)[] }[];
}

/** Sizes in pixels. */
export const margin = 16;
export const labelWidth = 190;
export const titleHeight = 30;
export const headHeight = 28;
const largestCell = 384;
const smallestCell = 48;
/** What browsers draw: no side above 16384 pixels, and an area that does not fill the memory. */
export const longestSide = 16_000;
const largestArea = 120_000_000;

/** The size of a cell with which the whole sheet can be drawn. */
export function cellSize(blocks: readonly SheetBlock[]): number {
  for (let size = largestCell; size > smallestCell; size -= 16) {
    const { width, height } = sheetSize(blocks, size);
    if (width <= longestSide && height <= longestSide && width * height <= largestArea) return size;
  }
  return smallestCell;
}

export function sheetSize(blocks: readonly SheetBlock[], cell: number): { width: number; height: number } {
  const columns = Math.max(1, ...blocks.map((block) => block.columns.length));
  const heights = blocks.map(({ rows }) => titleHeight + headHeight + rows.length * (cell + 8));
  return {
    width: margin * 2 + labelWidth + columns * (cell + 8),
    height: margin * 2 + heights.reduce((sum, height) => sum + height, 0),
  };
}
