import type { DashboardRun, RunButton } from '../../../common/dashboard-page';
import { button, h, renderList, setText } from '../shared/dom';
import { conditionText, type Fact, nowFacts, progressPercent } from './now-facts';
import type { Section, Send } from './section';

interface ButtonPlan {
  readonly button: RunButton;
  readonly text: string;
  readonly icon: string;
  readonly primary?: boolean;
}

/** The head of the page: what the run does now, its numbers, and what can be done with it. */
export function createNowSection(send: Send): Section {
  const name = h('h1', {}, 'Training');
  const condition = h('vscode-badge', {});
  const phase = h('p', { class: 'phase' });
  // Spoken politely and seldom: the phase changes rarely, the numbers all the time.
  const spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  const bar = h('vscode-progress-bar', { max: 100, label: 'Progress of the training' });
  const facts = h('dl', { class: 'facts' });
  const buttons = h('div', { class: 'row', role: 'group', 'aria-label': 'Actions' });
  const loss = h('p', { class: 'quiet' });
  const element = h(
    'header',
    { class: 'now' },
    h('div', { class: 'row title' }, name, condition),
    phase,
    spoken,
    bar,
    facts,
    buttons,
    loss,
  );
  return {
    element,
    update({ run }) {
      element.hidden = run === undefined;
      if (run === undefined) return;
      setText(name, run.name);
      setText(condition, conditionText(run));
      element.dataset.condition = run.condition;
      setText(phase, run.end?.text ?? run.now.phase);
      const spokenPhase = `${run.name}: ${run.end?.text ?? run.now.phase.replace(/ \d+\/\d+$/, '')}`;
      setText(spoken, spokenPhase);
      updateBar(bar, run);
      renderList(facts, nowFacts(run), ({ label }) => label, factElement);
      renderList(
        buttons,
        buttonsOf(run),
        (each) => each.button,
        (each) =>
          button(each.text, each.icon, () => send({ kind: 'press', button: each.button }), !each.primary),
      );
      setText(loss, run.condition === 'running' ? (run.now.stopLoss ?? '') : '');
    },
  };
}

function updateBar(bar: HTMLElementTagNameMap['vscode-progress-bar'], run: DashboardRun): void {
  const percent = progressPercent(run.now);
  bar.hidden = run.condition !== 'running' && percent === undefined;
  bar.indeterminate = run.condition === 'running' && percent === undefined;
  bar.value = percent ?? 0;
}

function factElement({ label, value, hint }: Fact): HTMLElement {
  return h(
    'div',
    { title: hint },
    h('dt', {}, label),
    h('dd', { class: 'number' }, value),
    hint === undefined ? undefined : h('dd', { class: 'hint quiet' }, hint),
  );
}

function buttonsOf(run: DashboardRun): readonly ButtonPlan[] {
  const buttons: ButtonPlan[] = [];
  if (run.condition === 'running') {
    if (run.now.control) {
      buttons.push(
        { button: 'save', text: 'Save now', icon: 'save' },
        { button: 'sample', text: 'Sample now', icon: 'device-camera' },
        { button: 'save-and-stop', text: 'Save and stop', icon: 'stop-circle' },
      );
    }
    buttons.push({ button: 'stop', text: 'Stop', icon: 'debug-stop' });
  } else if (run.canStart) {
    const text = run.condition === 'finished' ? 'Start again' : 'Start again (resumes)';
    buttons.push({ button: 'start', text, icon: 'play', primary: true });
  }
  buttons.push({ button: 'folder', text: 'Open folder', icon: 'folder-opened' });
  const log = run.end?.inLog === true ? 'Open log at the error' : 'Open log';
  buttons.push({ button: 'log', text: log, icon: 'output' });
  if (run.configFile !== undefined) buttons.push({ button: 'config', text: 'Open config', icon: 'settings' });
  return buttons;
}
