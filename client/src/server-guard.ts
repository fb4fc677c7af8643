/** What is asked of the server about one document. */
interface Asked {
  readonly uri: string;
}

/** What to do after the server has died. */
export interface Verdict {
  readonly restart: boolean;
  /** The person has not been told before. */
  readonly tell: boolean;
  /** The document that was being judged, where that is certain enough to leave it alone until it changes. */
  readonly suspect: string | undefined;
}

/** Counts the server's deaths and knows which document it was asked about. It has no clock and no editor of its own. */
export interface ServerGuard {
  /**
   * Runs a request about a document. After a death requests go one by one for a while, so that the one that kills the
   * server again is known.
   */
  ask<R>(uri: string, send: () => Promise<R>): Promise<R>;
  /** Whether the document is left alone. */
  isSkipped(uri: string): boolean;
  /** The document has changed, so it is asked about again. */
  changed(uri: string): void;
  /** The server has died; `now` in milliseconds. */
  died(now: number): Verdict;
  /** A person has started it again. */
  startedAgain(): void;
}

/** As many deaths within as many milliseconds end the restarts. */
const mostDeaths = 5;
const period = 3 * 60_000;
/** Milliseconds after a death during which requests go one by one. */
const cautious = 60_000;

export function createServerGuard(now: () => number): ServerGuard {
  const skipped = new Set<string>();
  const counts = new Map<string, number>();
  let deaths: number[] = [];
  let hasTold = false;
  let inFlight: Asked[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  const run = async <R>(uri: string, send: () => Promise<R>): Promise<R> => {
    const asked = { uri };
    inFlight.push(asked);
    try {
      return await send();
    } finally {
      inFlight = inFlight.filter((one) => one !== asked);
    }
  };

  return {
    ask(uri, send) {
      const last = deaths.at(-1);
      if (last === undefined || now() - last > cautious) return run(uri, send);
      const next = queue.then(() => run(uri, send));
      queue = next.catch(() => undefined);
      return next;
    },
    isSkipped: (uri) => skipped.has(uri),
    changed(uri) {
      skipped.delete(uri);
      counts.delete(uri);
    },
    died(at) {
      deaths = [...deaths.filter((each) => at - each < period), at];
      const uris = [...new Set(inFlight.map(({ uri }) => uri))];
      for (const uri of uris) counts.set(uri, (counts.get(uri) ?? 0) + 1);
      inFlight = [];
      queue = Promise.resolve();
      const restart = deaths.length < mostDeaths;
      const suspect = restart ? undefined : mostOften(counts);
      if (suspect !== undefined) skipped.add(suspect);
      const tell = !hasTold;
      hasTold = true;
      return { restart, tell, suspect };
    },
    startedAgain() {
      deaths = [];
      hasTold = false;
      counts.clear();
    },
  };
}

/** Of several the one that was asked about at most deaths; none where that was so only once. */
function mostOften(counts: ReadonlyMap<string, number>): string | undefined {
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first && first[1] > 1 ? first[0] : undefined;
}
