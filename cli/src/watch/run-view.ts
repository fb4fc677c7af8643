import type { RunState } from '../../../core/runs/index';

/** What shows a run; `silentMs` is the time without new output. */
export interface RunView {
  show(state: RunState, silentMs: number): void;
  close(): void;
}
