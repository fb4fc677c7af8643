import * as vscode from 'vscode';
import { type OutcomeAction, outcomeText } from '../../../core/runs/index';
import type { Dialogs } from '../launch/dialogs';
import type { EndedRun } from '../runs/runs';

/** What the buttons of an outcome do besides showing a file. */
export interface OutcomeHandlers {
  setToken(): Promise<void>;
  setUpToolkit(): Promise<void>;
  startTraining(configPath: string): Promise<void>;
}

/** Tells the end of a run in words, once for all windows, with the one button that helps. */
export async function tellOutcome(
  { record, outcome, seen }: EndedRun,
  dialogs: Dialogs,
  handlers: OutcomeHandlers,
): Promise<void> {
  if (seen === 'elsewhere') return;
  const { level, message, action } = outcomeText(record.jobName, outcome, seen);
  if ((await dialogs.notify(level, message, action.label)) !== action.label) return;
  if (action.does === 'copyReport' && outcome.kind === 'failed') {
    await vscode.env.clipboard.writeText(outcome.report);
    return;
  }
  await doAction(action.does, record, handlers);
}

async function doAction(
  action: OutcomeAction,
  record: EndedRun['record'],
  handlers: OutcomeHandlers,
): Promise<void> {
  switch (action) {
    case 'openFolder':
    case 'freeDisk':
      await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(record.jobFolder));
      return;
    case 'copyReport':
    case 'openLog':
      await vscode.window.showTextDocument(vscode.Uri.file(record.consolePath ?? record.logPath));
      return;
    case 'openConfig':
      await vscode.window.showTextDocument(vscode.Uri.file(record.configPath));
      return;
    case 'setToken':
      return handlers.setToken();
    case 'setUpToolkit':
      return handlers.setUpToolkit();
    case 'startAgain':
      return handlers.startTraining(record.configPath);
  }
}
