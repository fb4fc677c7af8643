import type { SampleView } from '../../../common/dashboard-page';
import { h } from '../shared/dom';

export interface Comparison {
  readonly controls: HTMLElement;
  readonly stage: HTMLElement;
  show(image: SampleView, other: SampleView | undefined): void;
  stop(): void;
}

/** How long each of two images is seen when they take turns, in milliseconds. */
const blinkMs = 700;

const stageLabel = 'Sample. Left and right go along the steps, up and down along the prompts.';

/** Shows one image, or two of them over each other: divided by a slider, or taking turns. */
export function createComparison(): Comparison {
  let timer: number | undefined;
  const front = h('img', { class: 'front', alt: '' });
  const behind = h('img', { class: 'behind', alt: '' });
  const frontLabel = h('span', { class: 'stage-label left' });
  const behindLabel = h('span', { class: 'stage-label right' });
  const frame = h('div', { class: 'frame' }, behind, front);
  const stage = h(
    'div',
    { class: 'stage', tabindex: 0, role: 'group', 'aria-label': stageLabel },
    frame,
    frontLabel,
    behindLabel,
  );
  const slider = h('input', {
    type: 'range',
    min: 0,
    max: 100,
    value: 50,
    'aria-label': 'Where the two images meet',
    input: () => divide(),
  });
  const blink = h('input', { type: 'checkbox', change: () => (blink.checked ? start() : divide()) });
  const controls = h('span', { class: 'row', hidden: true }, slider, h('label', {}, blink, 'Blink'));
  const divide = () => {
    stop();
    front.style.visibility = 'visible';
    front.style.clipPath = behind.hidden ? 'none' : `inset(0 ${100 - Number(slider.value)}% 0 0)`;
  };
  const stop = () => {
    window.clearInterval(timer);
    timer = undefined;
  };
  const start = () => {
    stop();
    front.style.clipPath = 'none';
    timer = window.setInterval(() => {
      front.style.visibility = front.style.visibility === 'hidden' ? 'visible' : 'hidden';
    }, blinkMs);
  };
  return {
    controls,
    stage,
    show(image, other) {
      showImage(front, frontLabel, image);
      for (const each of [behind, controls, frontLabel, behindLabel]) each.hidden = other === undefined;
      if (other !== undefined) showImage(behind, behindLabel, other);
      if (other !== undefined && blink.checked) start();
      else divide();
    },
    stop,
  };
}

function showImage(place: HTMLImageElement, label: HTMLElement, { uri, step }: SampleView): void {
  place.src = uri;
  place.alt = `Sample of step ${step}`;
  label.textContent = `step ${step}`;
}
