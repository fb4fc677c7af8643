import type { StepPaint } from './step-losses';

/**
 * Reads the usual paint of the training bar without a pattern, because a long run has millions of them:
 * `NAME:  12%|#1  | 250/2000 [20:50<2:25:50,  5.00s/it, lr: 1.0e-04 loss: 3.821e-01]`.
 *
 * @param prefix the job's name and a colon
 * @param last the paint before, whose numbers are used again when its text is the same
 * @returns undefined for every other text, which the slower reader then reads
 */
export function quickPaint(
  piece: string,
  prefix: string,
  last: StepPaint | undefined,
): StepPaint | undefined {
  if (piece.charCodeAt(piece.length - 1) !== 93 || !piece.startsWith(prefix)) return undefined;
  const cells = piece.indexOf('|', prefix.length);
  const counts = piece.indexOf('|', cells + 1);
  const slash = piece.indexOf('/', counts + 1);
  const clock = piece.indexOf(' [', slash + 1);
  const lr = piece.indexOf(', lr: ', clock + 1);
  const loss = piece.indexOf(' loss: ', lr + 1);
  if (cells < 0 || counts < 0 || slash < 0 || clock < 0 || lr < 0 || loss < 0) return undefined;
  const done = Number(piece.slice(counts + 1, slash));
  const total = Number(piece.slice(slash + 1, clock));
  const postfix = piece.slice(lr, -1);
  if (!Number.isInteger(done) || !Number.isInteger(total)) return undefined;
  if (last !== undefined && last.postfix === postfix) {
    return { done, total, postfix, loss: last.loss, learningRate: last.learningRate };
  }
  const numbers = [Number(piece.slice(loss + 7, -1)), Number(piece.slice(lr + 6, loss))] as const;
  // `nan`, `inf` and anything unusual is for the slower reader.
  if (Number.isNaN(numbers[0]) || Number.isNaN(numbers[1])) return undefined;
  return { done, total, postfix, loss: numbers[0], learningRate: numbers[1] };
}
