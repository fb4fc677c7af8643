import type { StepPaint } from './step-losses';

const [bracket, colon, dot, dash, plus, letterE, slash, space, zero, comma] = [
  93, 58, 46, 45, 43, 101, 47, 32, 48, 44,
] as const;
/** `, lr: 1.0e-04 loss: 3.821e-01`, as ai-toolkit always writes it (BaseSDTrainProcess.py:2693). */
const postfixLength = 29;
const mostDigits = 15;

/**
 * Reads the usual paint of the training bar without a pattern, because a long run has millions of them:
 * `NAME:  12%|#1  | 250/2000 [20:50<2:25:50,  5.00s/it, lr: 1.0e-04 loss: 3.821e-01]`, at `start` to `end` in a text.
 *
 * @param prefix the job's name and a colon
 * @param last the paint before, whose postfix is used again when it is the same
 * @returns undefined for every other text, which the slower reader then reads
 */
export function quickPaint(
  text: string,
  start: number,
  end: number,
  prefix: string,
  last: StepPaint | undefined,
): StepPaint | undefined {
  if (text.charCodeAt(end - 1) !== bracket || !text.startsWith(prefix, start)) return undefined;
  const cells = text.indexOf('|', start + prefix.length);
  const counts = text.indexOf('|', cells + 1) + 1;
  if (cells < 0 || counts <= 0 || counts >= end || text.charCodeAt(counts) !== space) return undefined;
  const slashAt = endOfDigits(text, counts + 1);
  const totalEnd = endOfDigits(text, slashAt + 1);
  if (text.charCodeAt(slashAt) !== slash || text.charCodeAt(totalEnd) !== space) return undefined;
  const postfixAt = end - 1 - postfixLength;
  if (totalEnd > postfixAt || !hasUsualNames(text, postfixAt)) return undefined;
  const loss = scientific(text, end - 10, 3);
  const learningRate = scientific(text, postfixAt + 6, 1);
  if (Number.isNaN(loss) || Number.isNaN(learningRate)) return undefined;
  const done = wholeNumber(text, counts + 1, slashAt);
  const total = wholeNumber(text, slashAt + 1, totalEnd);
  const isSame = last !== undefined && last.loss === loss && last.learningRate === learningRate;
  const postfix = isSame ? last.postfix : text.slice(postfixAt, end - 1);
  return { done, total, postfix, loss, learningRate };
}

/** Single characters, because comparing texts costs more than all the rest. */
function hasUsualNames(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) === comma &&
    text.charCodeAt(at + 2) === 108 &&
    text.charCodeAt(at + 3) === 114 &&
    text.charCodeAt(at + 4) === colon &&
    text.charCodeAt(at + 13) === space &&
    text.charCodeAt(at + 14) === 108 &&
    text.charCodeAt(at + 15) === 111 &&
    text.charCodeAt(at + 16) === 115 &&
    text.charCodeAt(at + 17) === 115 &&
    text.charCodeAt(at + 18) === colon &&
    text.charCodeAt(at + 19) === space
  );
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < from + mostDigits && isDigit(text.charCodeAt(at))) at++;
  return at;
}

function wholeNumber(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - zero;
  return value;
}

/**
 * The number in `3.821e-01`, with so many digits after its dot. It is exactly what Python wrote: the digits and the power of
 * ten are both exact, and one division rounds once. NaN for any other text.
 */
function scientific(text: string, at: number, decimals: number): number {
  const exponentAt = at + 2 + decimals;
  const sign = text.charCodeAt(exponentAt + 1);
  if (text.charCodeAt(at + 1) !== dot || text.charCodeAt(exponentAt) !== letterE) return Number.NaN;
  if (sign !== dash && sign !== plus) return Number.NaN;
  let digits = digit(text, at);
  for (let each = at + 2; each < exponentAt; each++) digits = digits * 10 + digit(text, each);
  const exponent = digit(text, exponentAt + 2) * 10 + digit(text, exponentAt + 3);
  const power = (sign === dash ? -exponent : exponent) - decimals;
  if (power < -22 || power > 22) return Number.NaN;
  return power < 0 ? digits / (powers[-power] ?? Number.NaN) : digits * (powers[power] ?? Number.NaN);
}

/** Powers of ten that a number holds exactly. */
const powers = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return isDigit(code) ? code - zero : Number.NaN;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= 57;
}
