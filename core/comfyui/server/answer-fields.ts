export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object; none for anything else that a server may answer. */
export function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const longest = 600;

/** A server's text on one line, cut to what a message can show. */
export function shortText(value: unknown): string {
  const text = String(value).replace(/\s+/g, ' ').trim();
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
