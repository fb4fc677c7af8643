import * as vscode from 'vscode';
import type { RunOutcome } from '../../../core/runs/index';
import { type CommandLine, partWithEditorVariable } from '../launch/command-line';
import type { Dialogs } from '../launch/dialogs';
import type { Launch } from '../launch/prepare-launch';
import { launchDetached, type ProcessExit } from './detached-launch';
import { nextEvent } from './next-event';
import { type PreparedRun, prepareRun, type RunDependencies, type RunPreparation } from './prepare-run';
import { identify, type ProcessProbe } from './process-probe';
import type { RunLogReader } from './run-log-reader';
import { belongsHere } from './run-owner';
import type { RunRecord } from './run-record';
import { createTrainingTask, processExecution, taskScopeOf, taskType } from './run-task';
import { createRunTerminal } from './run-terminal';
import { findUnreportedExits } from './unreported-exits';

/** A run that this window follows. */
export interface FollowedRun {
  readonly record: RunRecord;
  readonly log: RunLogReader;
}

export interface EndedRun {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** Whether this window saw it end, finds only now that it did, or leaves the telling to a window that was faster. */
  readonly seen: 'now' | 'later' | 'elsewhere';
}

export interface RunsHost extends RunDependencies {
  readonly probe: ProcessProbe;
  readonly dialogs: Dialogs;
  /** Ctrl-C in a run's terminal. */
  readonly onInterrupt: (record: RunRecord) => void;
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
}

/** How often a followed run's log and process are looked at, in milliseconds. Windows has no cheap look at a process. */
const lookMs = 1000;
const probeMs = process.platform === 'win32' ? 10_000 : 2000;

/** How long a task may be waited for that the editor was told to run, in milliseconds. */
const unusedMs = 60_000;

