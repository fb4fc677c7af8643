import type { Span } from '../syntax/finding';
import type { Rule } from './rule';

/** Matches variables in the raw text, as ai-toolkit does (toolkit/config.py:20-35). */
const variables = /\$\{([^}]+)\}/g;

export const unsetVariable: Rule = {
  code: 'unset-variable',
  severity: 'information',
  startSeverity: 'error',
  summary: 'A `${NAME}` that is not in the environment stops the load, even in a comment.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],

  *check({ document }, { variable }) {
    const places = new Map<string, Span[]>();
    for (const match of document.text.matchAll(variables)) {
      const name = match[1] ?? '';
      const span = { start: match.index, end: match.index + match[0].length };
      places.set(name, [...(places.get(name) ?? []), span]);
    }
    for (const [name, [first, ...others]] of places) {
      // Only letters, digits and underscores can name a variable; whatever the environment, the rest stops the load.
      const canBeSet = /^\w+$/.test(name);
      if (!first || (canBeSet && (!variable || variable(name) !== undefined))) continue;
      const inComment = document.comments.some(
        ({ span }) => span.start <= first.start && first.end <= span.end,
      );
      yield {
        span: first,
        ...(canBeSet ? {} : { severity: 'error' as const }),
        message: messageFor(name, inComment),
        related: others.map((span) => ({ span, message: `'${name}' is also used here.` })),
      };
    }
  },
};

function messageFor(name: string, inComment: boolean): string {
  if (!/^\w+$/.test(name)) {
    return `ai-toolkit treats every \${…} in the text as an environment variable, and '${oneLine(name)}' cannot be the name of one, so it stops while it loads this file. Remove the dollar sign.`;
  }
  const where = inComment ? ' even in comments,' : '';
  return `The environment variable '${name}' is not set here. ai-toolkit replaces \${…} in the whole text,${where} and stops while it loads this file unless '${name}' is set where it runs or in its .env file.`;
}

function oneLine(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
