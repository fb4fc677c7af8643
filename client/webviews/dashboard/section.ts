import type { DashboardRequest } from '../../../common/dashboard-page';
import type { DashboardState } from './dashboard-state';

/** A part of the page. It is made once and then follows the state. */
export interface Section {
  readonly element: HTMLElement;
  update(state: DashboardState): void;
}

export type Send = (request: DashboardRequest) => void;
