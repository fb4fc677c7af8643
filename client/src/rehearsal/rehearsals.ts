import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RehearsalResult } from '../../../core/rehearsal/index';
import { findTools } from '../launch/find-tools';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { createRehearsalDiagnostics } from './rehearsal-diagnostics';
import { createRehearsalMemory } from './rehearsal-memory';
import { progressText, type RehearsalAction, rehearsalMessage } from './rehearsal-message';
import { rehearseInProcess } from './rehearsal-process';

export interface Rehearsals extends vscode.Disposable {
  /** Rehearses a config and shows the result. Undefined when it was refused or canceled. */
  rehearse(target: LaunchTarget): Promise<RehearsalResult | undefined>;
  /** Whether the setting asks for a rehearsal before starts. */
  guardsStarts(): boolean;
  /** Rehearses before a start, unless the config is as it was when it last passed. False when the start should not go on. */
  beforeStart(target: LaunchTarget): Promise<boolean>;
  /** Removes the small checkpoints and what the last rehearsal kept. */
  removeCache(): Promise<void>;
}

export interface RehearsalDependencies {
  readonly context: vscode.ExtensionContext;
  readonly host: LaunchHost;
  /** Whether a training of ours runs on this machine; the rehearsal then leaves the GPU alone. */
  readonly isTraining: () => Promise<boolean>;
  startTraining(target: LaunchTarget): Promise<void>;
}

const askedKey = 'rehearseBeforeStartAsked';

/** Rehearsals of this window: one at a time, in a process of its own. */
export function createRehearsals({
  context,
  host,
  isTraining,
  startTraining,
}: RehearsalDependencies): Rehearsals {
  const storage = path.join(context.globalStorageUri.fsPath, 'rehearsal');
  const kept = path.join(storage, 'last');
  const diagnostics = createRehearsalDiagnostics();
  const memory = createRehearsalMemory(context.workspaceState);
  let running = false;

  const run = async (target: LaunchTarget): Promise<RehearsalResult | undefined> => {
    const tools = await findTools(target, host);
    if (tools === undefined) return undefined;
    await rm(kept, { recursive: true, force: true });
    const paths = [
      '--toolkit',
      tools.toolkit.path,
      '--python',
      tools.python.path,
      '--cwd',
      tools.workingDirectory,
    ];
    const folders = ['--cache', path.join(storage, 'checkpoints'), '--keep', kept];
    const device = (await isTraining()) ? 'cpu' : 'auto';
    const args = [target.configPath, ...paths, ...folders, '--device', device];
    const text = await readFile(target.configPath, 'utf8');
    const result = await withProgress(context.asAbsolutePath('dist/cli.js'), args);
    // The config and the log are kept for the buttons; the rest is not.
    await Promise.all(
      ['data', 'model', 'output'].map((name) => rm(path.join(kept, name), { recursive: true, force: true })),
    );
    if (result?.result === 'passed') await memory.remember(target.configPath, text);
    return result;
  };

  const act = async (
    action: RehearsalAction,
    target: LaunchTarget,
    result: RehearsalResult,
  ): Promise<void> => {
    const uri = vscode.Uri.file(target.configPath);
    if (action === 'start') await startTraining(target);
    if (action === 'showLine') {
      const line = Math.max(0, (result.failure?.line ?? 1) - 1);
      await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
    }
    if (action === 'showLog')
      await vscode.window.showTextDocument(vscode.Uri.file(path.join(kept, 'rehearsal.log')));
    if (action === 'showChanges') {
      const device = result.trainer.device ?? 'cpu';
      const changed = (extension: string) =>
        vscode.Uri.file(path.join(kept, `first-start.${device}.${extension}`));
      const extension = /\.jsonc?$/i.test(target.configPath) ? 'json' : 'yaml';
      const title = `${path.basename(target.configPath)}: as written and as rehearsed`;
      await vscode.commands.executeCommand('vscode.diff', uri, changed(extension), title);
    }
  };

  const tell = async (target: LaunchTarget, result: RehearsalResult): Promise<void> => {
    const { level, text, actions } = rehearsalMessage(path.basename(target.configPath), result);
    host.logger.info(`Rehearsal of '${target.configPath}': ${result.result}, ${result.seconds} s. ${text}`);
    const chosen = await host.dialogs.notify(level, text, ...actions.map(({ label }) => label));
    const action = actions.find(({ label }) => label === chosen)?.action;
    if (action) await act(action, target, result);
  };

  const rehearse = async (target: LaunchTarget): Promise<RehearsalResult | undefined> => {
    if (!host.isTrusted()) {
      await host.dialogs.notify(
        'error',
        "A rehearsal runs ai-toolkit's code on this config, which needs a trusted workspace.",
      );
      return undefined;
    }
    if (running) {
      await host.dialogs.notify('information', 'A rehearsal is running already.');
      return undefined;
    }
    if (!(await host.saveAll())) return undefined;
    running = true;
    try {
      const result = await run(target);
      await diagnostics.show(vscode.Uri.file(target.configPath), result?.failure ?? undefined);
      return result;
    } finally {
      running = false;
    }
  };

  return {
    async rehearse(target) {
      const result = await rehearse(target);
      if (!result) return undefined;
      void tell(target, result)
        .then(() => (result.result === 'passed' ? askOnce(context, host) : undefined))
        .catch((error: unknown) => host.logger.error(`Showing the rehearsal failed: ${String(error)}`));
      return result;
    },
    guardsStarts: () => startSetting() !== undefined && host.isTrusted(),
    async beforeStart(target) {
      if (!(await host.saveAll())) return false;
      const text = await readFile(target.configPath, 'utf8');
      if (startSetting() !== 'always' && memory.passed(target.configPath, text)) return true;
      const result = await rehearse(target);
      if (result?.result === 'passed') return true;
      if (!result) return false;
      const message = rehearsalMessage(path.basename(target.configPath), result);
      const anyway = 'Start anyway';
      const answer = await host.dialogs.notify(message.level, message.text, anyway);
      return answer === anyway;
    },
    async removeCache() {
      await rm(storage, { recursive: true, force: true });
      await host.dialogs.notify('information', 'The small checkpoints of rehearsals were removed.');
    },
    dispose: () => diagnostics.dispose(),
  };
}

