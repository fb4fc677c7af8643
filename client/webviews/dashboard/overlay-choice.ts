import type { RunChoice } from '../../../common/dashboard-page';
import { h, renderList } from '../shared/dom';

export interface OverlayChoice {
  readonly element: HTMLElement;
  show(runs: readonly RunChoice[], shown: readonly string[]): void;
}

/** Chooses which other runs lie over this one. */
export function createOverlayChoice(choose: (run: string, isShown: boolean) => void): OverlayChoice {
  const list = h('div', { class: 'choices' });
  const element = h('details', { class: 'overlay' }, h('summary', {}, 'Compare runs'), list);
  return {
    element,
    show(runs, shown) {
      element.hidden = runs.length === 0;
      const choices = runs.map(({ key, name }) => ({ key, name, isShown: shown.includes(key) }));
      renderList(
        list,
        choices,
        ({ key }) => key,
        ({ key, name, isShown }) => {
          const box = h('input', { type: 'checkbox', change: () => choose(key, box.checked) });
          box.checked = isShown;
          return h('label', {}, box, name);
        },
      );
    },
  };
}
