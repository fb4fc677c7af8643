import type { CandidateButton, LoraCheckView } from '../../../common/compare-page';
import { type CandidateRating, rateCandidates } from '../../../core/comfyui/pick/rating';
import { h, iconButton, icons, renderList, setText } from '../shared/dom';
import { bytesText, shortNumber } from '../shared/format';
import { loraCheckElement } from '../shared/lora-check';
import { type NamedCandidate, shownCandidates } from './compare-state';
import type { PageActions, Section } from './section';

interface TallyRow extends NamedCandidate {
  readonly rating: CandidateRating;
  readonly isBlind: boolean;
  readonly isChosen: boolean;
  readonly check: LoraCheckView | undefined;
}

/** The candidates by their ratings, with what is known of each and what can be done with it. */
export function createTally({ send }: PageActions): Section {
  const lead = h('p', { role: 'status' });
  const body = h('tbody', {});
  const heads = ['Checkpoint', 'Rating', 'Better / worse / equal', 'Epoch', 'Loss around it', 'Size', 'File'];
  const table = h(
    'table',
    { class: 'tally' },
    h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
    body,
  );
  const element = h(
    'section',
    { class: 'card wide', 'aria-labelledby': 'tally-title' },
    h('h2', { id: 'tally-title' }, 'Tally'),
    lead,
    h('div', { class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': 'Ratings' }, table),
  );
  return {
    element,
    update(state) {
      const { view, saved, checks } = state;
      if (view === undefined) return;
      const candidates = shownCandidates(state);
      const { ratings, leadProbability } = rateCandidates(
        candidates.map(({ id }) => id),
        view.comparisons,
      );
      const nameOf = (id: string | undefined) => candidates.find((each) => each.id === id)?.name ?? '';
      setText(lead, leadText(ratings.length, leadProbability, nameOf(ratings[0]?.candidate)));
      const rows = ratings.flatMap((rating): TallyRow[] => {
        const candidate = candidates.find(({ id }) => id === rating.candidate);
        if (candidate === undefined) return [];
        const check = checks.get(candidate.id);
        return [
          { ...candidate, rating, isBlind: saved.blind, isChosen: view.chosen === candidate.id, check },
        ];
      });
      renderList(
        body,
        rows,
        ({ id }) => id,
        (row) => rowElement(row, (button) => send({ kind: 'candidate', button, id: row.id })),
      );
    },
  };
}

function leadText(count: number, probability: number | undefined, first: string): string {
  if (count < 2) return '';
  if (probability === undefined) return 'No comparison yet. Ratings are relative to the mean of 0.';
  const sure = `${Math.round(probability * 100)} %`;
  return probability >= 0.9
    ? `${first} leads: it is better than the next one with a probability of ${sure}.`
    : `${first} leads, but only with a probability of ${sure}. More comparisons make it clearer.`;
}

function rowElement(row: TallyRow, press: (button: CandidateButton) => void): HTMLElement {
  const { rating, isBlind, file } = row;
  const number = (text: string) => h('td', { class: 'number' }, text);
  const hidden = '…';
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, row.name, row.isChosen && !isBlind ? icons('star-full') : undefined),
    number(`${signed(rating.rating)} ± ${Math.round(rating.error)}`),
    number(`${rating.wins} / ${rating.losses} / ${rating.ties}`),
    number(isBlind ? hidden : row.epoch === undefined ? '' : shortNumber(row.epoch)),
    number(isBlind ? hidden : row.loss === undefined ? '' : row.loss.toFixed(4)),
    number(isBlind ? hidden : row.bytes === undefined ? '' : bytesText(row.bytes)),
    h(
      'td',
      {},
      ...(isBlind ? [hidden] : file === undefined ? ['not saved'] : [fileElement(file, press)]),
      isBlind || row.check === undefined ? undefined : loraCheckElement(row.check),
    ),
  );
}

function fileElement(file: string, press: (button: CandidateButton) => void): HTMLElement {
  return h(
    'div',
    { class: 'file' },
    h('span', {}, file),
    h(
      'span',
      { class: 'actions' },
      iconButton(`Check ${file}`, 'verified', () => press('check')),
      iconButton(`Copy ${file} to ComfyUI …`, 'export', () => press('copy')),
      iconButton(`Make a ComfyUI workflow for ${file} …`, 'json', () => press('export')),
    ),
  );
}

function signed(value: number): string {
  const rounded = Math.round(value);
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
