import * as vscode from 'vscode';
import { statusText } from '../../../core/runs/index';
import type { Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';

export interface RunStatusBar extends vscode.Disposable {
  /** Marks a run with a warning, which its tooltip says. */
  warn(runId: string, message: string): void;
}

/** The status bar's entry: the newest run that this window follows, how many there are beside it, and how many wait. */
export function createRunStatusBar(runs: Runs, queue: StartQueue): RunStatusBar {
  const item = vscode.window.createStatusBarItem('qwenLora.run', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Qwen training';
  item.command = 'qwenLora.runActions';

  const warnings = new Map<string, readonly string[]>();
  const update = () => {
    const newest = runs.followed.at(-1);
    const { entries, held } = queue.queue;
    const queued = entries.length === 0 ? '' : `${entries.length} queued${held.length > 0 ? ', held' : ''}`;
    if (newest === undefined && queued === '') {
      item.hide();
      return;
    }
    const more = runs.followed.length > 1 ? `+${runs.followed.length - 1}` : '';
    const bad = warnings.get(newest?.record.id ?? '') ?? [];
    const plain = newest ? statusText(newest.record.jobName, newest.log.state) : '';
    const run = bad.length > 0 ? plain.replace(/^\$\([^)]*\)/, '$(warning)') : plain;
    const text = [run, more, queued].filter((part) => part !== '').join(' · ');
    item.text = newest ? text : `$(list-ordered) ${text}`;
    item.tooltip = newest
      ? `${bad.map((message) => `${message}\n`).join('')}Training ${newest.record.jobName}, process ${newest.record.process.pid}. Click for actions.`
      : `Trainings that wait for a GPU.${held.length > 0 ? ' The queue is held.' : ''} Click to see the queue and to continue it.`;
    item.show();
  };

  const listener = runs.onDidChange(update);
  queue.onDidChange(update);
  update();
  return {
    warn(runId, message) {
      warnings.set(runId, [...(warnings.get(runId) ?? []), message]);
      update();
    },
    dispose: () => vscode.Disposable.from(item, listener).dispose(),
  };
}
