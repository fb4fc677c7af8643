import { qualityChecklist } from '../../../core/comfyui/pick/checklist';
import { h, setText } from '../shared/dom';
import type { PageActions, Section } from './section';

/** Milliseconds without a key before a note is kept. */
const quietMs = 600;

/** The guide's quality checklist, kept with the run. */
export function createChecklist({ send }: PageActions): Section {
  const progress = h('p', { class: 'quiet', role: 'status' });
  const rows = qualityChecklist.map(({ id, title, how }) => {
    let timer: number | undefined;
    const keep = () => {
      window.clearTimeout(timer);
      timer = undefined;
      send({ kind: 'mark', item: id, mark: { checked: box.checked, note: note.value } });
    };
    const box = h('input', { type: 'checkbox', change: keep });
    const note = h('input', {
      type: 'text',
      placeholder: 'Note',
      'aria-label': `Note on: ${title}`,
      input: () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(keep, quietMs);
      },
      change: keep,
    });
    const element = h(
      'li',
      {},
      h('label', {}, box, h('strong', {}, title)),
      h('p', { class: 'quiet' }, how),
      note,
    );
    return { id, element, box, note, isTyping: () => timer !== undefined };
  });
  const element = h(
    'section',
    { class: 'card wide', 'aria-labelledby': 'checklist-title' },
    h('h2', { id: 'checklist-title' }, 'A good Qwen LoRA'),
    progress,
    h('ul', { class: 'checklist' }, ...rows.map((row) => row.element)),
    h('p', { class: 'quiet' }, 'Kept in .qwen-lora/comparison.json in the job folder.'),
  );
  return {
    element,
    update({ view }) {
      if (view === undefined) return;
      for (const { id, box, note, isTyping } of rows) {
        if (isTyping()) continue;
        const mark = view.checklist[id];
        box.checked = mark?.checked === true;
        if (document.activeElement !== note) note.value = mark?.note ?? '';
      }
      const done = rows.filter(({ id }) => view.checklist[id]?.checked === true).length;
      setText(progress, `${done} of ${rows.length} checked for ${view.name}.`);
    },
  };
}
