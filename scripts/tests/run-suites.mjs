/**
 * Runs suites: first those that can run at the same time, a few at once, then the others one by one.
 *
 * @template {{ suite: { alone?: true } }} T
 * @param {readonly T[]} chosen
 * @param {(each: T) => Promise<void>} run must not reject
 * @param {number} lanes how many run at once
 */
export async function runSuites(chosen, run, lanes) {
  const together = chosen.filter(({ suite }) => !suite.alone);
  const waiting = [...together];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const each of chosen.filter(({ suite }) => suite.alone)) await run(each);
}
