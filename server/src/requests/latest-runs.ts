/** Runs per name, at most one of each at a time. */
export interface LatestRuns {
  /** Starts a run at once, or, while one is in flight, the next one as soon as that has ended. */
  request(name: string): void;
  /** Takes back a run that has not started. */
  forget(name: string): void;
}

interface Run {
  /** Asked for again since the run began. */
  isOutdated: boolean;
}

/**
 * Who types never waits for more than the run in flight, whatever a run costs. Before each run `settle` lets those changes in
 * that have arrived already, so that a burst of them costs one run. `run` catches its own errors.
 */
export function latestRuns(
  run: (name: string) => Promise<void>,
  settle: () => Promise<void> = untilQuiet,
): LatestRuns {
  const inFlight = new Map<string, Run>();
  const start = async (name: string, state: Run): Promise<void> => {
    do {
      await settle();
      if (inFlight.get(name) !== state) return;
      state.isOutdated = false;
      await run(name);
    } while (state.isOutdated && inFlight.get(name) === state);
    if (inFlight.get(name) === state) inFlight.delete(name);
  };
  return {
    request(name) {
      const running = inFlight.get(name);
      if (running) {
        running.isOutdated = true;
        return;
      }
      const state = { isOutdated: false };
      inFlight.set(name, state);
      void start(name, state);
    },
    forget: (name) => inFlight.delete(name),
  };
}

/** The connection hands over one message per turn of the event loop; a turn without one means that no more are waiting. */
let messages = 0;

/** Called for each message that changes a document. */
export function noteChange(): void {
  messages++;
}

/** More than a burst of typing holds; a client that never stops is answered all the same. */
const mostTurns = 200;

/** Resolves once no change has come in for two turns of the event loop. */
export async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn++) {
    const before = messages;
    await nextTurn();
    await nextTurn();
    if (messages === before) return;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
