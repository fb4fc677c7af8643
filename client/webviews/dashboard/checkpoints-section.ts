import type { LoraCheckView } from '../../../common/compare-page';
import type { CheckpointButton, CheckpointView } from '../../../common/dashboard-page';
import { lossAround } from '../../../core/runs/curve/loss-around';
import { button, h, iconButton, icons, renderList, setText } from '../shared/dom';
import { bytesText, shortNumber } from '../shared/format';
import { loraCheckElement } from '../shared/lora-check';
import type { DashboardState } from './dashboard-state';
import type { Section, Send } from './section';

interface CheckpointRow extends CheckpointView {
  readonly loss: number | undefined;
  readonly check: LoraCheckView | undefined;
}

/** The saved LoRAs of the run. */
export function createCheckpointsSection(send: Send): Section {
  const body = h('tbody', {});
  const none = h('p', { class: 'quiet' }, 'No checkpoint has been saved yet.');
  const advice = h('p', { class: 'quiet' });
  const head = ['Step', 'Epoch', 'Loss around it', 'Size', 'File'].map((text) =>
    h('th', { scope: 'col' }, text),
  );
  const table = h(
    'table',
    {},
    h(
      'thead',
      {},
      h('tr', {}, ...head, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Actions'))),
    ),
    body,
  );
  const compare = button('Compare checkpoints', 'split-horizontal', () =>
    send({ kind: 'press', button: 'compare' }),
  );
  const scrolls = h('div', { class: 'scrolls' }, table);
  const element = h(
    'section',
    { class: 'card wide', id: 'checkpoints', 'aria-labelledby': 'checkpoints-title' },
    h('div', { class: 'row spread' }, h('h2', { id: 'checkpoints-title' }, 'Checkpoints'), compare),
    none,
    scrolls,
    advice,
  );
  return {
    element,
    update(state) {
      const rows = rowsOf(state);
      none.hidden = rows.length > 0;
      scrolls.hidden = rows.length === 0;
      compare.hidden = rows.length === 0;
      setText(advice, rows.some(({ isAdvised }) => isAdvised) ? adviceText : '');
      renderList(
        body,
        rows,
        ({ id }) => id,
        (row) => rowElement(row, send),
      );
    },
  };
}

const adviceText =
  '★ Epochs 5 to 7 of 10 usually give the best character LoRA. This is advice: compare the samples before you choose.';

function rowsOf({ run, losses, checks }: DashboardState): readonly CheckpointRow[] {
  const own = run === undefined ? undefined : losses.get(run.key);
  return (run?.checkpoints ?? []).map((checkpoint) => ({
    ...checkpoint,
    check: checks.get(checkpoint.id),
    loss: own === undefined || checkpoint.step === undefined ? undefined : lossAround(own, checkpoint.step),
  }));
}

function rowElement(row: CheckpointRow, send: Send): HTMLElement {
  const act = (press: CheckpointButton) => () => send({ kind: 'checkpoint', button: press, id: row.id });
  const step = row.step === undefined ? '?' : String(row.step);
  const name = row.isFinal ? `${step} (final)` : step;
  return h(
    'tr',
    { class: row.isAdvised ? 'advised' : undefined },
    h('td', { class: 'number' }, row.isAdvised ? `★ ${name}` : name),
    h('td', { class: 'number' }, row.epoch === undefined ? '' : shortNumber(row.epoch)),
    h('td', { class: 'number' }, row.loss === undefined ? '' : row.loss.toFixed(4)),
    h('td', { class: 'number' }, bytesText(row.bytes)),
    h(
      'td',
      { class: 'file' },
      row.id,
      row.problem === undefined ? undefined : h('p', {}, icons('warning'), ` ${row.problem}`),
      row.check === undefined ? undefined : loraCheckElement(row.check),
    ),
    h(
      'td',
      { class: 'actions' },
      row.isKept
        ? h('span', { class: 'kept', title: 'Kept: ai-toolkit does not delete it' }, icons('pinned'), ' kept')
        : iconButton(`Keep ${row.id}`, 'pin', act('keep')),
      iconButton(`Check ${row.id}`, 'verified', act('check')),
      iconButton(`Copy ${row.id} to ComfyUI …`, 'export', act('use')),
      iconButton(`Make a ComfyUI workflow for ${row.id} …`, 'json', act('workflow')),
      iconButton(`Reveal ${row.id}`, 'folder-opened', act('reveal')),
      iconButton(`Copy the path of ${row.id}`, 'copy', act('copy')),
      iconButton(`Delete ${row.id}`, 'trash', act('delete')),
    ),
  );
}
