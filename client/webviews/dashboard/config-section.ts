import type { ConfigChange, ConfigComparison } from '../../../common/dashboard-page';
import { h, renderList, setText } from '../shared/dom';
import { counted } from '../shared/format';
import type { Section, Send } from './section';

/** What the run really used, compared with the file as it is now or with another run. */
export function createConfigSection(send: Send): Section {
  const choice = h('select', { change: () => send({ kind: 'compare', with: choice.value }) });
  const summary = h('p', {});
  const body = h('tbody', {});
  const head = ['Key', 'This run', 'Compared with'].map((text) => h('th', { scope: 'col' }, text));
  const table = h('table', { class: 'changes' }, h('thead', {}, h('tr', {}, ...head)), body);
  const scrolls = h('div', { class: 'scrolls' }, table);
  const element = h(
    'section',
    { class: 'card wide', id: 'config', 'aria-labelledby': 'config-title' },
    h('h2', { id: 'config-title' }, 'Config of this run'),
    h('label', { class: 'row' }, 'Compare with', choice),
    summary,
    scrolls,
  );
  return {
    element,
    update({ others, comparison }) {
      const choices = [{ key: 'file', name: 'the file as it is now' }, ...others];
      renderList(
        choice,
        choices,
        ({ key }) => key,
        ({ key, name }) => h('option', { value: key }, name),
      );
      if (comparison !== undefined) choice.value = comparison.with;
      setText(summary, comparison === undefined ? 'Reading …' : summaryOf(comparison));
      const changes = comparison?.changes ?? [];
      scrolls.hidden = changes.length === 0;
      renderList(body, changes, ({ key }) => key, changeElement);
    },
  };
}

function summaryOf({ problem, changes, equal, label }: ConfigComparison): string {
  if (problem !== undefined) return problem;
  if (changes.length === 0) return `All ${equal} values are those of ${label}.`;
  const differ = `${counted(changes.length, 'value')} ${changes.length === 1 ? 'differs' : 'differ'} from ${label}`;
  return `${differ}; ${equal} are equal.`;
}

function changeElement({ key, run, other }: ConfigChange): HTMLElement {
  const cell = (value: string | undefined, kind: string) =>
    value === undefined
      ? h('td', { class: 'quiet' }, 'not set')
      : h('td', { class: kind }, h('code', {}, value));
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('code', {}, key)),
    cell(run, 'inserted'),
    cell(other, 'removed'),
  );
}
