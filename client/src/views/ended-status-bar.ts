import * as vscode from 'vscode';
import { endStatusText, outcomeText } from '../../../core/runs/index';
import type { EndedRun, Runs } from '../runs/runs';
import { type EndsMemory, openUnseenEnds, type UnseenEnd } from '../runs/unseen-ends';

/** The status bar's entry of a run that is over. It stays until the run was looked at. */
export interface EndedStatusBar extends vscode.Disposable {
  /** The dashboard of a job folder was shown. */
  looked(folder: string): void;
}

/** @param failed is told why an end could not be kept */
export function createEndedStatusBar(
  runs: Runs,
  memory: EndsMemory,
  failed: (error: unknown) => void,
): EndedStatusBar {
  const unseen = openUnseenEnds(memory);
  const item = vscode.window.createStatusBarItem('qwenLora.endedRun', vscode.StatusBarAlignment.Left, 9);
  item.name = 'Qwen training that ended';
  const show = () => {
    const newest = unseen.ends.at(-1);
    if (newest === undefined) return item.hide();
    const more = unseen.ends.length > 1 ? ` · +${unseen.ends.length - 1}` : '';
    item.text = `${newest.text}${more}`;
    item.tooltip = `${newest.message}\nClick for its dashboard. This stays until you have looked at it.`;
    item.backgroundColor = newest.isFailure
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    item.command = {
      title: 'Open training dashboard',
      command: 'qwenLora.openDashboard',
      arguments: [{ kind: 'run', run: { folder: newest.folder } }],
    };
    item.show();
  };
  const change = (act: Promise<void>) => void act.then(show).catch(failed);
  const ended = runs.onDidEnd((run) => change(unseen.add(unseenEnd(run))));
  // A start of the same job says more than its last end.
  const begun = runs.onDidBegin(({ jobFolder }) => change(unseen.remove(jobFolder)));
  show();
  return {
    looked: (folder) => change(unseen.remove(folder)),
    dispose: () => vscode.Disposable.from(item, ended, begun).dispose(),
  };
}

function unseenEnd({ record, outcome, seen }: EndedRun): UnseenEnd {
  const now = new Date();
  const clock = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return {
    folder: record.jobFolder,
    name: record.jobName,
    // An end that was missed has no time of its own.
    text: endStatusText(record.jobName, outcome, seen === 'later' ? undefined : clock),
    message: outcomeText(record.jobName, outcome, seen === 'later' ? 'later' : 'now').message,
    isFailure: outcome.kind === 'failed',
  };
}
