/** Words in quotes, and dotted keys such as model.name_or_path. */
const quoted = /'([^'\n]{1,200})'/g;
const dotted = /\b[a-z_]+(?:\.[a-z_]+)+\b/g;
/** No config has near this many lines. */
const mostLines = 20_000;

/**
 * The zero-based line of a config that a failure is about: one with a key that its words name, better with the value that they
 * name, too. Undefined where the words name neither.
 *
 * @param words message and remedy of the failure
 */
export function failureLine(config: string, words: string): number | undefined {
  const named = [...words.matchAll(quoted)].map((match) => match[1] ?? '');
  const keys = new Set(
    [...named, ...(words.match(dotted) ?? [])].map((name) => {
      const key = name.split(':', 1)[0] ?? '';
      return key.slice(key.lastIndexOf('.') + 1).trim();
    }),
  );
  const values = named.filter((name) => name.length > 1 && !keys.has(name));
  let best: number | undefined;
  let most = 0;
  for (const [at, line] of config.split(/\r\n|\r|\n/, mostLines).entries()) {
    const found = /^\s*(?:-\s+)?["']?([\w.-]+)["']?\s*:(.*)$/.exec(line);
    const hasKey = found !== null && keys.has(found[1] ?? '');
    const value = found?.[2] ?? line;
    const hasValue = [...values, ...keys].some((name) => name.length > 1 && value.includes(name));
    const score = (hasKey ? 2 : 0) + (hasValue ? 1 : 0);
    if (score <= most) continue;
    most = score;
    best = at;
  }
  return best;
}
