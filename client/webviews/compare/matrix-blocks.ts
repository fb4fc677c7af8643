import type { MatrixCellView, MatrixView } from '../../../common/compare-page';
import { h, iconButton, icons } from '../shared/dom';
import { axisValue } from './axis-values';
import type { ViewedImage } from './image-viewer';
import type { SheetBlock } from './sheet-size';

/** One table: a prompt and a strength of the style; guidance goes down, strength goes to the right. */
export interface Block {
  readonly id: string;
  readonly title: string;
  readonly strengths: readonly number[];
  readonly rows: readonly {
    readonly guidance: number;
    readonly cells: readonly (MatrixCellView | undefined)[];
  }[];
  readonly isRunning: boolean;
}

/** The tables of a matrix. */
export function blocksOf({
  id,
  prompts,
  styleStrengths,
  strengths,
  guidances,
  cells,
  isRunning,
}: MatrixView): readonly Block[] {
  const key = (prompt: number, guidance: number, strength: number, style: number) =>
    [prompt, guidance, strength, style].join(' ');
  const byPlace = new Map(
    cells.map((cell) => [key(cell.prompt, cell.guidance, cell.strength, cell.styleStrength), cell]),
  );
  return prompts.flatMap(({ index, text }) =>
    styleStrengths.map((style) => ({
      id: `${id} ${index} ${style}`,
      title: `${text ?? `Prompt ${index + 1}`}${styleStrengths.length > 1 ? ` · style ${axisValue(style)}` : ''}`,
      strengths,
      isRunning,
      rows: guidances.map((guidance) => ({
        guidance,
        cells: strengths.map((strength) => byPlace.get(key(index, guidance, strength, style))),
      })),
    })),
  );
}

export function sheetBlock({ title, strengths, rows }: Block): SheetBlock {
  return {
    title,
    columns: strengths.map((strength) => `strength ${axisValue(strength)}`),
    rows: rows.map(({ guidance, cells }) => ({
      label: `guidance ${axisValue(guidance)}`,
      images: cells.map((cell) => cell?.uri),
    })),
  };
}

/** One table. `retry` generates a cell again. */
export function blockElement(
  { title, strengths, rows, isRunning }: Block,
  open: (images: readonly ViewedImage[], at: number, text: string) => void,
  retry: (cell: string) => void,
): HTMLElement {
  const images = rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell?.uri === undefined ? [] : [{ name: cellName(cell), uri: cell.uri }])),
  );
  const show = (uri: string) =>
    open(
      images,
      images.findIndex((each) => each.uri === uri),
      title,
    );
  return h(
    'div',
    { class: 'block' },
    h('h3', {}, title),
    h(
      'div',
      { class: 'scrolls samples', tabindex: 0, role: 'region', 'aria-label': title },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Guidance')),
            ...strengths.map((strength) => h('th', { scope: 'col' }, `strength ${axisValue(strength)}`)),
          ),
        ),
        h(
          'tbody',
          {},
          ...rows.map(({ guidance, cells }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row', class: 'axis' }, `guidance ${axisValue(guidance)}`),
              ...cells.map((cell) => h('td', {}, cell && cellElement(cell, isRunning, show, retry))),
            ),
          ),
        ),
      ),
    ),
  );
}

function cellElement(
  cell: MatrixCellView,
  isRunning: boolean,
  show: (uri: string) => void,
  retry: (cell: string) => void,
): HTMLElement {
  const { uri, state, note, id } = cell;
  const again = isRunning
    ? undefined
    : iconButton(`Generate ${cellName(cell)} again …`, 'refresh', () => retry(id));
  if (uri === undefined) {
    const text = { waiting: 'not sent', queued: 'in the queue', running: note, failed: note }[String(state)];
    return h(
      'div',
      { class: `cell ${state}` },
      h('p', {}, state === 'failed' ? icons('error') : undefined, ` ${text ?? ''}`),
      state === 'failed' ? again : undefined,
    );
  }
  const label = `${cellName(cell)}${note === undefined ? '' : `: ${note}`}`;
  return h(
    'div',
    { class: `cell ${state}` },
    h(
      'button',
      { class: 'thumbnail', 'aria-label': label, title: note, click: () => show(uri) },
      h('img', { src: uri, alt: '', loading: 'lazy' }),
    ),
    state === 'suspect' ? h('p', {}, icons('warning'), ` ${note ?? ''}`) : undefined,
    state === 'suspect' ? again : undefined,
  );
}

function cellName({ guidance, strength, styleStrength }: MatrixCellView): string {
  const style = styleStrength === 0 ? '' : `, style ${axisValue(styleStrength)}`;
  return `guidance ${axisValue(guidance)}, strength ${axisValue(strength)}${style}`;
}
