import type { SampleView } from '../../../common/dashboard-page';
import { button, h, iconButton, setText } from '../shared/dom';
import { type Comparison, createComparison } from './sample-comparison';
import { type Direction, neighbor, type SampleTable } from './sample-table';
import type { Send } from './section';

export interface SampleViewer {
  readonly element: HTMLElement;
  open(image: SampleView): void;
  /** Shows what has changed in the table, as the dialog is open. */
  refresh(): void;
}

const keys: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'later',
  ArrowRight: 'earlier',
  ArrowUp: 'previous-prompt',
  ArrowDown: 'next-prompt',
};

/** Where an arrow key leads; undefined for other keys, and where the slider or a list uses it. */
function directionOf({ key, target }: KeyboardEvent): Direction | undefined {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? undefined : keys[key];
}

/** Fills the list of steps to compare with, and gives the one that stays chosen. */
function offerSteps(list: HTMLSelectElement, choices: readonly SampleView[]): SampleView | undefined {
  const chosen = choices.find(({ step }) => String(step) === list.value);
  list.replaceChildren(
    h('option', { value: '' }, 'nothing'),
    ...choices.map(({ step }) => h('option', { value: String(step) }, `step ${step}`)),
  );
  list.value = chosen === undefined ? '' : String(chosen.step);
  return chosen;
}

/** One sample over the whole page; arrow keys go along the steps and the prompts. */
export function createSampleViewer(send: Send, table: () => SampleTable): SampleViewer {
  let current: SampleView | undefined;
  const title = h('h3', { id: 'viewer-title', 'aria-live': 'polite' });
  const prompt = h('p', { class: 'quiet' });
  const comparison: Comparison = createComparison();
  const other = h('select', { 'aria-label': 'Compare with step', change: () => show() });
  const act = (press: 'save' | 'reveal') => () =>
    current && send({ kind: 'sample', button: press, id: current.id });
  const dialog = h(
    'dialog',
    { class: 'viewer', 'aria-labelledby': 'viewer-title' },
    h(
      'div',
      { class: 'row spread' },
      title,
      h('label', {}, 'Compare with', other),
      comparison.controls,
      button('Save as …', 'save-as', act('save')),
      iconButton('Reveal in the folder', 'folder-opened', act('reveal')),
      iconButton('Close', 'close', () => dialog.close()),
    ),
    prompt,
    comparison.stage,
  );
  const show = () => {
    if (current === undefined) return;
    const { id, step, index } = current;
    const row = table().rows.find((each) => each.prompt.index === index);
    setText(title, step === 0 ? 'Before training' : `Step ${step}`);
    setText(prompt, row?.prompt.text ?? `Prompt ${index + 1}`);
    const choices = (row?.cells ?? []).flatMap((cell) => (cell === undefined || cell.id === id ? [] : cell));
    comparison.show(current, offerSteps(other, choices));
  };
  dialog.addEventListener('keydown', (event) => {
    const direction = directionOf(event);
    if (direction === undefined || current === undefined) return;
    event.preventDefault();
    current = neighbor(table(), current.id, direction) ?? current;
    show();
  });
  dialog.addEventListener('close', () => {
    comparison.stop();
    const opener = current && document.querySelector(`[data-id="${CSS.escape(current.id)}"]`);
    if (opener instanceof HTMLElement) opener.focus();
    current = undefined;
  });
  return {
    element: dialog,
    open(image) {
      current = image;
      if (!dialog.open) dialog.showModal();
      // A list that has the focus would keep the arrow keys for itself.
      comparison.stage.focus();
      show();
    },
    refresh: () => {
      if (dialog.open) show();
    },
  };
}
