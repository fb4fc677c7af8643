import '../shared/elements';
import '../shared/theme.css';
import type { PlanPageRequest, PlanPageView, PlanUpdate } from '../../../common/plan-page';
import { button, h, setText } from '../shared/dom';
import { clockText } from '../shared/format';
import { connectPage } from '../shared/page-host';
import { createFindings } from './findings-section';
import './plan.css';
import { datasetElement, diskElement, factList, type Link, memoryElement, modelElement } from './plan-parts';
import { scheduleFacts, timeFacts, verdict } from './plan-text';

interface SavedPlan {
  /** The config's path, with which the extension reopens the page. */
  readonly path: string;
}

const host = connectPage<PlanPageRequest, PlanUpdate, SavedPlan>((update) => {
  busy.hidden = update.kind !== 'busy';
  failure.hidden = update.kind !== 'failed';
  if (update.kind === 'busy') setText(busy, update.what);
  else if (update.kind === 'failed') setText(failure, update.message);
  else show(update.view);
});

const title = h('h1', {}, 'Check before training');
const summary = h('p', { class: 'verdict', role: 'status' });
const failure = h('p', { class: 'failure', role: 'alert', hidden: true });
const busy = h('p', { class: 'quiet', role: 'status' }, 'Checking …');
const start = button('Start Qwen training', 'play', () => host.send({ kind: 'start' }), false);
const actions = h(
  'div',
  { class: 'row' },
  start,
  button('Check again', 'refresh', () => host.send({ kind: 'check' })),
);
const findings = createFindings(host.send);
const parts = h('div', { class: 'parts' });
const header = h('header', { class: 'now' }, title, summary, busy, failure, actions);
document.getElementById('page')?.append(header, h('div', { class: 'parts' }, findings.element), parts);

function show(view: PlanPageView): void {
  host.save({ path: view.path });
  const { level, text } = verdict(view);
  setText(title, `${view.name}: check before training`);
  setText(summary, text);
  summary.className = `verdict ${level}`;
  findings.show(view.findings);
  // What has the focus is found again by its key, since the parts are made again.
  const focused = document.activeElement?.getAttribute('data-key');
  parts.replaceChildren(...partsOf(view));
  if (focused) parts.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function partsOf(view: PlanPageView): readonly HTMLElement[] {
  const link: Link = (text, ...keys) => {
    const key = keys.find((each) => each !== undefined && view.lines[each] !== undefined);
    const line = key === undefined ? undefined : view.lines[key];
    if (line === undefined) return h('span', {}, text);
    const tip = `Go to ${key} in line ${line + 1}`;
    const go = () => host.send({ kind: 'go', line });
    return h('button', { class: 'link', title: tip, 'data-key': `${key} ${text}`, click: go }, text);
  };
  const machine =
    view.machine === undefined
      ? []
      : [
          card(
            'This machine',
            h('ul', { class: 'plain' }, ...view.machine.lines.map((line) => h('li', {}, line))),
            h(
              'p',
              { class: 'quiet' },
              `Asked at ${clockText(view.machine.checkedAt, view.machine.checkedAt)}.`,
            ),
          ),
        ];
  const { plan } = view;
  if (plan === undefined)
    return [card('Plan', h('p', {}, 'No training process can be read in this file.')), ...machine];
  const resume =
    plan.resume === null
      ? 'The job folder has no checkpoint: training starts at step 0.'
      : `Training resumes from ${plan.resume.file}${plan.resume.step === null ? '' : `, step ${plan.resume.step}`}.`;
  return [
    card(
      'Datasets',
      ...plan.datasets.map((dataset) => datasetElement(dataset, link)),
      ...(plan.datasets.length === 0 ? [h('p', {}, 'No dataset can be read.')] : []),
    ),
    card('Schedule', factList(scheduleFacts(plan.schedule), link), h('p', {}, resume)),
    card(
      'Memory',
      plan.memory === null ? h('p', {}, 'There is no estimate for this model.') : memoryElement(plan.memory),
    ),
    card('Time and cost', factList(timeFacts(plan.time), link), h('p', { class: 'quiet' }, plan.time.basis)),
    card('Disk', diskElement(plan.disk, link)),
    card('Model as it is loaded', modelElement(plan.model, link)),
    ...machine,
  ];
}

function card(name: string, ...children: readonly HTMLElement[]): HTMLElement {
  return h('section', { class: 'card', 'aria-label': name }, h('h2', {}, name), ...children);
}

host.send({ kind: 'ready' });
