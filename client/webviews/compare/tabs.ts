import { h } from '../shared/dom';
import type { Tab } from './compare-state';

const titles: Readonly<Record<Tab, string>> = {
  compare: 'Compare',
  matrix: 'Quality matrix',
  checklist: 'Checklist',
};
const order: readonly Tab[] = ['compare', 'matrix', 'checklist'];

/** The tabs of the page, with their panels. */
export function createTabs(panels: Readonly<Record<Tab, HTMLElement>>, choose: (tab: Tab) => void) {
  const tabs = order.map((tab) => ({
    tab,
    element: h(
      'button',
      { role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}`, click: () => choose(tab) },
      titles[tab],
    ),
  }));
  for (const tab of order) {
    panels[tab].id = `panel-${tab}`;
    panels[tab].setAttribute('role', 'tabpanel');
    panels[tab].setAttribute('aria-labelledby', `tab-${tab}`);
  }
  const element = h(
    'div',
    { role: 'tablist', 'aria-label': 'Views', class: 'tabs' },
    ...tabs.map((each) => each.element),
  );
  element.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const place = tabs.findIndex((each) => each.element === document.activeElement);
    const next = move === undefined || place < 0 ? undefined : tabs[place + move];
    if (next === undefined) return;
    next.element.focus();
    choose(next.tab);
  });
  return {
    element,
    show(shown: Tab) {
      for (const { tab, element: button } of tabs) {
        button.setAttribute('aria-selected', String(tab === shown));
        button.tabIndex = tab === shown ? 0 : -1;
        panels[tab].hidden = tab !== shown;
      }
    },
  };
}
