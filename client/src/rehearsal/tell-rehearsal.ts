import path from 'node:path';
import * as vscode from 'vscode';
import type { RehearsalResult } from '../../../core/rehearsal/index';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { type RehearsalAction, rehearsalMessage } from './rehearsal-message';
import { askAfterPass } from './start-question';

export interface TellDependencies {
  readonly context: vscode.ExtensionContext;
  readonly host: LaunchHost;
  /** The folder with the config and the log of the last rehearsal. */
  readonly kept: string;
  startTraining(target: LaunchTarget): Promise<void>;
}

/** Shows how a rehearsal ended and does what the reader chooses. */
export async function tellRehearsal(
  target: LaunchTarget,
  result: RehearsalResult,
  dependencies: TellDependencies,
): Promise<void> {
  const { host } = dependencies;
  const { level, text, actions } = rehearsalMessage(path.basename(target.configPath), result);
  host.logger.info(`Rehearsal of '${target.configPath}': ${result.result}, ${result.seconds} s. ${text}`);
  const chosen = await host.dialogs.notify(level, text, ...actions.map(({ label }) => label));
  const action = actions.find(({ label }) => label === chosen)?.action;
  if (action) await act(action, target, result, dependencies);
  if (result.result === 'passed') await askAfterPass(dependencies.context, host);
}

/**
 * Shows why a rehearsal before a start did not pass. True when the start goes on: where no rehearsal could be made, which says
 * nothing about the config, or when the user wants it.
 */
export async function startAnyway(
  target: LaunchTarget,
  result: RehearsalResult,
  dependencies: TellDependencies,
): Promise<boolean> {
  const { host } = dependencies;
  const { level, text, actions } = rehearsalMessage(path.basename(target.configPath), result);
  host.logger.info(`Rehearsal of '${target.configPath}': ${result.result}, ${result.seconds} s. ${text}`);
  if (result.result === 'impossible') {
    host.dialogs
      .notify(level, text)
      .catch((error: unknown) => host.logger.error(`Showing the rehearsal failed: ${String(error)}`));
    return true;
  }
  const anyway = 'Start anyway';
  const chosen = await host.dialogs.notify(level, text, ...actions.map(({ label }) => label), anyway);
  const action = actions.find(({ label }) => label === chosen)?.action;
  if (action) await act(action, target, result, dependencies);
  return chosen === anyway;
}

async function act(
  action: RehearsalAction,
  target: LaunchTarget,
  result: RehearsalResult,
  { kept, startTraining }: TellDependencies,
): Promise<void> {
  const uri = vscode.Uri.file(target.configPath);
  if (action === 'start') await startTraining(target);
  if (action === 'showLine') {
    const line = Math.max(0, (result.failure?.line ?? 1) - 1);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
  }
  if (action === 'showLog')
    await vscode.window.showTextDocument(vscode.Uri.file(path.join(kept, 'rehearsal.log')));
  if (action === 'showChanges') {
    const extension = /\.jsonc?$/i.test(target.configPath) ? 'json' : 'yaml';
    const device = result.trainer.device ?? 'cpu';
    const changed = vscode.Uri.file(path.join(kept, `first-start.${device}.${extension}`));
    const title = `${path.basename(target.configPath)}: as written and as rehearsed`;
    await vscode.commands.executeCommand('vscode.diff', uri, changed, title);
  }
}
