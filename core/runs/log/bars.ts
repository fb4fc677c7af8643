/** One paint of a tqdm bar. Times are seconds; unknown (`?`) and cut values are absent. */
export interface BarPaint {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly elapsedSeconds: number | undefined;
  readonly remainingSeconds: number | undefined;
  readonly secondsPerItem: number | undefined;
  readonly learningRate: number | undefined;
  readonly loss: number | undefined;
  /** The text after the rate, as painted; equal postfixes are the same step painted twice. */
  readonly postfix: string | undefined;
  /** Where the bar ends in the text; what follows was printed on another stream. */
  readonly end: number;
}

/** The last bar in a piece of output without line ends. Neither its start nor its end is anchored: prints are glued to both. */
export function findBar(text: string): BarPaint | undefined {
  const at = text.lastIndexOf('%|');
  if (at < 0) return findOverrun(text);
  const digits = /\d{1,3}$/.exec(text.slice(0, at));
  if (digits === null) return undefined;
  const start = digits.index;
  const body = /^\d+%\|[^|]*\|\s*(\d+)\/(\d+) \[([\d:]+)<([\d:?]+)(?:,\s*([\d.?]+)(it\/s|s\/it))?/.exec(
    text.slice(start),
  );
  if (body === null) return undefined;
  const [whole, done, total, elapsed, remaining, rate, unit] = body;
  const counts = {
    label: labelOf(text.slice(0, start)),
    done: Number(done),
    total: Number(total),
    elapsedSeconds: secondsOf(elapsed),
    remainingSeconds: secondsOf(remaining),
  };
  const tail = text.slice(start + whole.length);
  const close = tail.indexOf(']');
  if (close < 0) {
    // The terminal's width cut the line, perhaps inside a number: only the counts are sure.
    return { ...counts, ...nothingMeasured, remainingSeconds: undefined, end: text.length };
  }
  const postfix = tail.slice(0, close);
  return {
    ...counts,
    secondsPerItem: secondsPerItem(rate, unit),
    learningRate: numberAfter(postfix, /\blr: ([0-9.e+-]+)/),
    loss: numberAfter(postfix, /\bloss: ([0-9.e+-]+|nan|inf|-inf)/),
    postfix: postfix === '' ? undefined : postfix,
    end: start + whole.length + close + 1,
  };
}

/** Seconds of tqdm's `MM:SS` or `H:MM:SS`, hours unbounded. */
function secondsOf(clock: string | undefined): number | undefined {
  if (clock === undefined || !/^\d+(?::\d{2}){1,2}$/.test(clock)) return undefined;
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

const nothingMeasured = {
  secondsPerItem: undefined,
  learningRate: undefined,
  loss: undefined,
  postfix: undefined,
};

/** `NAME: 3000it [00:00, ?it/s]`: tqdm drops a total that the count has passed. */
function findOverrun(text: string): BarPaint | undefined {
  const match = /(\d+)it \[([\d:]+), [^\]]*\]/.exec(text);
  if (match === null) return undefined;
  return {
    label: labelOf(text.slice(0, match.index)),
    done: Number(match[1]),
    total: undefined,
    elapsedSeconds: secondsOf(match[2]),
    remainingSeconds: undefined,
    ...nothingMeasured,
    end: match.index + match[0].length,
  };
}

function labelOf(before: string): string {
  return before.trimEnd().replace(/:$/, '').trimStart();
}

function secondsPerItem(rate: string | undefined, unit: string | undefined): number | undefined {
  const value = Number(rate);
  if (rate === undefined || !Number.isFinite(value) || value <= 0) return undefined;
  return unit === 's/it' ? value : 1 / value;
}

function numberAfter(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) return undefined;
  if (found === 'nan') return Number.NaN;
  if (found === 'inf') return Number.POSITIVE_INFINITY;
  if (found === '-inf') return Number.NEGATIVE_INFINITY;
  const value = Number(found);
  return Number.isNaN(value) ? undefined : value;
}
