/**
 * The rule code of a documentation link's path (`/rules/<code>`), or undefined when the path is anything else.
 * Only kebab-case passes, so that no link can name a file outside the bundled pages.
 */
export function ruleCodeOfPath(path: string): string | undefined {
  const match = /^\/rules\/([^/]+)\/?$/.exec(path);
  return match?.[1] !== undefined && isRuleCode(match[1]) ? match[1] : undefined;
}

/** Whether a text has the form of a rule's code: lower-case words and numbers, joined by single hyphens. */
export function isRuleCode(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 64 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}
