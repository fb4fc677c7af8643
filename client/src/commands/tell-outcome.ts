import * as vscode from 'vscode';
import { failureLine, type OutcomeAction, outcomeText } from '../../../core/runs/index';
import type { Dialogs } from '../launch/dialogs';
import { rehearseLabel } from '../launch/rehearse-offer';
import type { EndedRun } from '../runs/runs';
import { revealFile } from '../views/reveal-file';

/** What the buttons of an outcome do besides showing a file. */
export interface OutcomeHandlers {
  setToken(): Promise<void>;
  setUpToolkit(): Promise<void>;
  startTraining(configPath: string): Promise<void>;
  rehearse(configPath: string): Promise<void>;
}

/** Tells the end of a run in words, once for all windows, with the one button that helps. */
export async function tellOutcome(
  { record, outcome, seen }: EndedRun,
  dialogs: Dialogs,
  handlers: OutcomeHandlers,
): Promise<void> {
  if (seen === 'elsewhere') return;
  const { level, message, action: first, second } = outcomeText(record.jobName, outcome, seen);
  const actions = second === undefined ? [first] : [first, second];
  const labels = actions.map(({ label }) => label);
  // What fails on the way to the first step is found by a rehearsal in a minute, also after a change.
  const offered =
    outcome.kind === 'failed' && (outcome.step ?? 0) === 0 ? [...labels, rehearseLabel] : labels;
  const answer = await dialogs.notify(level, message, ...offered);
  if (answer === rehearseLabel) return handlers.rehearse(record.configPath);
  const action = actions.find(({ label }) => label === answer);
  if (action === undefined) return;
  if (action.does === 'copyReport' && outcome.kind === 'failed') {
    await vscode.env.clipboard.writeText(outcome.report);
    return;
  }
  if (action.does === 'openConfig') return openConfig(record.configPath, message);
  await doAction(action.does, record, dialogs, handlers);
}

async function doAction(
  action: Exclude<OutcomeAction, 'openConfig'>,
  record: EndedRun['record'],
  dialogs: Dialogs,
  handlers: OutcomeHandlers,
): Promise<void> {
  switch (action) {
    case 'openFolder':
    case 'freeDisk':
      return revealFile(record.jobFolder, dialogs);
    case 'copyReport':
    case 'openLog':
      return openLogAtError(record.consolePath ?? record.logPath);
    case 'setToken':
      return handlers.setToken();
    case 'setUpToolkit':
      return handlers.setUpToolkit();
    case 'startAgain':
      return handlers.startTraining(record.configPath);
  }
}

/** Opens the config at the line that the words of a failure are about, where they name one. */
async function openConfig(file: string, words: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const line = failureLine(document.getText(), words);
  if (line === undefined) await vscode.window.showTextDocument(document);
  else await vscode.window.showTextDocument(document, { selection: document.lineAt(line).range });
}

/** The log begins with the config's dump; what helps stands where the run failed. */
async function openLogAtError(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const at = document.getText().lastIndexOf('Error running job: ');
  const last = document.lineAt(document.lineCount - 1).range.end;
  const place = at < 0 ? last : document.positionAt(at);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
}
