import type { BarPaint } from './bars';
import { type LossPoint, type LossSummary, noLosses } from './state';

/** What of a paint of the training bar tells its step. */
export type StepPaint = Pick<BarPaint, 'done' | 'total' | 'postfix' | 'loss' | 'learningRate'>;

export interface StepLosses {
  readonly summary: LossSummary;
  /** `loss is nan` was printed: the next paint begins a new step. */
  noteNotANumber(): void;
  /** Takes a paint of the training bar; adds the losses that it makes sure. */
  take(paint: StepPaint, losses: LossPoint[]): void;
}

/**
 * Attributes losses to steps. Step k (from 0) is always painted with `n` = k and its loss, and once more with `n` = k+1 only
 * if 0.1 s have passed (toolkit/progress_bar.py). So a paint with a new text is a new step; a paint with the same text and a
 * higher `n` may be either, and the next paint tells: when `n` moves on, the step at the former `n` had been trained.
 * A loss that was not a number is painted as 0 for every step from there on, so those steps are counted by the printed line.
 */
export function createStepLosses(): StepLosses {
  const counts: Counts = { ...noLosses };
  let last: StepPaint | undefined;
  /** The highest 0-based step whose paint was seen. */
  let seenStep = -1;
  let afterNotANumber = false;

  const record = (step: number, { loss, learningRate }: StepPaint, losses: LossPoint[]): void => {
    seenStep = step;
    const notANumber = loss !== undefined && (Number.isNaN(loss) || (afterNotANumber && loss === 0));
    afterNotANumber = false;
    if (loss === undefined) return;
    count(counts, notANumber ? Number.NaN : loss);
    losses.push({ step: step + 1, loss: notANumber ? Number.NaN : loss, learningRate });
  };

  return {
    get summary() {
      return { ...counts };
    },
    noteNotANumber() {
      afterNotANumber = true;
    },
    take(paint, losses) {
      const { done, postfix, total } = paint;
      // A paint without a text belongs to no step: the first one of a start, or one that the terminal's width cut.
      if (postfix === undefined) {
        last = undefined;
        return;
      }
      if (last !== undefined && done > last.done && last.done > seenStep) {
        record(last.done, last, losses);
      }
      // Numbers that differ need no look at the text.
      const isNew = afterNotANumber || paint.loss !== last?.loss || postfix !== last?.postfix;
      if (isNew && done > seenStep && (total === undefined || done < total)) {
        record(done, paint, losses);
      }
      last = paint;
    },
  };
}

type Counts = { -readonly [Key in keyof LossSummary]: LossSummary[Key] };

/** Counts one step's loss in place, because a long run has millions of them. */
function count(counts: Counts, loss: number): void {
  if (Number.isNaN(loss)) {
    counts.notANumber += 1;
    counts.notANumberInARow += 1;
    counts.zerosInARow = 0;
    return;
  }
  counts.count += 1;
  counts.first ??= loss;
  counts.last = loss;
  counts.notANumberInARow = 0;
  counts.zeros += loss === 0 ? 1 : 0;
  counts.zerosInARow = loss === 0 ? counts.zerosInARow + 1 : 0;
}
