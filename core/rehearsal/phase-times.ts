export type PhaseResult = 'passed' | 'failed' | 'stopped';

export interface PhaseTime {
  /** A phase of the run reader, `preparing` before the start, or `resuming` for the whole second start. */
  readonly phase: string;
  readonly seconds: number;
  readonly result: PhaseResult;
}

export interface PhaseClock {
  readonly phase: string;
  enter(phase: string, now: number): void;
  /** Ends the current phase; phases that were entered several times are added up, in the order of their first entry. */
  end(now: number, result: PhaseResult): readonly PhaseTime[];
}

/** Adds up the time in each phase. Times are milliseconds of one clock. */
export function createPhaseClock(first: string, startedAt: number): PhaseClock {
  const spent = new Map<string, number>();
  let phase = first;
  let since = startedAt;
  const leave = (now: number): void => {
    spent.set(phase, (spent.get(phase) ?? 0) + Math.max(0, now - since));
    since = now;
  };
  return {
    get phase() {
      return phase;
    },
    enter(next, now) {
      if (next === phase) return;
      leave(now);
      phase = next;
    },
    end(now, result) {
      leave(now);
      return [...spent].map(([name, milliseconds]) => ({
        phase: name,
        seconds: Math.round(milliseconds / 100) / 10,
        result: name === phase ? result : 'passed',
      }));
    },
  };
}
