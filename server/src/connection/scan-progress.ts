import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';

/** What a long look at the disk reports to. */
export interface ScanProgress {
  /** How many files were looked at so far. */
  files(count: number): void;
  end(): void;
}

/** Shows what takes longer than a second, where the client can; `cancel` is called when its user gives up. */
export type ShowProgress = (cancel: () => void) => ScanProgress;

/** Milliseconds that nobody needs to be told about. */
const unnoticed = 1000;

/** Progress by way of the protocol's work-done progress. */
export function createScanProgress(
  connection: Connection,
  client: ClientCapabilities,
  logger: Logger,
): ShowProgress {
  if (client.window?.workDoneProgress !== true) return () => ({ files: nothing, end: nothing });
  return (cancel) => {
    let isOver = false;
    let report: ((count: number) => void) | undefined;
    let done: (() => void) | undefined;
    const show = async () => {
      const shown = await connection.window.createWorkDoneProgress();
      shown.token.onCancellationRequested(cancel);
      if (isOver) return;
      shown.begin('Looking at datasets', undefined, undefined, true);
      report = (count) => shown.report(`${count.toLocaleString('en-US')} images`);
      done = () => shown.done();
    };
    const timer = setTimeout(() => {
      show().catch((error) => logger.warn(`progress cannot be shown: ${String(error)}`));
    }, unnoticed);
    return {
      files: (count) => report?.(count),
      end() {
        isOver = true;
        clearTimeout(timer);
        done?.();
      },
    };
  };
}

function nothing(): void {
  // The client shows no progress.
}
