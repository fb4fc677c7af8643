import * as vscode from 'vscode';
import { afterRun } from './commands/after-run';
import { createRunActions, type RunActions } from './commands/run-actions';
import { setHuggingFaceToken } from './commands/set-hugging-face-token';
import { showQueue } from './commands/show-queue';
import { createStartTraining, type StartTraining } from './commands/start-training';
import { switchTrainer } from './commands/switch-trainer';
import { reportLiveWarnings } from './commands/tell-live-warnings';
import { type OutcomeHandlers, tellOutcome } from './commands/tell-outcome';
import { readSettings } from './config';
import type { Server } from './language-client';
import type { LaunchHost } from './launch/launch-host';
import type { Logger } from './logger';
import { createProcessProbe } from './runs/process-probe';
import { gpuKeyOfRun, type RunRecord } from './runs/run-record';
import { openRunRegistry, type RunRegistry } from './runs/run-registry';
import { createRuns, type Runs } from './runs/runs';
import { createStartQueue, type StartQueue } from './runs/start-queue';
import { createWindowPresence } from './runs/window-presence';
import { createRunStatusBar, type RunStatusBar } from './views/run-status-bar';

/** Everything about trainings, wired: starting, following, queueing, stopping. */
export interface Trainings extends vscode.Disposable {
  readonly start: StartTraining;
  readonly actions: RunActions;
  readonly runs: Runs;
  readonly waiting: StartQueue;
  /** The runs of this machine, oldest first. */
  records(): Promise<readonly RunRecord[]>;
  isRunning(record: RunRecord): Promise<boolean>;
  /** Whether any training of ours runs on this machine. */
  isBusy(): Promise<boolean>;
  /** Forgets what was written down about a run that is over; nothing of its job folder is touched. */
  forget(record: RunRecord): Promise<boolean>;
}

const queueKey = 'queue';
const keptRuns = 50;

export function createTrainings(
  context: vscode.ExtensionContext,
  server: Server,
  host: LaunchHost,
  logger: Logger,
): Trainings {
  const probe = createProcessProbe();
  const registry = openRunRegistry(context.globalStorageUri.fsPath, probe);
  const { dialogs } = host;
  const runs = createRuns({
    registry,
    probe,
    logger,
    dialogs,
    presence: createWindowPresence(),
    ringsAtEnd: () => readSettings(vscode.workspace.getConfiguration('qwenLora')).endSound,
    controlScript: context.asAbsolutePath('client/control/control.py'),
    controlCopy: (target, databasePath) => host.controlCopy(target, databasePath),
  });
  const waiting = storedQueue(context, registry, logger);
  const statusBar = createRunStatusBar(runs, waiting);
  const start = createStartTraining({
    server,
    host,
    runs,
    queue: waiting,
    busyGpus: async () => (await registry.running()).map(gpuKeyOfRun),
  });
  const actions = createRunActions({
    runs,
    dialogs,
    probe,
    logger,
    queue: waiting,
    showQueue: () => showQueue(waiting, dialogs),
    switchTrainer: (configPath) => switchTrainer(configPath, server, dialogs),
  });

  const listeners = listen(context, host, logger, { registry, runs, waiting, start, actions, statusBar });

  return {
    start,
    actions,
    runs,
    waiting,
    records: () => registry.list(),
    isRunning: (record) => registry.isRunning(record),
    isBusy: async () => (await registry.running()).length > 0,
    forget: (record) => registry.forget(record),
    dispose: () => vscode.Disposable.from(...listeners, statusBar, waiting, runs).dispose(),
  };
}

interface Parts extends Pick<Trainings, 'start' | 'actions' | 'runs' | 'waiting'> {
  readonly registry: RunRegistry;
  readonly statusBar: RunStatusBar;
}

/** What follows from what happens to a run, and the look for runs of before. */
function listen(
  context: vscode.ExtensionContext,
  host: LaunchHost,
  logger: Logger,
  { registry, runs, waiting, start, actions, statusBar }: Parts,
): readonly vscode.Disposable[] {
  const { dialogs } = host;
  const report = (what: string) => (error: unknown) => logger.error(`${what}: ${String(error)}`);
  const handlers = outcomeHandlers(context, host, start);
  waiting.serve((entry) => start.startQueued(entry));
  return [
    runs.onDidInterrupt(({ record, by }) => actions.interrupted(record, by)),
    reportLiveWarnings(runs, dialogs, {
      stop: (record) => actions.act(record, 'stop'),
      failed: report('A running training could not be looked at'),
      told: (record) => registry.warningsOf(record),
      keep: async (record, warning) => {
        await registry.addWarning(record, warning);
        statusBar.warn(record.id, warning.message);
      },
    }),
    runs.onDidBegin(() => host.reach('started')),
    runs.onDidEnd((run) => {
      tellOutcome(run, dialogs, handlers).catch(report('The end of a training could not be reported'));
      for (const done of afterRun(run, { registry, queue: waiting, dialogs, logger })) {
        done.catch(report('What follows a training failed'));
      }
    }),
    whenTrusted(() => resume(runs, waiting, registry, report)),
  ];
}

/** What the buttons of an end do. */
function outcomeHandlers(
  { secrets }: vscode.ExtensionContext,
  host: LaunchHost,
  start: StartTraining,
): OutcomeHandlers {
  return {
    setToken: () => setHuggingFaceToken(secrets, host.dialogs),
    setUpToolkit: () => host.setUpToolkit(),
    startTraining: (configPath) => start.run(vscode.Uri.file(configPath)),
    rehearse: (configPath) => {
      const workspaceFolder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(configPath))?.uri.fsPath;
      return host.rehearse({ configPath, workspaceFolder });
    },
  };
}

/** The queue of this workspace, kept by the editor. */
function storedQueue(context: vscode.ExtensionContext, registry: RunRegistry, logger: Logger): StartQueue {
  return createStartQueue({
    read: () => {
      const stored = context.workspaceState.get<unknown>(queueKey);
      return typeof stored === 'string' ? stored : undefined;
    },
    write: (text) => void context.workspaceState.update(queueKey, text),
    running: () => registry.running(),
    afterFailure: () => readSettings(vscode.workspace.getConfiguration('qwenLora')).queueOnFailure,
    logger,
  });
}

/** Nothing runs in an untrusted workspace, so there is nothing of it to find; trust may come later. */
function whenTrusted(act: () => Promise<void>): vscode.Disposable {
  if (vscode.workspace.isTrusted) void act();
  return vscode.workspace.onDidGrantWorkspaceTrust(() => void act());
}

async function resume(
  runs: Runs,
  waiting: StartQueue,
  registry: RunRegistry,
  report: (what: string) => (error: unknown) => void,
): Promise<void> {
  // An end that was missed may hold the queue, so it is looked for before the queue goes on.
  await runs.reattach().catch(report('Running trainings could not be looked for'));
  await waiting.startReady().catch(report('The queue could not continue'));
  await registry.prune(keptRuns).catch(report('Old runs could not be forgotten'));
}
