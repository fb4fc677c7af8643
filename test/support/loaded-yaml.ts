import { parseConfigDocument } from '../../core/syntax/config-document';
import { plainTree } from './plain-tree';

/** What `loaded` returns for a text that the loader refuses. */
export const fails = Symbol('the loader stops');

/** The plain value of a text, or what `pick` takes from it, or `fails`. */
export function loaded(text: string, pick: (tree: unknown) => unknown = (tree) => tree): unknown {
  const document = parseConfigDocument(text, 'yaml');
  return document.problems.length > 0 ? fails : pick(plainTree(document.root));
}
