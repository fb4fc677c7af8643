/** An event without content: who owns the state fires it, who shows the state listens. */
export interface Signal {
  on(listener: () => void): void;
  fire(): void;
}

/** Listeners are called in the order in which they came. */
export function createSignal(): Signal {
  const listeners: (() => void)[] = [];
  return {
    on: (listener) => {
      listeners.push(listener);
    },
    fire: () => {
      for (const listener of listeners) listener();
    },
  };
}
