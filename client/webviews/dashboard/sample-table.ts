import type { PromptView, SamplesView, SampleView } from '../../../common/dashboard-page';

/** The grid of prompts × steps: a row per prompt, a column per step, newest first. */
export interface SampleTable {
  readonly steps: readonly number[];
  readonly rows: readonly SampleRow[];
}

export interface SampleRow {
  readonly prompt: PromptView;
  /** One per step of the table; undefined where that round has no such image (yet). */
  readonly cells: readonly (SampleView | undefined)[];
}

/** Arranges the samples. `filter` keeps the prompts whose text or number contains it, whatever its case. */
export function sampleTable(samples: SamplesView, filter: string): SampleTable {
  const byPlace = new Map(samples.images.map((image) => [place(image.step, image.index), image]));
  const steps = [...samples.steps].sort((one, other) => other - one);
  const words = filter.trim().toLowerCase();
  const prompts = samples.prompts.filter(
    ({ index, text }) => words === '' || String(index + 1) === words || text?.toLowerCase().includes(words),
  );
  return {
    steps,
    rows: prompts.map((prompt) => ({
      prompt,
      cells: steps.map((step) => byPlace.get(place(step, prompt.index))),
    })),
  };
}

export type Direction = 'earlier' | 'later' | 'previous-prompt' | 'next-prompt';

/**
 * The image beside another in the grid, over empty cells; the same one at the edge.
 *
 * @returns undefined when the image is not in the table
 */
export function neighbor(table: SampleTable, id: string, direction: Direction): SampleView | undefined {
  const row = table.rows.findIndex(({ cells }) => cells.some((cell) => cell?.id === id));
  const column = table.rows[row]?.cells.findIndex((cell) => cell?.id === id) ?? -1;
  if (row < 0 || column < 0) return undefined;
  const [down, right] = moves[direction];
  let [atRow, atColumn] = [row + down, column + right];
  while (table.rows[atRow] !== undefined && atColumn >= 0 && atColumn < table.steps.length) {
    const cell = table.rows[atRow]?.cells[atColumn];
    if (cell !== undefined) return cell;
    atRow += down;
    atColumn += right;
  }
  return table.rows[row]?.cells[column];
}

/** The newest step is the leftmost column. */
const moves: Readonly<Record<Direction, readonly [number, number]>> = {
  earlier: [0, 1],
  later: [0, -1],
  'previous-prompt': [-1, 0],
  'next-prompt': [1, 0],
};

function place(step: number, index: number): string {
  return `${step}/${index}`;
}
