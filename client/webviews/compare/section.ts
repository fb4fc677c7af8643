import type { CompareRequest } from '../../../common/compare-page';
import type { CompareState, SavedCompare } from './compare-state';

/** A part of the page. It is made once and then follows the state. */
export interface Section {
  readonly element: HTMLElement;
  update(state: CompareState): void;
}

export interface PageActions {
  send(request: CompareRequest): void;
  /** Changes what the page keeps, and shows it. */
  change(changes: Partial<SavedCompare>): void;
}
