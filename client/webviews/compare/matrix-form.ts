import type { CompareView, MatrixWish } from '../../../common/compare-page';
import { guideAxes } from '../../../core/comfyui/matrix/plan-matrix';
import { button, h, renderList, setText } from '../shared/dom';
import { counted } from '../shared/format';
import { axisText, readAxis } from './axis-values';
import { type CompareState, candidateName } from './compare-state';
import type { PageActions } from './section';

/** Prompts that are chosen at first. */
const firstPrompts = 3;

/** The axes of a matrix, to be changed and sent. */
export function createMatrixForm({ send }: PageActions) {
  const candidate = createCandidateList();
  const prompts = createPromptList();
  const guidances = field(axisText(guideAxes.guidances));
  const strengths = field(axisText(guideAxes.strengths));
  const style = h('input', { type: 'text', placeholder: 'none' });
  const styleStrengths = field('0.0, 0.6');
  const summary = h('p', { role: 'status' });
  const server = h('p', { class: 'quiet' });
  const wish = (): MatrixWish | undefined => {
    const name = style.value.trim();
    const axes = [guidances.value, strengths.value, name === '' ? '0' : styleStrengths.value].map(readAxis);
    const [ofGuidance, ofStrength, ofStyle] = axes;
    const chosen = prompts.chosen();
    if (!ofGuidance || !ofStrength || !ofStyle || chosen.length === 0 || candidate.element.value === '')
      return undefined;
    return {
      candidate: candidate.element.value,
      prompts: chosen,
      guidances: ofGuidance,
      strengths: ofStrength,
      style: name,
      styleStrengths: ofStyle,
    };
  };
  const press = () => {
    const asked = wish();
    if (asked !== undefined) send({ kind: 'send', wish: asked });
  };
  const submit = button('Send to ComfyUI …', 'run-all', press, false);
  const sum = () => {
    const asked = wish();
    submit.toggleAttribute('disabled', asked === undefined);
    setText(summary, summaryOf(asked));
  };
  const element = h(
    'div',
    { class: 'matrix-form', input: sum, change: sum },
    labelled('Checkpoint', candidate.element),
    labelled('Guidance', guidances),
    labelled('Strength', strengths),
    labelled("Style LoRA, as in ComfyUI's list", style),
    labelled('Its strengths', styleStrengths),
    prompts.element,
    summary,
    submit,
    server,
  );
  return {
    element,
    update({ view }: CompareState) {
      if (view === undefined) return;
      candidate.update(view);
      prompts.update(view);
      const setting = `${view.server} (setting qwenLora.comfyui.address)`;
      setText(server, `ComfyUI: ${setting}. Nothing is sent before you confirm.`);
      sum();
    },
  };
}

function summaryOf(wish: MatrixWish | undefined): string {
  if (wish === undefined)
    return 'Choose a checkpoint and at least one prompt, and write numbers with commas between them.';
  const { prompts, guidances, strengths, styleStrengths } = wish;
  const parts = [
    counted(prompts.length, 'prompt'),
    counted(guidances.length, 'guidance value'),
    `${strengths.length} ${strengths.length === 1 ? 'strength' : 'strengths'}`,
    ...(styleStrengths.length > 1 ? [`${styleStrengths.length} style strengths`] : []),
  ];
  const count = prompts.length * guidances.length * strengths.length * styleStrengths.length;
  return `${parts.join(' × ')}: ${counted(count, 'image')}.`;
}

/** The checkpoints that are saved; the chosen one or the last is selected at first. */
function createCandidateList() {
  const element = h('select', {});
  return {
    element,
    update(view: CompareView) {
      const saved = view.candidates.filter(({ file }) => file !== undefined);
      const before = element.value === '' ? view.chosen : element.value;
      renderList(
        element,
        saved.map((each) => ({ id: each.id, name: candidateName(view, each) })),
        ({ id }) => id,
        ({ id, name }) => h('option', { value: id }, name),
      );
      const isThere = saved.some(({ id }) => id === before);
      element.value = isThere && before !== undefined ? before : (saved.at(-1)?.id ?? '');
    },
  };
}

function createPromptList() {
  let known: readonly number[] = [];
  const excluded = new Set<number>();
  const list = h('div', { class: 'choices' });
  return {
    element: h('details', { class: 'choice' }, h('summary', {}, 'Prompts'), list),
    chosen: () => known.filter((index) => !excluded.has(index)),
    update({ prompts }: CompareView) {
      if (known.length === 0) for (const { index } of prompts.slice(firstPrompts)) excluded.add(index);
      known = prompts.map(({ index }) => index);
      renderList(
        list,
        prompts,
        ({ index }) => String(index),
        ({ index, text }) => {
          const box = h('input', {
            type: 'checkbox',
            checked: !excluded.has(index),
            change: () => (box.checked ? excluded.delete(index) : excluded.add(index)),
          });
          return h('label', {}, box, text ?? `Prompt ${index + 1}`);
        },
      );
    },
  };
}

function field(value: string): HTMLInputElement {
  return h('input', { type: 'text', value, size: 14 });
}

function labelled(text: string, input: HTMLElement): HTMLElement {
  return h('label', { class: 'field' }, h('span', { class: 'quiet' }, text), input);
}
