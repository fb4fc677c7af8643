import type { PlanFinding, PlanPageRequest } from '../../../common/plan-page';
import { h, icons, renderList } from '../shared/dom';

const severityIcons = { error: 'error', warning: 'warning', information: 'info', hint: 'lightbulb' } as const;
const ranks = { error: 0, warning: 1, information: 2, hint: 3 } as const;

/** Everything that was found, gravest first. */
export function createFindings(send: (request: PlanPageRequest) => void): {
  readonly element: HTMLElement;
  show(findings: readonly PlanFinding[]): void;
} {
  const list = h('ul', { class: 'findings' });
  const none = h('p', { class: 'quiet' }, 'Nothing was found.');
  const element = h(
    'section',
    { class: 'card wide', 'aria-labelledby': 'findings-title' },
    h('h2', { id: 'findings-title' }, 'Findings'),
    none,
    list,
  );
  return {
    element,
    show(findings) {
      none.hidden = findings.length > 0;
      const sorted = findings
        .map((finding, index) => ({ finding, index }))
        .sort((one, other) => ranks[one.finding.severity] - ranks[other.finding.severity]);
      renderList(
        list,
        sorted,
        ({ finding: { code, line, message, fixes }, index }) =>
          `${index} ${code} ${line} ${message} ${fixes.join()}`,
        ({ finding, index }) => findingElement(finding, index, send),
      );
    },
  };
}

function findingElement(
  { severity, code, message, line, fixes }: PlanFinding,
  index: number,
  send: (request: PlanPageRequest) => void,
) {
  const where =
    line === undefined
      ? h('span', { class: 'quiet' }, 'on this machine')
      : h('button', { class: 'link', click: () => send({ kind: 'go', line }) }, `line ${line + 1}`);
  return h(
    'li',
    { class: severity },
    icons(severityIcons[severity]),
    h(
      'div',
      {},
      h('span', { class: 'visually-hidden' }, `${severity}: `),
      message,
      ' ',
      where,
      ' ',
      h('code', { class: 'quiet' }, code),
      ...(fixes.length === 0 ? [] : [fixList(fixes, (fix) => send({ kind: 'fix', finding: index, fix }))]),
    ),
  );
}

/** The quick fixes of a finding, each a button that changes the config. */
function fixList(titles: readonly string[], apply: (fix: number) => void): HTMLElement {
  return h(
    'ul',
    { class: 'fixes', 'aria-label': 'Quick fixes' },
    ...titles.map((title, fix) =>
      h('li', {}, h('button', { class: 'link', 'data-fix': String(fix), click: () => apply(fix) }, title)),
    ),
  );
}
