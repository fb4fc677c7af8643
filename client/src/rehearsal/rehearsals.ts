import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RehearsalResult } from '../../../core/rehearsal/index';
import { findTools } from '../launch/find-tools';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { refuseUntrusted } from '../launch/refuse-untrusted';
import { createRehearsalDiagnostics } from './rehearsal-diagnostics';
import { createRehearsalMemory, type RehearsalMemory } from './rehearsal-memory';
import { clearCheckpoints } from './rehearsal-process';
import { rehearseWithProgress } from './rehearsal-progress';
import { askAtStart, mayAsk } from './start-question';
import { startAnyway, tellRehearsal } from './tell-rehearsal';

export interface Rehearsals extends vscode.Disposable {
  /** Rehearses a config and shows the result. Undefined when it was refused or canceled. */
  rehearse(target: LaunchTarget): Promise<RehearsalResult | undefined>;
  /** Whether the setting asks for a rehearsal before starts, or the user was not asked about it yet. */
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

/** Rehearsals of this window: one at a time, in a process of its own. */
export function createRehearsals(dependencies: RehearsalDependencies): Rehearsals {
  const { context, host } = dependencies;
  // VS Code removes the folders of old logs itself.
  const kept = path.join(context.logUri.fsPath, 'rehearsal');
  const diagnostics = createRehearsalDiagnostics();
  const memory = createRehearsalMemory(context.workspaceState);
  let running = false;

  const rehearse = async (target: LaunchTarget): Promise<RehearsalResult | undefined> => {
    if (!(await mayRehearse(host, running))) return undefined;
    running = true;
    try {
      const result = await run(target, kept, memory, dependencies);
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
      tellRehearsal(target, result, { ...dependencies, kept }).catch((error: unknown) =>
        host.logger.error(`Showing the rehearsal failed: ${String(error)}`),
      );
      return result;
    },
    guardsStarts: () => host.isTrusted() && (startSetting() !== undefined || mayAsk(context)),
    async beforeStart(target) {
      if (!(await host.saveAll())) return false;
      const text = await readFile(target.configPath, 'utf8');
      if (startSetting() !== 'always' && memory.passed(target.configPath, text)) return true;
      if (startSetting() === undefined && !(await askAtStart(target, context, host))) return true;
      const result = await rehearse(target);
      if (result?.result === 'passed') return true;
      if (!result) return false;
      return startAnyway(target, result, { ...dependencies, kept });
    },
    async removeCache() {
      await rm(kept, { recursive: true, force: true });
      await clearCheckpoints(context.asAbsolutePath('dist/cli.js'));
      await host.dialogs.notify('information', 'The small checkpoints of rehearsals were removed.');
    },
    dispose: () => diagnostics.dispose(),
  };
}

/** Whether a rehearsal can begin now; says why not. */
async function mayRehearse(host: LaunchHost, running: boolean): Promise<boolean> {
  if (!host.isTrusted()) {
    await refuseUntrusted('A rehearsal', host);
    return false;
  }
  if (running) {
    await host.dialogs.notify('information', 'A rehearsal is running already.');
    return false;
  }
  return host.saveAll();
}

async function run(
  target: LaunchTarget,
  kept: string,
  memory: RehearsalMemory,
  { context, host, isTraining }: RehearsalDependencies,
): Promise<RehearsalResult | undefined> {
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
  const device = (await isTraining()) ? 'cpu' : 'auto';
  const args = [target.configPath, ...paths, '--keep', kept, '--device', device];
  const text = await readFile(target.configPath, 'utf8');
  const result = await rehearseWithProgress(context.asAbsolutePath('dist/cli.js'), args);
  // The config and the log are kept for the buttons; the rest is not.
  await Promise.all(
    ['data', 'model', 'output'].map((name) => rm(path.join(kept, name), { recursive: true, force: true })),
  );
  if (result?.result === 'passed') await memory.remember(target.configPath, text);
  return result;
}

function startSetting(): 'changed' | 'always' | undefined {
  const value = vscode.workspace.getConfiguration('qwenLora').get<unknown>('rehearseBeforeStart');
  return value === 'changed' || value === 'always' ? value : undefined;
}
