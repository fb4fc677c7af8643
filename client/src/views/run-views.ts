import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { LaunchHost } from '../launch/launch-host';
import type { Logger } from '../logger';
import { openRunShelf } from '../runs/run-shelf';
import type { Trainings } from '../trainings';
import { changeConfig } from './change-config';
import { createComparePages } from './compare/compare-pages';
import {
  comfyAddressSetting,
  copyToComfy,
  editorCompareActions,
  exportForCheckpoint,
} from './compare/editor-actions';
import { createDashboards } from './dashboard/dashboards';
import { findSqlitePython } from './dashboard/sqlite-python';
import { createEndedStatusBar } from './ended-status-bar';
import { createGpuWatch } from './gpu/gpu-watch';
import { createRunCommands, type RunCommands } from './runs/run-commands';
import type { RunSummary } from './runs/run-nodes';
import { createRunSummaries, type RunSummaries } from './runs/run-summaries';
import { createRunsTree } from './runs/runs-tree';

/** What shows trainings: the list in the activity bar and the dashboards. */
export interface RunViews extends vscode.Disposable {
  readonly commands: RunCommands;
}

/** Where the folder is remembered that LoRAs were copied to last. */
const lorasFolderKey = 'comfyui.lorasFolder';

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
  const { compare, lorasFolder } = createCompare(context, host, logger, summaries);
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
    compare: (folder) => compare.open([folder]),
    copyToComfy: async (file) => void (await copyToComfy(file, host.dialogs, lorasFolder)),
    exportWorkflow: (file) => exportForCheckpoint(file, host.dialogs),
  });
  const commands = createRunCommands({
    dashboards,
    compare,
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
    dispose: () => vscode.Disposable.from(listener, ended, dashboards, compare, tree).dispose(),
  };
}

function createCompare(
  context: vscode.ExtensionContext,
  host: LaunchHost,
  logger: Logger,
  summaries: RunSummaries,
) {
  const lorasFolder = {
    get: () => context.globalState.get<string>(lorasFolderKey),
    set: (folder: string) => context.globalState.update(lorasFolderKey, folder),
  };
  const compare = createComparePages({
    extensionUri: context.extensionUri,
    logger,
    actions: editorCompareActions(host.dialogs, lorasFolder),
    chooseRuns: async (shown) => chooseRuns(await summaries.read(), shown),
    placeOf: summaries.placeOf,
    server: comfyAddressSetting,
  });
  return { compare, lorasFolder };
}

/** Asks which runs are compared; those that are shown are marked. */
async function chooseRuns(
  runs: readonly RunSummary[],
  shown: readonly string[],
): Promise<readonly string[] | undefined> {
  const items = runs.map(({ folder, name, condition }) => ({
    label: name,
    description: folder,
    detail: condition,
    picked: shown.includes(folder),
    folder,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Runs to compare',
    canPickMany: true,
    matchOnDescription: true,
  });
  return chosen?.map(({ folder }) => folder);
}
