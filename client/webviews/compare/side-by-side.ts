import type { ComparedPrompt, CompareView } from '../../../common/compare-page';
import { button, h, renderList } from '../shared/dom';
import { type CompareState, type NamedCandidate, shownCandidates } from './compare-state';
import { makeContactSheet } from './contact-sheet';
import { createImageViewer, type ViewedImage } from './image-viewer';
import type { PageActions, Section } from './section';
import type { SheetBlock } from './sheet-size';

interface Cell {
  readonly name: string;
  readonly uri: string | undefined;
  readonly thumbnail: string | undefined;
}

interface Row {
  readonly prompt: ComparedPrompt;
  readonly cells: readonly Cell[];
}

/** The samples of the candidates side by side, a row per prompt. */
export function createSideBySide({ send }: PageActions): Section {
  let state: CompareState | undefined;
  const viewer = createImageViewer();
  const heads = h('tr', {});
  const body = h('tbody', {});
  const share = async () => {
    if (state?.view === undefined) return;
    const candidates = shownCandidates(state);
    const block: SheetBlock = {
      title: state.saved.blind ? 'Blind comparison' : state.view.name,
      columns: candidates.map(({ name }) => name),
      rows: rowsOf(state.view, candidates).map(({ prompt, cells }) => ({
        label: promptText(prompt),
        images: cells.map(({ uri }) => uri),
      })),
    };
    send({ kind: 'sheet', png: await makeContactSheet([block]) });
  };
  const element = h(
    'section',
    { class: 'card wide', 'aria-labelledby': 'samples-title' },
    h(
      'div',
      { class: 'row spread' },
      h('h2', { id: 'samples-title' }, 'Samples side by side'),
      button('Contact sheet …', 'save-as', () => void share()),
    ),
    h(
      'div',
      {
        class: 'scrolls samples',
        tabindex: 0,
        role: 'region',
        'aria-label': 'Samples by prompt and checkpoint',
      },
      h('table', {}, h('thead', {}, heads), body),
    ),
    viewer.element,
  );
  return {
    element,
    update(next) {
      state = next;
      const { view } = next;
      if (view === undefined) return;
      const candidates = shownCandidates(next);
      heads.replaceChildren(
        h('th', { scope: 'col', class: 'prompt' }, 'Prompt'),
        ...candidates.map(({ name }) => h('th', { scope: 'col' }, name)),
      );
      renderList(
        body,
        rowsOf(view, candidates),
        ({ prompt }) => String(prompt.index),
        (row) => rowElement(row, (images, place) => viewer.open(images, place, promptText(row.prompt))),
      );
    },
  };
}

function rowsOf({ prompts, images }: CompareView, candidates: readonly NamedCandidate[]): readonly Row[] {
  const byPlace = new Map(images.map((image) => [`${image.prompt} ${image.candidate}`, image]));
  return prompts.map((prompt) => ({
    prompt,
    cells: candidates.map(({ id, name }) => {
      const image = byPlace.get(`${prompt.index} ${id}`);
      return { name, uri: image?.uri, thumbnail: image?.thumbnail };
    }),
  }));
}

function promptText({ text, index }: ComparedPrompt): string {
  return text ?? `Prompt ${index + 1}`;
}

function rowElement(
  { prompt, cells }: Row,
  open: (images: readonly ViewedImage[], place: number) => void,
): HTMLElement {
  const text = promptText(prompt);
  const images = cells.flatMap(({ name, uri }) => (uri === undefined ? [] : [{ name, uri }]));
  return h(
    'tr',
    {},
    h('th', { scope: 'row', class: 'prompt' }, h('div', { class: 'prompt-text', title: text }, text)),
    ...cells.map(({ name, uri, thumbnail }) => {
      if (uri === undefined) return h('td', {});
      const picture = h('img', { src: thumbnail ?? uri, alt: '', loading: 'lazy' });
      // Thumbnails are optional in the folder; the image itself always does.
      picture.addEventListener('error', () => picture.setAttribute('src', uri), { once: true });
      const place = images.findIndex((each) => each.uri === uri);
      const press = () => open(images, place);
      return h(
        'td',
        {},
        h('button', { class: 'thumbnail', 'aria-label': `${name}, ${text}`, click: press }, picture),
      );
    }),
  );
}
