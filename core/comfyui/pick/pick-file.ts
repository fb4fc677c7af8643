import type { KeptComparison } from './next-pair';

/** What is kept with a run about its comparison: plain JSON that a person can read. */
export interface PickFile {
  readonly comparisons: readonly KeptComparison[];
  /** The items of the checklist by their ids. */
  readonly checklist: Readonly<Record<string, ChecklistAnswer>>;
  /** The candidate that the user chose; undefined before. */
  readonly chosen: string | undefined;
}

export interface ChecklistAnswer {
  readonly checked: boolean;
  readonly note: string;
}

export const emptyPickFile: PickFile = { comparisons: [], checklist: {}, chosen: undefined };

const version = 1;
/** More than anyone compares by hand. */
const mostComparisons = 20_000;
const longestName = 1000;
const longestNote = 10_000;

/**
 * Reads a kept comparison.
 *
 * @returns undefined when the text is not one, so that it is not written over
 */
export function readPickFile(text: string): PickFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.version !== version || !Array.isArray(value.comparisons)) return undefined;
  return {
    comparisons: value.comparisons.slice(-mostComparisons).flatMap(readComparison),
    checklist: readChecklist(value.checklist),
    chosen: isName(value.chosen) ? value.chosen : undefined,
  };
}

/** The text of the file. */
export function writePickFile({ comparisons, checklist, chosen }: PickFile): string {
  const about = 'Comparison of the checkpoints of this run, kept by Qwen LoRA Trainer.';
  return `${JSON.stringify({ version, about, chosen, checklist, comparisons }, undefined, 1)}\n`;
}

function readComparison(value: unknown): KeptComparison[] {
  if (!isRecord(value)) return [];
  const { prompt, left, right, better, blind, at } = value;
  if (typeof prompt !== 'number' || !Number.isSafeInteger(prompt) || prompt < 0) return [];
  if (!isName(left) || !isName(right)) return [];
  if (better !== 'left' && better !== 'right' && better !== 'equal') return [];
  return [{ prompt, left, right, better, blind: blind === true, at: typeof at === 'number' ? at : 0 }];
}

function readChecklist(value: unknown): Readonly<Record<string, ChecklistAnswer>> {
  if (!isRecord(value)) return {};
  const answers = Object.entries(value).slice(0, 100);
  return Object.fromEntries(
    answers.flatMap(([id, answer]) =>
      isRecord(answer) && /^[a-z-]{1,40}$/.test(id)
        ? [
            [
              id,
              {
                checked: answer.checked === true,
                note: typeof answer.note === 'string' ? answer.note.slice(0, longestNote) : '',
              },
            ],
          ]
        : [],
    ),
  );
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
