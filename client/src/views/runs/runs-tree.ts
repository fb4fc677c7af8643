import * as vscode from 'vscode';
import type { Logger } from '../../logger';
import { arrangeRuns, type QueuedRun, type RunNode, runDescription, runIcon } from './run-nodes';
import type { RunSummaries } from './run-summaries';

export interface RunsTree extends vscode.Disposable {
  /** Reads the runs again, soon and not more often than needed. */
  refresh(): void;
  /** The runs that are marked in the list. */
  readonly selection: readonly RunNode[];
}

/** Between two readings of the list while a run goes on, in milliseconds. */
const refreshMs = 3000;

/** The list of runs in the activity bar. */
export function createRunsTree(
  summaries: RunSummaries,
  queue: () => readonly QueuedRun[],
  logger: Logger,
): RunsTree {
  const changed = new vscode.EventEmitter<void>();
  let timer: NodeJS.Timeout | undefined;
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    async getChildren(node) {
      if (node !== undefined) return node.kind === 'group' ? [...node.children] : [];
      try {
        return [...arrangeRuns(await summaries.read(), queue())];
      } catch (error) {
        logger.error(`The runs could not be listed: ${String(error)}`);
        throw error;
      }
    },
  };
  const view = vscode.window.createTreeView('qwenLora.runs', {
    treeDataProvider: provider,
    canSelectMany: true,
  });
  // Nothing is read for a list that is hidden, so it is read when it is shown.
  const shown = view.onDidChangeVisibility(({ visible }) => {
    if (visible) changed.fire();
  });
  return {
    get selection() {
      return view.selection;
    },
    refresh() {
      if (!view.visible) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        changed.fire();
      }, refreshMs);
    },
    dispose() {
      clearTimeout(timer);
      vscode.Disposable.from(shown, view, changed).dispose();
    },
  };
}

function treeItem(node: RunNode): vscode.TreeItem {
  if (node.kind === 'group') {
    const open = node.id === 'archived' ? 'Collapsed' : 'Expanded';
    const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState[open]);
    item.id = node.id;
    return item;
  }
  if (node.kind === 'queued') {
    const item = new vscode.TreeItem(node.queued.name);
    item.id = node.id;
    item.iconPath = new vscode.ThemeIcon('clock');
    item.description = 'waits for its GPU';
    item.contextValue = 'queued';
    return item;
  }
  const { run } = node;
  const item = new vscode.TreeItem(run.name);
  item.id = node.id;
  item.description = runDescription(run);
  item.tooltip = `${run.name}: ${runDescription(run)}\n${run.folder}`;
  item.iconPath =
    run.thumbnail === undefined ? new vscode.ThemeIcon(runIcon(run)) : vscode.Uri.file(run.thumbnail);
  item.contextValue =
    run.condition === 'running' ? 'run.running' : run.isArchived ? 'run.archived' : 'run.over';
  item.command = { command: 'qwenLora.openDashboard', title: 'Open training dashboard', arguments: [node] };
  return item;
}
