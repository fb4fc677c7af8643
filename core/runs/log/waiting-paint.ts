/** The newest paint of the training bar, which the state does not show yet. */
export interface WaitingPaint {
  /** Replaces what waits by a part of a text, and gives how many paints have come since the last `take`. */
  put(text: string, start: number, end: number): number;
  /** Gives what waits, once; undefined when nothing does. */
  take(): string | undefined;
}

/** Keeps the place of the newest paint: the text is cut out only when it is taken, since most paints never are. */
export function createWaitingPaint(): WaitingPaint {
  let waiting: string | undefined;
  let from = 0;
  let to = 0;
  let paints = 0;
  return {
    put(text, start, end) {
      waiting = text;
      from = start;
      to = end;
      paints += 1;
      return paints;
    },
    take() {
      const text = waiting?.slice(from, to);
      waiting = undefined;
      paints = 0;
      return text;
    },
  };
}
