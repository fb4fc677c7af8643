import type { CandidateView, CompareUpdate, CompareView, LoraCheckView } from '../../../common/compare-page';
import { shuffled } from '../../../core/comfyui/pick/next-pair';

export type Tab = 'compare' | 'matrix' | 'checklist';

/** What the page keeps between visits. `runs` is what the extension reopens it with. */
export interface SavedCompare {
  readonly runs: readonly string[];
  readonly tab: Tab;
  readonly blind: boolean;
  /** The candidates that are compared; undefined before the user chose. */
  readonly selected: readonly string[] | undefined;
  /** From which the hidden names and the order follow. */
  readonly seed: number;
}

/** Everything that the page shows. */
export interface CompareState {
  readonly view: CompareView | undefined;
  readonly saved: SavedCompare;
  readonly checks: ReadonlyMap<string, LoraCheckView>;
  readonly failure: string | undefined;
}

/** Candidates that are chosen at first: enough to compare, few enough to see at once. */
const firstSelected = 5;

export function readSaved(saved: Partial<SavedCompare>, seed: number): SavedCompare {
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  return {
    runs: texts(saved.runs),
    tab: saved.tab === 'matrix' || saved.tab === 'checklist' ? saved.tab : 'compare',
    blind: saved.blind === true,
    selected: Array.isArray(saved.selected) ? texts(saved.selected) : undefined,
    seed: typeof saved.seed === 'number' && Number.isFinite(saved.seed) ? saved.seed : seed,
  };
}

/** The state after a message. */
export function afterUpdate(state: CompareState, update: CompareUpdate): CompareState {
  switch (update.kind) {
    case 'view':
      return { ...state, view: update.view, failure: undefined };
    case 'lora':
      return { ...state, checks: new Map(state.checks).set(update.check.candidate, update.check) };
    case 'matrix':
      return state.view === undefined ? state : { ...state, view: { ...state.view, matrix: update.matrix } };
    case 'failed':
      return { ...state, failure: update.message };
  }
}

/** A candidate under the name that the page shows. */
export interface NamedCandidate extends CandidateView {
  /** `A`, `B` … while names are hidden. */
  readonly name: string;
}

/** The candidates that are compared, in the order and with the names in which they are shown. */
export function shownCandidates({ view, saved }: CompareState): readonly NamedCandidate[] {
  if (view === undefined) return [];
  const chosen = new Set(saved.selected ?? firstChoice(view));
  const candidates = view.candidates.filter(({ id }) => chosen.has(id));
  if (!saved.blind) return candidates.map((each) => ({ ...each, name: candidateName(view, each) }));
  return shuffled(candidates, seededRandom(saved.seed)).map((each, place) => ({
    ...each,
    name: letterName(place),
  }));
}

/** The last steps of the first run, without the round before the training. */
function firstChoice({ candidates, images }: CompareView): readonly string[] {
  const withImages = new Set(images.map(({ candidate }) => candidate));
  return candidates
    .filter(({ id, step }) => step > 0 && withImages.has(id))
    .slice(-firstSelected)
    .map(({ id }) => id);
}

/** `step 750`, with the run where several are compared. */
export function candidateName({ runs }: CompareView, { run, step }: CandidateView): string {
  const text = step === 0 ? 'before training' : `step ${step}`;
  return runs.length > 1 ? `${run}, ${text}` : text;
}

/** A … Z, then AA, AB … */
function letterName(place: number): string {
  const letter = String.fromCharCode(65 + (place % 26));
  return place < 26 ? letter : `${letterName(Math.floor(place / 26) - 1)}${letter}`;
}

/** Numbers from 0 to below 1 that follow from a seed (mulberry32), so that hidden names stay the same. */
function seededRandom(seed: number): () => number {
  let state = Math.trunc(seed) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The candidates that have an image, by prompt. */
export function imagesByPrompt(
  { images }: CompareView,
  candidates: readonly NamedCandidate[],
): ReadonlyMap<number, readonly string[]> {
  const shown = new Set(candidates.map(({ id }) => id));
  const byPrompt = new Map<number, string[]>();
  for (const { prompt, candidate } of images) {
    if (!shown.has(candidate)) continue;
    byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), candidate]);
  }
  return byPrompt;
}