function startSetting(): 'changed' | 'always' | undefined {
  const value = vscode.workspace.getConfiguration('qwenLora').get<unknown>('rehearseBeforeStart');
  return value === 'changed' || value === 'always' ? value : undefined;
}

/** Shows phase and seconds; undefined when the user cancels, after everything was cleaned up. */
async function withProgress(program: string, args: readonly string[]): Promise<RehearsalResult | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Rehearsing Qwen training',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const canceled = token.onCancellationRequested(() => controller.abort());
    const began = Date.now();
    let phase = 'preparing';
    const tell = () =>
      progress.report({ message: progressText(phase, Math.round((Date.now() - began) / 1000)) });
    const timer = setInterval(tell, 1_000);
    const onPhase = (next: string) => {
      phase = next;
      tell();
    };
    try {
      const result = await rehearseInProcess({ program, args, canceled: controller.signal, onPhase });
      return controller.signal.aborted ? undefined : result;
    } finally {
      clearInterval(timer);
      canceled.dispose();
    }
  });
}

/** After the first passed rehearsal: whether starts shall be rehearsed too. Asked once. */
async function askOnce(context: vscode.ExtensionContext, host: LaunchHost): Promise<void> {
  if (context.globalState.get<unknown>(askedKey) === true) return;
  await context.globalState.update(askedKey, true);
  const changed = 'When the config changed';
  const always = 'Always';
  const question = 'Rehearse before each start of a training?';
  const answer = await host.dialogs.notify('information', question, changed, always, 'Never');
  if (answer !== changed && answer !== always) return;
  const configuration = vscode.workspace.getConfiguration('qwenLora');
  const value = answer === always ? 'always' : 'changed';
  await configuration.update('rehearseBeforeStart', value, vscode.ConfigurationTarget.Global);
}
