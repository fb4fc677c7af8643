import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { LaunchHost, LaunchTarget } from '../training/launch-host';
import { preflightChecks } from '../training/preflight-checks';
import type { Launch, LaunchWishes } from '../training/prepare-launch';
import { prepareLaunch } from '../training/prepare-launch';
import { createTrainingTask, runToEnd, taskType } from '../training/run-task';
import { chooseTargets } from './launch-target';

export interface StartTraining {
  /** The command: arguments are a config's uri, or the explorer's clicked and selected uris, and perhaps wishes. */
  run(...args: unknown[]): Promise<void>;
  /** The checks and the command line of one config, remembered as the last training. */
  prepare(target: LaunchTarget, wishes: LaunchWishes): Promise<Launch | undefined>;
  /** The last training's command line, for "Copy last training command". */
  readonly last: Launch | undefined;
}

export function createStartTraining(server: Server, host: LaunchHost): StartTraining {
  let last: Launch | undefined;

  const prepare = async (target: LaunchTarget, wishes: LaunchWishes) => {
    const launch = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Checking before training' },
      () => prepareLaunch(target, wishes, preflightChecks, host),
    );
    if (launch) last = launch;
    return launch;
  };

  const start = async (target: LaunchTarget, wishes: LaunchWishes): Promise<boolean> => {
    const launch = await prepare(target, wishes);
    if (launch === undefined) return false;
    announce(launch, host);
    const uri = vscode.Uri.file(target.configPath);
    const definition = { type: taskType, config: target.configPath };
    const task = createTrainingTask({
      command: launch.command,
      jobName: launch.jobName,
      definition: launch.gpu === undefined ? definition : { ...definition, gpu: launch.gpu.index },
      scope:
        vscode.workspace.getWorkspaceFolder(uri) ??
        (vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global),
    });
    const code = await runToEnd(task);
    host.logger.info(`The training process of '${launch.jobName}' ended with ${code ?? 'no exit code'}.`);
    return code === 0;
  };

  return {
    async run(...args) {
      const targets = await chooseTargets(args, server, host.dialogs);
      const wishes = wishesOf(args);
      for (const target of targets) {
        const succeeded = await start(target, wishes);
        if (!succeeded && host.settings(target).queueOnFailure === 'stop') return;
      }
    },
    prepare,
    get last() {
      return last;
    },
  };
}

/** Says in passing what starts, with its warnings counted and where it resumes; nothing to click away. */
function announce(launch: Launch, { logger }: LaunchHost): void {
  const warnings = launch.warnings === 1 ? ', 1 warning' : `, ${launch.warnings} warnings`;
  const counted = launch.warnings === 0 ? '' : warnings;
  const text = [`Training ${launch.jobName}${counted}`, ...launch.notices].join('. ');
  logger.info(text);
  vscode.window.setStatusBarMessage(`$(play) ${text}`, 10_000);
}

/** Wishes that a keybinding or another extension passes as the last argument. */
function wishesOf(args: readonly unknown[]): LaunchWishes {
  const value = args.at(-1);
  if (typeof value !== 'object' || value === null || value instanceof vscode.Uri || Array.isArray(value))
    return {};
  const gpu = 'gpu' in value && typeof value.gpu === 'number' ? value.gpu : undefined;
  const onErrors = 'onErrors' in value && value.onErrors === 'start' ? ('start' as const) : undefined;
  return { ...(gpu === undefined ? {} : { gpu }), ...(onErrors === undefined ? {} : { onErrors }) };
}
