import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { LaunchHost } from '../launch/launch-host';
import type { Logger } from '../logger';
import { openRunShelf } from '../runs/run-shelf';
import type { Trainings } from '../trainings';
import { changeConfig } from './change-config';
import { createDashboards } from './dashboard/dashboards';
import { findSqlitePython } from './dashboard/sqlite-python';
import { createEndedStatusBar } from './ended-status-bar';
import { createGpuWatch } from './gpu/gpu-watch';
import { createRunCommands, type RunCommands } from './runs/run-commands';
import { createRunSummaries } from './runs/run-summaries';
import { createRunsTree } from './runs/runs-tree';

/** What shows trainings: the list in the activity bar and the dashboards. */
export interface RunViews extends vscode.Disposable {
  readonly commands: RunCommands;
}

export function createRunViews(
  context: vscode.ExtensionContext,
  server: Server,
  host: LaunchHost,
  trainings: Trainings,
  logger: Logger,
  toolkit: () => string | undefined,
): RunViews {
  const shelf = openRunShelf(context.globalState);
  const records = () => trainings.records();
  const summaries = createRunSummaries({ shelf, records, isRunning: trainings.isRunning });
  const gpus = createGpuWatch({ platform: process.platform, env: process.env });
  const queue = () =>
    trainings.waiting.queue.entries.map(({ id, jobName, configPath }) => ({ id, name: jobName, configPath }));
  const tree = createRunsTree(summaries, queue, logger);
  const ended = createEndedStatusBar(trainings.runs, context.workspaceState, (error) =>
    logger.error(`The end of a training could not be kept: ${String(error)}`),
  );
  const dashboards = createDashboards({
    extensionUri: context.extensionUri,
    logger,
    dialogs: host.dialogs,
    isRunning: trainings.isRunning,
    placeOf: summaries.placeOf,
    others: async (folder) =>
      (await summaries.read())
        .filter((run) => run.folder !== folder)
        .map((run) => ({ key: run.folder, name: run.name })),
    looked: ended.looked,
    pythonOf: ({ record }) => findSqlitePython(record, toolkit(), host),
    watchGpus: (changed) => new vscode.Disposable(gpus.watch(changed)),
    order: (record, order) => trainings.actions.act(record, order),
    start: (configPath) => trainings.start.run(vscode.Uri.file(configPath)),
    changeConfig: (configPath, changes) => changeConfig(configPath, changes, server),
  });
  const commands = createRunCommands({
    dashboards,
    summaries,
    shelf,
    tree,
    dialogs: host.dialogs,
    records,
    forget: trainings.forget,
  });
  const listener = trainings.runs.onDidChange(() => tree.refresh());
  return {
    commands,
    dispose: () => vscode.Disposable.from(listener, ended, dashboards, tree).dispose(),
  };
}
