import type { MatrixCellView, MatrixView } from '../../../common/compare-page';
import { button, h, renderList, setText } from '../shared/dom';
import { makeContactSheet } from './contact-sheet';
import { createImageViewer } from './image-viewer';
import { blockElement, blocksOf, sheetBlock } from './matrix-blocks';
import { createMatrixForm } from './matrix-form';
import type { PageActions, Section } from './section';

/** The quality matrix: its axes, its images, and a contact sheet of them. */
export function createMatrix(actions: PageActions): Section {
  const form = createMatrixForm(actions);
  const images = createMatrixImages(actions);
  const element = h(
    'div',
    { class: 'parts' },
    h(
      'section',
      { class: 'card wide', 'aria-labelledby': 'matrix-title' },
      h('h2', { id: 'matrix-title' }, 'Quality matrix'),
      h(
        'p',
        { class: 'quiet' },
        'The guide tests a LoRA at guidance 3.0, 3.5 and 4.0 and at strength 0.6, 0.8 and 1.0.',
      ),
      form.element,
    ),
    images.element,
  );
  return {
    element,
    update(state) {
      form.update(state);
      images.update(state);
    },
  };
}

const isOver = ({ state }: MatrixCellView) => state === 'done' || state === 'failed' || state === 'suspect';

function createMatrixImages({ send }: PageActions): Section {
  let matrix: MatrixView | undefined;
  const viewer = createImageViewer();
  const which = h('select', {
    'aria-label': 'Which matrix',
    change: () => send({ kind: 'matrix', button: 'show', id: which.value }),
  });
  const press = (name: 'stop' | 'resume') => () => {
    if (matrix !== undefined) send({ kind: 'matrix', button: name, id: matrix.id });
  };
  const stop = button('Stop', 'debug-stop', press('stop'));
  const resume = button('Resume …', 'debug-continue', press('resume'));
  const share = button('Contact sheet …', 'save-as', () => {
    if (matrix !== undefined)
      void makeContactSheet(blocksOf(matrix).map(sheetBlock)).then((png) => send({ kind: 'sheet', png }));
  });
  const note = h('p', { role: 'status' });
  const blocks = h('div', { class: 'blocks' });
  const buttons = h('div', { class: 'row' }, which, stop, resume, share);
  const element = h(
    'section',
    { class: 'card wide', 'aria-label': 'Images of the matrix' },
    h('div', { class: 'row spread' }, h('h2', {}, 'Images'), buttons),
    note,
    blocks,
    viewer.element,
  );
  const show = ({ id, isRunning, cells, style, lora, note: text }: MatrixView) => {
    stop.hidden = !isRunning;
    resume.hidden = isRunning || cells.every(isOver);
    share.hidden = cells.every(({ uri }) => uri === undefined);
    const what = style === undefined ? lora : `${lora} and ${style}`;
    setText(note, text === undefined ? what : `${what}. ${text}`);
    const retry = (cell: string) => send({ kind: 'retry', id, cell });
    const tables = matrix === undefined ? [] : blocksOf(matrix);
    const make = (block: (typeof tables)[number]) => blockElement(block, viewer.open, retry);
    renderList(blocks, tables, (block) => block.id, make);
  };
  return {
    element,
    update({ view }) {
      matrix = view?.matrix;
      element.hidden = matrix === undefined;
      if (matrix === undefined || view === undefined) return;
      renderList(
        which,
        view.matrices.map((name) => ({ name })),
        ({ name }) => name,
        ({ name }) => h('option', { value: name }, name),
      );
      which.value = matrix.id;
      show(matrix);
    },
  };
}
