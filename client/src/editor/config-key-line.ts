/** The zero-based line of the top-level `config` key in YAML or JSON text, or 0 where it is not in a line of its own. */
export function configKeyLine(text: string): number {
  const lines = text.split(/\r\n|\r|\n/);
  const yaml = lines.findIndex((line) => /^(?:config|"config"|'config')\s*:/.test(line));
  if (yaml >= 0) return yaml;
  const json = lines.findIndex((line) => /^\s*\{?\s*"config"\s*:/.test(line));
  return Math.max(json, 0);
}