export function createRuns(host: RunsHost): Runs {
  const { registry, probe, logger } = host;
  const changed = new vscode.EventEmitter<void>();
  const begun = new vscode.EventEmitter<RunRecord>();
  const ended = new vscode.EventEmitter<EndedRun>();
  const followed = new Map<string, FollowedRun>();
  const closing = new AbortController();

  const reserve = (launch: Launch) => prepareRun(launch, host);

  const follow = (record: RunRecord, exited?: Promise<ProcessExit>): Promise<EndedRun | undefined> => {
    const run: FollowedRun = { record, log: registry.openLog(record) };
    followed.set(record.id, run);
    begun.fire(record);
    changed.fire();
    return followToEnd(run, exited);
  };

  const followToEnd = async (
    run: FollowedRun,
    exited: Promise<ProcessExit> | undefined,
  ): Promise<EndedRun | undefined> => {
    const { record, log } = run;
    let exit: ProcessExit | undefined;
    void exited?.then((answer) => {
      exit = answer;
    });
    for (let sinceProbe = 0; exit === undefined; sinceProbe += lookMs) {
      await new Promise((resolve) => setTimeout(resolve, lookMs));
      if (closing.signal.aborted) return undefined;
      await log.refresh();
      changed.fire();
      if (exited === undefined && sinceProbe >= probeMs) {
        if (!(await registry.isRunning(record))) break;
        sinceProbe = 0;
      }
    }
    if (exit) await registry.recordExit(record, exit);
    const state = await registry.stateOf(record, log);
    followed.delete(record.id);
    changed.fire();
    // A process that a probe sees again was only slow to answer; it is found by the next look.
    if (state.kind === 'running') return undefined;
    logger.info(`The training '${record.jobName}' ${state.outcome.kind}.`);
    const seen = (await registry.claimNotification(record)) ? 'now' : 'elsewhere';
    const over: EndedRun = { record, outcome: state.outcome, seen };
    ended.fire(over);
    return over;
  };

  /** Starts the process when the terminal opens, apart from it. */
  const detachedTerminal = (
    claim: () => Promise<PreparedRun | string>,
    endsWithTerminal: boolean,
  ): vscode.Pseudoterminal => {
    let record: RunRecord | undefined;
    const interrupt = () => {
      if (record) host.onInterrupt(record);
    };
    return createRunTerminal({
      begin: async () => {
        const run = await claim();
        if (typeof run === 'string') return { error: run };
        const launched = await launchDetached(run.command, run.consolePath, probe);
        if (!launched.ok) {
          await run.abandon();
          return { error: `The training could not be started: ${launched.error}` };
        }
        const written = await run.commit(launched.process, 'detached');
        record = written;
        const end = follow(written, launched.exited);
        return {
          file: run.consolePath,
          isRunning: async () => followed.has(written.id),
          exitCode: async () =>
            (await end)?.outcome.kind === 'completed' ? 0 : exitCodeOf(await launched.exited),
        };
      },
      interrupt,
      closed: () => {
        if (endsWithTerminal) interrupt();
      },
    });
  };

  const detachedExecution = (run: PreparedRun) => {
    const claim = claimOnce(run);
    return new vscode.CustomExecution(async () => detachedTerminal(async () => claim(), false));
  };

  const asTask = (run: PreparedRun, keepRunning: boolean): vscode.Task => {
    const { jobName, target, gpu } = run.launch;
    const definition = { type: taskType, config: target.configPath };
    const task = createTrainingTask({
      jobName,
      definition: gpu === undefined ? definition : { ...definition, gpu: gpu.index },
      scope: taskScopeOf(target.configPath),
      execution: keepRunning ? detachedExecution(run) : processExecution(run.command),
    });
    if (!keepRunning) void recordWhenStarted(task, run);
    return task;
  };

  /** A process of the terminal is known only once the editor has started it. */
  const recordWhenStarted = async (task: vscode.Task, run: PreparedRun) => {
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
    const identity = (await identify(probe, started.processId)) ?? {
      pid: started.processId,
      started: undefined,
    };
    await follow(await run.commit(identity, 'terminal'), exited);
  };

  return {
    get followed() {
      return [...followed.values()];
    },
    async createTask(launch, keepRunning) {
      const prepared = await reserve(launch);
      if (prepared.kind === 'busy') return prepared;
      const replaced = keepRunning ? undefined : partWithEditorVariable(prepared.run.command);
      if (replaced !== undefined) {
        await prepared.run.abandon();
        await host.dialogs.notify(
          'error',
          `'${replaced}' contains '\${', which VS Code's tasks would replace with something else. Rename it, or turn on qwenLora.keepRunning, to start training.`,
        );
        return { kind: 'refused' };
      }
      return { kind: 'task', task: asTask(prepared.run, keepRunning) };
    },
    reserve,
    lateExecution: (claim, keepRunning) =>
      new vscode.CustomExecution(async () => detachedTerminal(claim, !keepRunning())),
    async reattach() {
      for (const record of await registry.running()) {
        if (followed.has(record.id) || !belongsHere(record)) continue;
        logger.info(`Found the training '${record.jobName}' again, process ${record.process.pid}.`);
        void follow(record);
      }
      for (const end of await findUnreportedExits(registry, belongsHere))
        ended.fire({ ...end, seen: 'later' });
    },
    async show(record) {
      const name = `Train ${record.jobName}`;
      const open = vscode.window.terminals.find(
        (terminal) => terminal.name === name || terminal.name.endsWith(name),
      );
      if (open) {
        open.show();
        return;
      }
      const pty = createRunTerminal({
        begin: async () => ({
          file: record.consolePath ?? record.logPath,
          isRunning: () => registry.isRunning(record),
          exitCode: async () => 0,
        }),
        interrupt: () => host.onInterrupt(record),
        closed: () => undefined,
      });
      vscode.window.createTerminal({ name, pty }).show();
    },
    onDidChange: changed.event,
    onDidBegin: begun.event,
    onDidEnd: ended.event,
    dispose() {
      closing.abort();
      vscode.Disposable.from(changed, begun, ended).dispose();
    },
  };
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
    if (!free) return 'This task was for one start. Start the training again to have it checked anew.';
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

function exitCodeOf({ code }: ProcessExit): number {
  return code === undefined || code === 0 ? 1 : code;
}
