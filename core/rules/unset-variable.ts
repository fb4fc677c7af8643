import type { Span } from '../syntax/finding';
import type { Rule } from './rule';

/** As ai-toolkit finds them, in the raw text (toolkit/config.py:20-35). */
const variables = /\$\{([^}]+)\}/g;

export const unsetVariable: Rule = {
  code: 'unset-variable',
  severity: 'information',
  summary: 'A `${NAME}` that is not in the environment, in a comment too: the load fails.',

  *check({ document }, { hasVariable }) {
    if (!hasVariable) return;
    const places = new Map<string, Span[]>();
    for (const match of document.text.matchAll(variables)) {
      const name = match[1] ?? '';
      const span = { start: match.index, end: match.index + match[0].length };
      places.set(name, [...(places.get(name) ?? []), span]);
    }
    for (const [name, [first, ...others]] of places) {
      if (!first || hasVariable(name)) continue;
      const inComment = document.comments.some(
        ({ span }) => span.start <= first.start && first.end <= span.end,
      );
      yield {
        span: first,
        message: messageFor(name, inComment),
        related: others.map((span) => ({ span, message: `'${name}' is used here too.` })),
      };
    }
  },
};

function messageFor(name: string, inComment: boolean): string {
  if (!/^\w+$/.test(name)) {
    return `ai-toolkit takes every \${…} of the text for an environment variable, and none can be named '${oneLine(name)}', so it stops while it loads this file. Write it without the dollar sign.`;
  }
  const where = inComment ? ' in comments too,' : '';
  return `The environment variable '${name}' is not set here. ai-toolkit replaces \${…} in the whole text,${where} and stops while it loads this file unless '${name}' is set where it runs or stands in its .env file.`;
}

function oneLine(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
