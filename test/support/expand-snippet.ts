import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './find-in-text';

export interface Snippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** The contributed snippets, as the editor reads them. */
export function readSnippets(): Snippet[] {
  const file = path.join(repositoryRoot, 'snippets/ai-toolkit.code-snippets');
  const contents: Record<string, Omit<Snippet, 'name'>> = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(contents).map(([name, snippet]) => ({ name, ...snippet }));
}

/** A snippet's text with every placeholder at its default and every choice at its first value. */
export function expandSnippet(snippet: Snippet): string {
  return snippet.body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$0/g, '');
}

/** The numbers of a snippet's tab stops in the order in which they stand in the text. */
export function tabStops(snippet: Snippet): number[] {
  return [...snippet.body.join('\n').matchAll(/\$\{?(\d+)/g)].map((match) => Number(match[1]));
}
