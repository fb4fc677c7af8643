import { button, h, renderList, setText } from '../shared/dom';
import { counted, shortNumber } from '../shared/format';
import { type CompareState, candidateName, shownCandidates } from './compare-state';
import type { PageActions, Section } from './section';

/** Which checkpoints are compared, and whether their names are hidden. */
export function createChoice({ send, change }: PageActions): Section {
  let current: CompareState | undefined;
  const list = h('div', { class: 'choices' });
  const summary = h('summary', {});
  const blind = h('input', {
    type: 'checkbox',
    change: () => change({ blind: blind.checked, seed: Math.floor(Math.random() * 2 ** 31) }),
  });
  const toggle = (id: string, isChosen: boolean) => {
    if (current === undefined) return;
    const chosen = shownCandidates(current).map((each) => each.id);
    change({ selected: isChosen ? [...chosen, id] : chosen.filter((each) => each !== id) });
  };
  const element = h(
    'div',
    { class: 'row' },
    h('details', { class: 'choice' }, summary, list),
    h('label', { title: 'Hides names, steps and losses, and shuffles the order' }, blind, 'Blind'),
    button('Runs …', 'add', () => send({ kind: 'runs' })),
  );
  return {
    element,
    update(state) {
      current = state;
      const { view, saved } = state;
      if (view === undefined) return;
      blind.checked = saved.blind;
      const chosen = new Set(shownCandidates(state).map(({ id }) => id));
      setText(summary, `${counted(chosen.size, 'checkpoint')} of ${view.candidates.length}`);
      renderList(
        list,
        view.candidates.map((each) => ({ ...each, isChosen: chosen.has(each.id) })),
        ({ id }) => id,
        (each) => {
          const facts = [
            each.epoch === undefined ? undefined : `epoch ${shortNumber(each.epoch)}`,
            each.file === undefined ? 'no checkpoint' : undefined,
            each.isAdvised ? '★' : undefined,
          ].filter((fact) => fact !== undefined);
          const box = h('input', {
            type: 'checkbox',
            checked: each.isChosen,
            change: () => toggle(each.id, box.checked),
          });
          return h(
            'label',
            {},
            box,
            candidateName(view, each),
            h('span', { class: 'quiet' }, facts.join(', ')),
          );
        },
      );
    },
  };
}
