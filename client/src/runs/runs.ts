import { constants } from 'node:os';
import * as vscode from 'vscode';
import type { RunOutcome } from '../../../core/runs/index';
import { type CommandLine, partWithEditorVariable } from '../launch/command-line';
import type { Dialogs } from '../launch/dialogs';
import type { Launch } from '../launch/prepare-launch';
import { launchDetached, type ProcessExit } from './detached-launch';
import { nextEvent } from './next-event';
import { type PreparedRun, prepareRun, type RunDependencies, type RunPreparation } from './prepare-run';
import { identify, type ProcessProbe } from './process-probe';
import { type EndedRun, type FollowedRun, RunFollower } from './run-follower';
import type { RunRecord } from './run-record';
import { createTrainingTask, processExecution, taskScopeOf, taskType } from './run-task';
import { createRunTerminal } from './run-terminal';
import type { WindowPresence } from './window-presence';

export type { EndedRun, FollowedRun } from './run-follower';

/** Ctrl-C in a run's terminal, or the closing of a terminal that ends its run. */
export interface Interruption {
  readonly record: RunRecord;
  readonly by: 'keys' | 'close';
}

export interface RunsHost extends RunDependencies {
  readonly probe: ProcessProbe;
  readonly dialogs: Dialogs;
  readonly presence: WindowPresence;
  /** Whether a terminal's bell rings when its run ends. */
  readonly ringsAtEnd: () => boolean;
}

export type StartAnswer = Exclude<RunPreparation, { readonly kind: 'ready' }> | StartedTask | RefusedStart;

interface StartedTask {
  readonly kind: 'task';
  readonly task: vscode.Task;
}

interface RefusedStart {
  readonly kind: 'refused';
}

/** The trainings that run, as this window sees them: by their processes and files, never by a remembered flag. */
export interface Runs extends vscode.Disposable {
  readonly followed: readonly FollowedRun[];
  /** Reserves what the launch needs and makes the task that starts it. */
  createTask(launch: Launch, keepRunning: boolean): Promise<StartAnswer>;
  /** Reserves what the launch needs. */
  reserve(launch: Launch): Promise<RunPreparation>;
  /**
   * What a task from `tasks.json` runs: only when its terminal opens is `claim` asked for the run, or for the reason
   * why there is none, because the editor asks for tasks also to list them.
   */
  lateExecution(
    claim: () => Promise<PreparedRun | string>,
    keepRunning: () => boolean,
  ): vscode.CustomExecution;
  /** Follows the runs of this workspace that a former window, or a crash, left running, and tells those that ended since. */
  reattach(): Promise<void>;
  /** Shows a run in a terminal, in its own when that is still open. */
  show(record: RunRecord): Promise<void>;
  /** A run began, went on or ended. */
  readonly onDidChange: vscode.Event<void>;
  /** A run began in this window, or was found. */
  readonly onDidBegin: vscode.Event<RunRecord>;
  readonly onDidEnd: vscode.Event<EndedRun>;
  readonly onDidInterrupt: vscode.Event<Interruption>;
}

/** How long a task may be waited for that the editor was told to run, in milliseconds. */
const unusedMs = 60_000;

/** What the parts of `createRuns` share. */
interface RunsContext {
  readonly host: RunsHost;
  readonly follower: RunFollower;
  readonly interrupted: vscode.EventEmitter<Interruption>;
}

export function createRuns(host: RunsHost): Runs {
  const follower = new RunFollower(host);
  const interrupted = new vscode.EventEmitter<Interruption>();
  const context: RunsContext = { host, follower, interrupted };
  return {
    get followed() {
      return follower.runs;
    },
    createTask: (launch, keepRunning) => createTask(context, launch, keepRunning),
    reserve: (launch) => prepareRun(launch, host),
    lateExecution: (claim, keepRunning) =>
      new vscode.CustomExecution(async () => detachedTerminal(context, claim, !keepRunning())),
    reattach: () => follower.reattach(),
    show: async (record) => showTerminal(context, record),
    onDidChange: follower.onDidChange,
    onDidBegin: follower.onDidBegin,
    onDidEnd: follower.onDidEnd,
    onDidInterrupt: interrupted.event,
    dispose: () => vscode.Disposable.from(follower, interrupted).dispose(),
  };
}

async function createTask(context: RunsContext, launch: Launch, keepRunning: boolean): Promise<StartAnswer> {
  const prepared = await prepareRun(launch, context.host);
  if (prepared.kind === 'busy') return prepared;
  const replaced = keepRunning ? undefined : partWithEditorVariable(prepared.run.command);
  if (replaced !== undefined) {
    await prepared.run.abandon();
    await context.host.dialogs.notify(
      'error',
      `'${replaced}' contains '\${', which VS Code's tasks would replace with something else. Rename it, or turn on qwenLora.keepRunning, to start training.`,
    );
    return { kind: 'refused' };
  }
  return { kind: 'task', task: asTask(context, prepared.run, keepRunning) };
}

