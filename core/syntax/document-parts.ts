import type { Fix, Span } from './finding';

export type ConfigFormat = 'yaml' | 'json';

export interface Comment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  readonly text: string;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
  /** Nothing else that is found in the text means anything. */
  readonly fatal?: boolean;
  readonly fixes?: readonly Fix[];
  /** Not a mistake in the text: it is too large to be checked. */
  readonly isUnread?: boolean;
}
