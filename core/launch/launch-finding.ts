import type { Severity } from '../syntax/finding';

/** What can be done about a finding, besides reading it. */
export type LaunchAction =
  | { readonly kind: 'open-setting'; readonly setting: string }
  | { readonly kind: 'set-up-toolkit' }
  | { readonly kind: 'copy-command'; readonly command: string };

/** What only the machine shows, in the form of a rule's finding: its code has a page of the same name. */
export interface LaunchFinding {
  readonly code: string;
  /** An error refuses the start (the user may overrule), a warning is counted, an information is said. */
  readonly severity: Exclude<Severity, 'hint'>;
  readonly message: string;
  /** The file or folder that the finding is about. */
  readonly path?: string;
  readonly action?: LaunchAction;
}
