import { h, iconButton, setText } from '../shared/dom';
import type { ChartOptions } from './chart-data';

export interface LossControls {
  readonly element: HTMLElement;
  show(options: ChartOptions, isZoomed: boolean): void;
}

/** The choices of the loss chart. */
export function createLossControls(
  change: (options: Partial<ChartOptions>) => void,
  resetZoom: () => void,
): LossControls {
  const amount = h('output', { class: 'number' });
  const slider = h('input', {
    type: 'range',
    min: 0,
    max: 100,
    id: 'smoothing',
    input: () => change({ smoothing: Number(slider.value) }),
  });
  const check = (key: 'raw' | 'rate' | 'log' | 'clip', text: string, hint: string) => {
    const box = h('input', {
      type: 'checkbox',
      'data-option': key,
      change: () => change({ [key]: box.checked }),
    });
    return { key, box, label: h('label', { title: hint }, box, text) };
  };
  const checks = [
    check('raw', 'Raw', 'The loss of each step, behind the smoothed curve'),
    check('clip', 'Clip outliers', 'Shows the 2nd to the 98th percentile'),
    check('log', 'Log scale', 'A logarithmic axis'),
    check('rate', 'Learning rate', 'The learning rate, with an axis of its own'),
  ];
  const reset = iconButton('Show all steps', 'screen-full', resetZoom);
  const hint = 'Zero-phase: the curve is not shifted. 0 shows the raw loss.';
  const smoothing = h('label', { title: hint, for: 'smoothing' }, 'Smoothing', slider, amount);
  return {
    element: h('div', { class: 'row controls' }, smoothing, ...checks.map(({ label }) => label), reset),
    show(options, isZoomed) {
      slider.value = String(options.smoothing);
      setText(amount, String(options.smoothing));
      for (const { key, box } of checks) box.checked = options[key];
      reset.hidden = !isZoomed;
    },
  };
}