/** Starts the process when the terminal opens, apart from it. */
function detachedTerminal(
  { host, follower, interrupted }: RunsContext,
  claim: () => Promise<PreparedRun | string>,
  endsWithTerminal: boolean,
): vscode.Pseudoterminal {
  let record: RunRecord | undefined;
  const interrupt = (by: Interruption['by']) => {
    if (record) interrupted.fire({ record, by });
  };
  return createRunTerminal({
    begin: async () => {
      const run = await claim();
      if (typeof run === 'string') return { error: run };
      const launched = await launchDetached(run.command, run.consolePath, host.probe);
      if (!launched.ok) {
        await run.abandon();
        return { error: `The training could not be started: ${launched.error}` };
      }
      const written = await run.commit(launched.process, 'detached');
      record = written;
      const end = follower.follow(written, launched.exited);
      return {
        file: run.consolePath,
        isRunning: async () => follower.isFollowed(written),
        exitCode: async () => exitCodeOf(await launched.exited, (await end)?.outcome),
        ringsAtEnd: host.ringsAtEnd,
      };
    },
    interrupt: () => interrupt('keys'),
    closed: () => {
      if (endsWithTerminal) interrupt('close');
    },
  });
}

function asTask(context: RunsContext, run: PreparedRun, keepRunning: boolean): vscode.Task {
  const { jobName, target, gpu } = run.launch;
  const definition = { type: taskType, config: target.configPath };
  const task = createTrainingTask({
    jobName,
    definition: gpu === undefined ? definition : { ...definition, gpu: gpu.index },
    scope: taskScopeOf(target.configPath),
    execution: keepRunning ? detachedExecution(context, run) : processExecution(run.command),
  });
  if (!keepRunning) {
    recordWhenStarted(context, task, run).catch((error) =>
      context.host.logger.error(`The training could not be recorded: ${String(error)}`),
    );
  }
  return task;
}

function detachedExecution(context: RunsContext, run: PreparedRun): vscode.CustomExecution {
  const claim = claimOnce(run);
  return new vscode.CustomExecution(async () => detachedTerminal(context, async () => claim(), false));
}

/** A process of the terminal is known only once the editor has started it. */
async function recordWhenStarted(
  { host, follower }: RunsContext,
  task: vscode.Task,
  run: PreparedRun,
): Promise<void> {
  const started = await nextEvent(
    vscode.tasks.onDidStartTaskProcess,
    ({ execution }) => execution.task.name === task.name && runsCommand(execution.task, run.command),
    unusedMs,
  );
  if (started === undefined) {
    await run.abandon();
    return;
  }
  const exited = nextEvent(
    vscode.tasks.onDidEndTaskProcess,
    ({ execution }) => execution === started.execution,
  ).then((event): ProcessExit => ({ code: event?.exitCode, signal: undefined }));
  const identity = (await identify(host.probe, started.processId)) ?? {
    pid: started.processId,
    started: undefined,
  };
  await follower.follow(await run.commit(identity, 'terminal'), exited);
}

/** Shows the run's own terminal when it is still open, else a new one that follows its output. */
function showTerminal({ host, interrupted }: RunsContext, record: RunRecord): void {
  const name = `Train ${record.jobName}`;
  const open = vscode.window.terminals.find(
    (terminal) => terminal.name.endsWith(name) && !/^[✓✗]/.test(terminal.name),
  );
  if (open) {
    open.show();
    return;
  }
  const pty = createRunTerminal({
    begin: async () => ({
      file: record.consolePath ?? record.logPath,
      isRunning: () => host.registry.isRunning(record),
      exitCode: async () => {
        const state = await host.registry.stateOf(record);
        return exitCodeOf(undefined, state.kind === 'ended' ? state.outcome : undefined);
      },
      nameAtEnd: (code) => `${code === 0 ? '✓' : '✗'} ${name}`,
      ringsAtEnd: host.ringsAtEnd,
    }),
    interrupt: () => interrupted.fire({ record, by: 'keys' }),
    closed: () => undefined,
  });
  vscode.window.createTerminal({ name, pty }).show();
}

/** Lets a reserved run begin once; a task that is not run in time gives its GPU back. */
function claimOnce(run: PreparedRun): () => PreparedRun | string {
  let free = true;
  const unused = setTimeout(() => {
    free = false;
    void run.abandon();
  }, unusedMs);
  return () => {
    clearTimeout(unused);
    if (!free) return 'This task was for one start. Start the training again so that it is checked again.';
    free = false;
    return run;
  };
}

function runsCommand({ execution }: vscode.Task, command: CommandLine): boolean {
  return (
    execution instanceof vscode.ProcessExecution &&
    execution.process === command.program &&
    execution.args.join('\0') === command.args.join('\0')
  );
}

/** What the terminal shows as the exit code: a stop on request is not a failure, and a signal counts as shells count it. */
function exitCodeOf(exit: ProcessExit | undefined, outcome: RunOutcome | undefined): number {
  if (outcome?.kind === 'completed') return 0;
  if (outcome?.kind === 'stopped' && outcome.why === undefined) return 0;
  const signal = Object.entries(constants.signals).find(([name]) => name === exit?.signal)?.[1];
  if (signal !== undefined) return 128 + signal;
  return exit?.code === undefined || exit.code === 0 ? 1 : exit.code;
}
