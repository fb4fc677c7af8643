import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks `probe` again and again until it gives something other than undefined, and answers that.
 * After `timeoutMs` it fails, saying what was awaited and, where `seen` is given, what was there instead.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  { timeoutMs = 20_000, seen }: { timeoutMs?: number; seen?: () => unknown } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      const instead = seen === undefined ? '' : `; there was ${JSON.stringify(seen())}`;
      throw new Error(`Waited ${timeoutMs} ms for ${what}${instead}.`);
    }
    await delay(50);
  }
}
