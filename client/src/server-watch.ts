import type { ServerGuard } from './server-guard';

/** Milliseconds that a request may take before the server is asked whether it lives. */
const patience = 30_000;
/** Milliseconds that it may take to answer that. */
const lastChance = 10_000;

export interface WatchNeeds {
  readonly guard: ServerGuard;
  /** Resolves when the server answers anything. */
  isAlive(): Promise<unknown>;
  /** Ends the server's process. */
  kill(): void;
  /** Calls back later; returns how to take that back. */
  later(milliseconds: number, then: () => void): () => void;
}

/** Runs requests about documents; a server that answers none, and not even whether it lives, is ended and so restarted. */
export function watchRequests({ guard, isAlive, kill, later }: WatchNeeds) {
  const check = (): void => {
    const cancel = later(lastChance, kill);
    isAlive().then(cancel, cancel);
  };
  return <R>(uri: string, send: () => Promise<R>): Promise<R> =>
    guard.ask(uri, async () => {
      const cancel = later(patience, check);
      try {
        return await send();
      } finally {
        cancel();
      }
    });
}
