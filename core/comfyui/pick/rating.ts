/** One judgement of two candidates on the same prompt. */
export interface Comparison {
  readonly left: string;
  readonly right: string;
  /** Which one is better; a tie counts half for each. */
  readonly better: 'left' | 'right' | 'equal';
}

export interface CandidateRating {
  readonly candidate: string;
  /** Points above the mean of all candidates, on the scale of chess ratings: 100 points win 64 % of comparisons. */
  readonly rating: number;
  /** Standard error of the rating, in points. */
  readonly error: number;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

export interface Tally {
  /** The best first. */
  readonly ratings: readonly CandidateRating[];
  /** The probability that the first is really better than the second; undefined without two rated candidates. */
  readonly leadProbability: number | undefined;
}

/** Rating points of one unit of log-strength. */
const points = 400 / Math.LN10;

/** Standard deviation of strengths before any comparison, in units of log-strength (about 350 points). */
const priorDeviation = 2;

/** Newton's method converges in a handful of rounds; more would be a fault of the input. */
const mostRounds = 50;

/**
 * Rates candidates by the Bradley–Terry model: the chance of A over B is a / (a + b). A weak normal prior keeps the
 * strength of a candidate that always wins finite. Errors come from the curvature of the likelihood at its maximum.
 *
 * @param candidates at most a few dozen
 */
export function rateCandidates(candidates: readonly string[], comparisons: readonly Comparison[]): Tally {
  const names = [...new Set(candidates)];
  const places = new Map(names.map((name, place) => [name, place]));
  const games = comparisons.flatMap(({ left, right, better }) => {
    const [a, b] = [places.get(left), places.get(right)];
    if (a === undefined || b === undefined || a === b) return [];
    return [{ a, b, score: better === 'left' ? 1 : better === 'right' ? 0 : 0.5 }];
  });
  const { strengths, covariance } = estimateStrengths(names.length, games);
  const centered = centeredCovariance(covariance);
  const mean = strengths.reduce((sum, value) => sum + value, 0) / Math.max(1, names.length);
  const order = names.map((_, place) => place).sort((a, b) => at(strengths, b) - at(strengths, a));
  const ratings = order.map((place) => ({
    candidate: names[place] ?? '',
    rating: (at(strengths, place) - mean) * points,
    error: Math.sqrt(Math.max(0, at(centered[place], place))) * points,
    ...countsOf(place, games),
  }));
  return { ratings, leadProbability: games.length === 0 ? undefined : leadOf(order, strengths, covariance) };
}

interface Game {
  readonly a: number;
  readonly b: number;
  /** 1 when `a` is better, 0 when `b` is. */
  readonly score: number;
}

interface Estimate {
  readonly strengths: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

function estimateStrengths(count: number, games: readonly Game[]): Estimate {
  let strengths: number[] = Array.from({ length: count }, () => 0);
  let curvature = curvatureAt(strengths, games);
  for (let round = 0; round < mostRounds; round++) {
    const slope = strengths.map((value) => -value / priorDeviation ** 2);
    for (const { a, b, score } of games) {
      const surprise = score - chance(at(strengths, a), at(strengths, b));
      slope[a] = at(slope, a) + surprise;
      slope[b] = at(slope, b) - surprise;
    }
    const step = multiply(inverse(curvature), slope);
    strengths = strengths.map((value, place) => value + at(step, place));
    curvature = curvatureAt(strengths, games);
    if (Math.max(0, ...step.map(Math.abs)) < 1e-10) break;
  }
  return { strengths, covariance: inverse(curvature) };
}

function curvatureAt(strengths: readonly number[], games: readonly Game[]): number[][] {
  const matrix = strengths.map((_, row) =>
    strengths.map((__, column) => (row === column ? 1 / priorDeviation ** 2 : 0)),
  );
  const add = (row: number, column: number, value: number) => {
    const cells = matrix[row];
    if (cells) cells[column] = at(cells, column) + value;
  };
  for (const { a, b } of games) {
    const p = chance(at(strengths, a), at(strengths, b));
    const weight = p * (1 - p);
    add(a, a, weight);
    add(b, b, weight);
    add(a, b, -weight);
    add(b, a, -weight);
  }
  return matrix;
}

function chance(a: number, b: number): number {
  return 1 / (1 + Math.exp(b - a));
}

/** Gauss-Jordan elimination. The matrix is positive definite thanks to the prior, so no pivot is zero. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, place) => [
    ...row,
    ...Array.from({ length: size }, (_, column) => (column === place ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    const divisor = at(rows[pivot], pivot);
    const scaled = (rows[pivot] ?? []).map((value) => value / divisor);
    rows[pivot] = scaled;
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = at(rows[row], pivot);
      rows[row] = (rows[row] ?? []).map((value, column) => value - factor * at(scaled, column));
    }
  }
  return rows.map((row) => row.slice(size));
}

function multiply(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, place) => sum + value * at(vector, place), 0));
}

/** Covariance of the strengths less their mean. */
function centeredCovariance(covariance: readonly (readonly number[])[]): number[][] {
  const size = Math.max(1, covariance.length);
  const rowMeans = covariance.map((row) => row.reduce((sum, value) => sum + value, 0) / size);
  const mean = rowMeans.reduce((sum, value) => sum + value, 0) / size;
  return covariance.map((row, place) =>
    row.map((value, column) => value - at(rowMeans, place) - at(rowMeans, column) + mean),
  );
}

function leadOf(
  [first, second]: readonly number[],
  strengths: readonly number[],
  covariance: readonly (readonly number[])[],
): number | undefined {
  if (first === undefined || second === undefined) return undefined;
  const variance =
    at(covariance[first], first) + at(covariance[second], second) - 2 * at(covariance[first], second);
  const distance = at(strengths, first) - at(strengths, second);
  return normalDistribution(distance / Math.sqrt(Math.max(1e-12, variance)));
}

/** The share of a normal distribution below `z` (Abramowitz and Stegun 26.2.17; exact to 1e-7). */
function normalDistribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - tail : tail;
}

function countsOf(place: number, games: readonly Game[]) {
  let [wins, losses, ties] = [0, 0, 0];
  for (const { a, b, score } of games) {
    if (a !== place && b !== place) continue;
    if (score === 0.5) ties++;
    else if ((score === 1) === (a === place)) wins++;
    else losses++;
  }
  return { wins, losses, ties };
}

function at(values: readonly number[] | undefined, place: number): number {
  return values?.[place] ?? 0;
}
