import type * as vscode from 'vscode';

/** The next event of a kind, or undefined when none came within the limit. */
export function nextEvent<T>(
  event: vscode.Event<T>,
  isWanted: (value: T) => boolean,
  limitMs?: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = limitMs === undefined ? undefined : setTimeout(() => finish(undefined), limitMs);
    const listener = event((value) => {
      if (isWanted(value)) finish(value);
    });
    const finish = (value: T | undefined) => {
      clearTimeout(timer);
      listener.dispose();
      resolve(value);
    };
  });
}
