import type { SamplesView, SampleView } from '../../../common/dashboard-page';
import { h, renderList, setText } from '../shared/dom';
import { counted } from '../shared/format';
import { type SampleRow, sampleTable } from './sample-table';
import { createSampleViewer } from './sample-viewer';
import type { Section, Send } from './section';

/** The grid of prompts × steps. */
export function createSamplesSection(send: Send): Section {
  let samples: SamplesView = { prompts: [], steps: [], images: [] };
  let filter = '';
  let isShown = false;
  const viewer = createSampleViewer(send, () => sampleTable(samples, filter));
  const summary = h('p', { class: 'quiet' });
  const heads = h('tr', {});
  const body = h('tbody', {});
  const search = h('input', {
    type: 'search',
    placeholder: 'Filter prompts',
    'aria-label': 'Filter prompts',
    input: () => {
      filter = search.value;
      show();
    },
  });
  const grid = h(
    'div',
    { class: 'scrolls samples', tabindex: 0, role: 'region', 'aria-label': 'Samples by prompt and step' },
    h('table', {}, h('thead', {}, heads), body),
  );
  const element = h(
    'section',
    { class: 'card wide', id: 'samples', 'aria-labelledby': 'samples-title' },
    h('div', { class: 'row spread' }, h('h2', { id: 'samples-title' }, 'Samples'), search),
    summary,
    grid,
    viewer.element,
  );
  const show = () => {
    const table = sampleTable(samples, filter);
    setText(summary, summaryOf(samples, table.rows.length));
    grid.hidden = samples.images.length === 0;
    search.hidden = samples.prompts.length < 2;
    const first = h('th', { scope: 'col', class: 'prompt' }, 'Prompt');
    heads.replaceChildren(first, ...table.steps.map((step) => h('th', { scope: 'col' }, stepText(step))));
    renderList(
      body,
      table.rows,
      ({ prompt }) => String(prompt.index),
      (row) => rowElement(row, (image) => viewer.open(image)),
    );
    viewer.refresh();
  };
  return {
    element,
    update({ run }) {
      const next = run?.samples;
      element.hidden = next === undefined;
      if (next === undefined || (isShown && JSON.stringify(next) === JSON.stringify(samples))) return;
      isShown = true;
      samples = next;
      show();
    },
  };
}

function summaryOf({ images, steps, prompts }: SamplesView, shown: number): string {
  if (images.length === 0) return 'No samples yet. They appear here by themselves.';
  const filtered = shown === prompts.length ? '' : `, ${shown} of ${prompts.length} prompts shown`;
  return `${counted(images.length, 'image')} of ${counted(steps.length, 'round')}${filtered}. Newest first; click one to see it large.`;
}

function stepText(step: number): string {
  return step === 0 ? 'before training' : `step ${step}`;
}

function rowElement({ prompt, cells }: SampleRow, open: (image: SampleView) => void): HTMLElement {
  const text = prompt.text ?? `Prompt ${prompt.index + 1}`;
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row', class: 'prompt' },
      h('div', { class: 'prompt-text', title: text }, text),
      prompt.seed === undefined ? undefined : h('div', { class: 'quiet' }, `seed ${prompt.seed}`),
      ...prompt.controls.map((uri) =>
        h('img', { src: uri, alt: 'Control image', class: 'control', loading: 'lazy' }),
      ),
    ),
    ...cells.map((cell) => h('td', {}, cell === undefined ? undefined : thumbnail(cell, text, open))),
  );
}

function thumbnail(image: SampleView, text: string, open: (image: SampleView) => void): HTMLElement {
  const picture = h('img', { src: image.thumbnail, alt: '', loading: 'lazy' });
  // Thumbnails are optional in the folder; the image itself always does.
  picture.addEventListener('error', () => picture.setAttribute('src', image.uri), { once: true });
  const label = `${stepText(image.step)}, ${text}`;
  return h(
    'button',
    { class: 'thumbnail', 'aria-label': label, 'data-id': image.id, click: () => open(image) },
    picture,
  );
}
