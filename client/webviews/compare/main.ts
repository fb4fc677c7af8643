import '../shared/elements';
import '../shared/theme.css';
import '../shared/samples.css';
import type { CompareRequest, CompareUpdate } from '../../../common/compare-page';
import { h, setText } from '../shared/dom';
import { connectPage } from '../shared/page-host';
import { createChecklist } from './checklist-section';
import { createChoice } from './choice-section';
import './compare.css';
import { afterUpdate, type CompareState, readSaved, type SavedCompare } from './compare-state';
import { createJudge } from './judge-section';
import { createMatrix } from './matrix-section';
import type { PageActions } from './section';
import { createSideBySide } from './side-by-side';
import { createTabs } from './tabs';
import { createTally } from './tally-section';

const host = connectPage<CompareRequest, CompareUpdate, SavedCompare>((update) => {
  show(afterUpdate(state, update));
  if (update.kind !== 'view') return;
  const runs = update.view.runs.map(({ key }) => key);
  if (JSON.stringify(runs) !== JSON.stringify(state.saved.runs)) actions.change({ runs });
});
let state: CompareState = {
  view: undefined,
  saved: readSaved(host.saved, Math.floor(Math.random() * 2 ** 31)),
  checks: new Map(),
  failure: undefined,
};
const actions: PageActions = {
  send: host.send,
  change(changes) {
    const saved = { ...state.saved, ...changes };
    host.save(saved);
    show({ ...state, saved });
  },
};

const title = h('h1', {}, 'Compare checkpoints');
const failure = h('p', { class: 'failure', role: 'alert', hidden: true });
const loading = h('p', { class: 'quiet' }, 'Reading the run …');
const choice = createChoice(actions);
const compared = [createJudge(actions), createTally(actions), createSideBySide(actions)];
const matrix = createMatrix(actions);
const checklist = createChecklist(actions);
const comparePanel = h(
  'div',
  {},
  choice.element,
  h('div', { class: 'parts' }, ...compared.map((each) => each.element)),
);
const matrixPanel = h('div', {}, matrix.element);
const checklistPanel = h('div', {}, h('div', { class: 'parts' }, checklist.element));
const tabs = createTabs({ compare: comparePanel, matrix: matrixPanel, checklist: checklistPanel }, (tab) =>
  actions.change({ tab }),
);
const content = h('div', { hidden: true }, tabs.element, comparePanel, matrixPanel, checklistPanel);

function show(next: CompareState): void {
  state = next;
  const { view } = state;
  const problem = state.failure ?? view?.problem;
  failure.hidden = problem === undefined;
  setText(failure, problem ?? '');
  loading.hidden = view !== undefined || problem !== undefined;
  content.hidden = view === undefined;
  if (view === undefined) return;
  setText(
    title,
    view.runs.length > 1 ? `Compare ${view.runs.length} runs` : `Compare checkpoints: ${view.name}`,
  );
  tabs.show(state.saved.tab);
  for (const section of [choice, ...compared, matrix, checklist]) section.update(state);
}

document.getElementById('page')?.append(h('header', { class: 'head' }, title, failure, loading), content);
show(state);
host.send({ kind: 'ready' });
