import type { Better, CompareView } from '../../../common/compare-page';
import { countPairs, nextPair, type Pair } from '../../../core/comfyui/pick/next-pair';
import { button, h, setText } from '../shared/dom';
import { counted } from '../shared/format';
import { type CompareState, imagesByPrompt, shownCandidates } from './compare-state';
import type { PageActions, Section } from './section';

const keys: Readonly<Record<string, Better>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowDown: 'equal',
};

/** Two samples of a prompt next to each other, to be judged by key. */
export function createJudge({ send }: PageActions): Section {
  let state: CompareState | undefined;
  let pair: Pair | undefined;
  let shownFor = '';
  const prompt = h('p', { class: 'prompt-line' });
  const progress = h('p', { class: 'quiet judge-status', role: 'status' });
  const left = side('left');
  const right = side('right');
  const stage = h('div', { class: 'pair' }, left.element, right.element);
  const judge = (better: Better) => {
    if (pair === undefined || state === undefined) return;
    send({ kind: 'judge', pair: { ...pair, better, blind: state.saved.blind, at: Date.now() } });
    shownFor = '';
  };
  const skip = () => {
    shownFor = '';
    show();
  };
  const buttons = judgeButtons(judge, skip, () => send({ kind: 'undo' }));
  const none = h('p', { class: 'quiet' }, 'Choose two checkpoints that have samples of the same prompt.');
  const element = h(
    'section',
    { class: 'card wide', id: 'judge', 'aria-label': 'Which is better?' },
    h('h2', {}, 'Which is better?'),
    prompt,
    stage,
    buttons,
    progress,
    none,
  );
  const show = () => {
    if (state?.view === undefined) return;
    const { view } = state;
    const candidates = shownCandidates(state);
    const images = imagesByPrompt(view, candidates);
    const version = JSON.stringify([candidates.map(({ id }) => id), view.comparisons.length]);
    if (version !== shownFor || pair === undefined) pair = nextPair(images, view.comparisons, Math.random);
    shownFor = version;
    for (const each of [prompt, stage, buttons, progress]) each.hidden = pair === undefined;
    none.hidden = pair !== undefined;
    if (pair === undefined) return;
    const nameOf = nameBy(candidates, state.saved.blind);
    left.show(imageOf(view, pair, pair.left), nameOf(pair.left) ?? 'Left');
    right.show(imageOf(view, pair, pair.right), nameOf(pair.right) ?? 'Right');
    const text = view.prompts.find(({ index }) => index === pair?.prompt)?.text;
    setText(prompt, text ?? `Prompt ${pair.prompt + 1}`);
    setText(progress, progressText(view.comparisons.length, countPairs(images)));
  };
  listenForKeys(element, (better) => {
    if (pair !== undefined) judge(better);
    return pair !== undefined;
  });
  return {
    element,
    update(next) {
      state = next;
      show();
    },
  };
}

/** The names of the checkpoints; none while they are hidden. */
function nameBy(candidates: ReturnType<typeof shownCandidates>, isBlind: boolean) {
  return (id: string): string | undefined =>
    isBlind ? undefined : (candidates.find((each) => each.id === id)?.name ?? '');
}

function progressText(done: number, possible: number): string {
  return `${counted(done, 'comparison')} so far; ${possible} pairs are possible.`;
}

function judgeButtons(judge: (better: Better) => void, skip: () => void, undo: () => void): HTMLElement {
  return h(
    'div',
    { class: 'row center' },
    button('Left is better (←)', undefined, () => judge('left'), false),
    button('Equal (↓)', undefined, () => judge('equal')),
    button('Right is better (→)', undefined, () => judge('right'), false),
    button('Skip', undefined, skip),
    button('Undo', 'discard', undo),
  );
}

/** Arrow keys judge wherever the focus is, except where they already mean something. `judge` says whether it did. */
function listenForKeys(element: HTMLElement, judge: (better: Better) => boolean): void {
  document.addEventListener('keydown', (event) => {
    const better = keys[event.key];
    if (better === undefined || element.offsetParent === null || keepsKeys(event.target)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (judge(better)) event.preventDefault();
  });
}

function side(name: string) {
  const image = h('img', { alt: '' });
  const label = h('figcaption', {});
  return {
    element: h('figure', { class: name }, image, label),
    show(uri: string | undefined, text: string) {
      if (uri !== undefined && image.getAttribute('src') !== uri) image.src = uri;
      image.alt = `Sample: ${text}`;
      setText(label, text);
    },
  };
}

function imageOf({ images }: CompareView, { prompt }: Pair, candidate: string): string | undefined {
  return images.find((each) => each.prompt === prompt && each.candidate === candidate)?.uri;
}

/** Lists, texts and the tabs use the arrow keys themselves. */
function keepsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.closest('[role="tablist"], dialog, .scrolls') !== null)
  );
}
