import type { IncidentView, RemedyView } from '../../../common/dashboard-page';
import { button, h, icons, renderList } from '../shared/dom';
import type { Section, Send } from './section';

const severityIcons = { error: 'error', warning: 'warning', information: 'info' } as const;

/** What went wrong in the run, each with what helps. It is hidden while nothing did. */
export function createIncidentsSection(send: Send): Section {
  const list = h('ul', { class: 'incidents' });
  const element = h(
    'section',
    { class: 'card wide', id: 'incidents', 'aria-labelledby': 'incidents-title' },
    h('h2', { id: 'incidents-title' }, 'Incidents'),
    list,
  );
  return {
    element,
    update({ run }) {
      element.hidden = run === undefined || run.incidents.length === 0;
      renderList(
        list,
        run?.incidents ?? [],
        ({ id }) => id,
        (incident) => incidentElement(incident, send),
      );
    },
  };
}

function incidentElement(incident: IncidentView, send: Send): HTMLElement {
  const where =
    incident.step === undefined ? undefined : h('span', { class: 'quiet' }, `step ${incident.step}`);
  return h(
    'li',
    { class: `incident ${incident.severity}` },
    h('div', { class: 'row' }, icons(severityIcons[incident.severity]), h('h3', {}, incident.title), where),
    h('p', {}, incident.detail),
    incident.remedies.length === 0
      ? undefined
      : h(
          'ol',
          { class: 'remedies', 'aria-label': 'What helps' },
          ...incident.remedies.map((remedy) => remedyElement(incident, remedy, send)),
        ),
  );
}

function remedyElement(incident: IncidentView, remedy: RemedyView, send: Send): HTMLElement {
  const press = () => send({ kind: 'remedy', incident: incident.id, remedy: remedy.id });
  const title = remedy.edits
    ? button(remedy.label, 'lightbulb', press)
    : h('strong', { class: 'advice' }, remedy.label);
  return h('li', {}, title, h('p', { class: 'quiet' }, remedy.detail));
}
