/** The value of an environment variable where ai-toolkit runs; undefined when it is not set. */
export type Variable = (name: string) => string | undefined;

/** The references to variables in a text, as ai-toolkit finds them (toolkit/config.py:35). */
const reference = /\$\{([^}]+)\}/g;

/** The names inside `${…}` anywhere in a text, each once, comments included. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(reference)].map((match) => match[1] ?? ''))];
}

/**
 * A value of the config as ai-toolkit sees it: `${NAME}` is replaced first, in the whole text, then `[name]` by the job's
 * name (toolkit/config.py:20-51). Undefined when a variable is not set or not known, because ai-toolkit stops there.
 */
export function expandText(
  text: string,
  variable: Variable | undefined,
  jobName: string | undefined,
): string | undefined {
  let complete = true;
  const filled = text.replace(reference, (_match, name: string) => {
    const value = variable?.(name);
    if (value === undefined) complete = false;
    return value ?? '';
  });
  if (!complete) return undefined;
  return jobName === undefined ? filled : filled.replaceAll('[name]', () => jobName);
}

/** The assignments of ai-toolkit's `.env` file, without python-dotenv's interpolation. */
export function parseDotEnv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$/.exec(line);
    const name = match?.[1];
    const value = match?.[2];
    if (name === undefined || value === undefined) continue;
    const quoted = /^(["'])(.*?)\1/.exec(value)?.[2];
    values[name] = quoted ?? value.replace(/\s+#.*$/, '');
  }
  return values;
}
