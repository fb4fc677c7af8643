import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Server } from '../language-client';
import { type GpuSlot, idleGpus, slotOf } from '../launch/gpu-slots';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { preflightChecks } from '../launch/preflight-checks';
import { type Launch, type LaunchOptions, prepareLaunch } from '../launch/prepare-launch';
import { gpuKeyOf } from '../runs/prepare-run';
import type { QueuedStart } from '../runs/run-queue';
import { noGpuKey, type RunRecord } from '../runs/run-record';
import type { Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';
import { chooseTargets } from './launch-target';

export interface StartTraining {
  /** The command: arguments are a config's uri, or the explorer's clicked and selected uris, and perhaps options. */
  run(...args: unknown[]): Promise<void>;
  /** What a task of `tasks.json` runs: the same checks and the same process, once its terminal opens. */
  taskExecution(target: LaunchTarget, options: LaunchOptions): vscode.CustomExecution;
  /** Starts what waited for its GPU; false when it could not be started. */
  startQueued(entry: QueuedStart): Promise<boolean>;
  /** The last training's command line, for "Copy last training command". */
  readonly last: Launch | undefined;
}

export interface StartTrainingDependencies {
  readonly server: Server;
  readonly host: LaunchHost;
  readonly runs: Runs;
  readonly waiting: () => StartQueue;
  /** Keys of the GPUs that a training of ours has, in whatever window. */
  readonly busyGpus: () => Promise<readonly string[]>;
}

export function createStartTraining(needs: StartTrainingDependencies): StartTraining {
  const { server, host, runs, waiting } = needs;
  const { dialogs } = host;
  let last: Launch | undefined;

  const prepare = async (target: LaunchTarget, options: LaunchOptions) => {
    const launch = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Checking before training' },
      () => prepareLaunch(target, options, preflightChecks, host),
    );
    if (launch) last = launch;
    return launch;
  };

  const queueUp = (launch: Launch) => {
    waiting().add({
      id: randomUUID(),
      configPath: launch.target.configPath,
      jobName: launch.jobName,
      gpu: gpuKeyOf(launch),
      addedAt: Date.now(),
    });
    host.logger.info(`'${launch.jobName}' waits for its GPU.`);
  };

  /** Starts a prepared launch, or settles with the user what to do when its place is taken. */
  const start = async (launch: Launch): Promise<boolean> => {
    const { keepRunning } = host.settings(launch.target);
    const answer = await runs.createTask(launch, keepRunning);
    if (answer.kind === 'refused') return false;
    if (answer.kind === 'task') {
      announce(launch, host);
      await vscode.tasks.executeTask(answer.task);
      return true;
    }
    if (answer.busy === 'job') {
      await tellAlreadyRunning(launch, answer.holder);
      return false;
    }
    return await settleBusyGpu(launch, answer.holder);
  };

  const tellAlreadyRunning = async (launch: Launch, holder: RunRecord | undefined) => {
    const show = 'Show it';
    const chosen = await dialogs.notify(
      'warning',
      `${launch.jobName} is already being trained${holder ? ` (process ${holder.process.pid})` : ' from another window'}. Two trainings would write over each other's files.`,
      ...(holder ? [show] : []),
    );
    if (chosen === show && holder) await runs.show(holder);
  };

  const settleBusyGpu = async (launch: Launch, holder: RunRecord | undefined): Promise<boolean> => {
    const place = launch.gpu ? `GPU ${launch.gpu.index}` : 'This machine';
    const behind = holder?.jobName ?? 'another training';
    const others = launch.gpus.filter(({ uuid }) => uuid !== launch.gpu?.uuid);
    const chosen = await dialogs.pick<'queue' | number>(
      [
        { label: `$(list-ordered) Queue it behind ${behind}`, value: 'queue' },
        ...others.map(({ index, name }) => ({
          label: `$(play) Start it on GPU ${index}: ${name}`,
          value: index,
        })),
      ],
      { title: `${place} is training ${behind}` },
    );
    if (chosen === undefined) return false;
    if (chosen === 'queue') {
      queueUp(launch);
      await waiting().startReady();
      return true;
    }
    const other = await prepare(launch.target, { gpu: chosen, onErrors: 'start' });
    return other === undefined ? false : await start(other);
  };

  /** Where the configs selected beside the first are trained; undefined when the user wants none of it. */
  const chooseSlots = async (first: Launch, others: number): Promise<readonly GpuSlot[] | undefined> => {
    const queued = waiting().queue.entries.map(({ gpu }) => gpu);
    const taken = new Set([...(await needs.busyGpus()), ...queued, gpuKeyOf(first)]);
    const idle = idleGpus(first.gpus, taken).slice(0, others);
    if (idle.length === 0) return [first.gpu];
    const gpuNames = [first.gpu, ...idle].map((gpu) => `GPU ${gpu?.index}`).join(', ');
    return dialogs.pick<readonly GpuSlot[]>(
      [
        {
          label: `$(list-ordered) One after another on GPU ${first.gpu?.index}`,
          value: [first.gpu],
        },
        {
          label: `$(split-horizontal) Side by side on ${idle.length + 1} GPUs`,
          description: gpuNames,
          value: [first.gpu, ...idle],
        },
      ],
      { title: others === 1 ? 'How to train the other config' : `How to train the other ${others} configs` },
    );
  };

  return {
    async run(...args) {
      const targets = await chooseTargets(args, server, dialogs);
      const options = optionsOf(args);
      let slots: readonly GpuSlot[] | undefined;
      let place = 0;
      for (const [at, target] of targets.entries()) {
        if (slots === undefined) {
          const launch = await prepare(target, options);
          if (launch === undefined || !(await start(launch))) continue;
          const others = targets.length - at - 1;
          if (others === 0) return;
          slots = options.gpu === undefined ? await chooseSlots(launch, others) : [launch.gpu];
          if (slots === undefined) return;
          place = 1;
          continue;
        }
        const { slot, begins } = slotOf(slots, place);
        const launch = await prepare(target, { ...options, ...(slot ? { gpu: slot.index } : {}) });
        if (launch === undefined) continue;
        if (!begins) queueUp(launch);
        else if (!(await start(launch))) continue;
        place++;
      }
    },
    taskExecution: (target, options) =>
      runs.lateExecution(
        async () => {
          const launch = await prepare(target, options);
          if (launch === undefined) return 'The training was not started.';
          const prepared = await runs.reserve(launch);
          if (prepared.kind === 'ready') {
            announce(launch, host);
            return prepared.run;
          }
          if (prepared.busy === 'job') await tellAlreadyRunning(launch, prepared.holder);
          else await settleBusyGpu(launch, prepared.holder);
          return 'The training was not started in this terminal.';
        },
        () => host.settings(target).keepRunning,
      ),
    async startQueued(entry) {
      const target: LaunchTarget = {
        configPath: entry.configPath,
        workspaceFolder: vscode.workspace.getWorkspaceFolder(vscode.Uri.file(entry.configPath))?.uri.fsPath,
      };
      // Its errors were shown, and overruled, when it was queued; nobody may be there to be asked now.
      const gpu = entry.gpu === noGpuKey ? {} : { gpuUuid: entry.gpu };
      const launch = await prepare(target, { ...gpu, onErrors: 'start' });
      if (launch === undefined) return false;
      const answer = await runs.createTask(launch, host.settings(target).keepRunning);
      if (answer.kind === 'busy' && answer.busy === 'gpu') {
        queueUp(launch);
        return true;
      }
      if (answer.kind !== 'task') return false;
      announce(launch, host);
      await vscode.tasks.executeTask(answer.task);
      return true;
    },
    get last() {
      return last;
    },
  };
}

/** Says in passing what starts, with its warnings counted and where it resumes; nothing to click away. */
function announce(launch: Launch, { logger }: LaunchHost): void {
  const warnings = launch.warnings === 1 ? ', 1 warning' : `, ${launch.warnings} warnings`;
  const counted = launch.warnings === 0 ? '' : warnings;
  const notices = launch.notices.map((notice) => notice.replace(`${launch.jobName}: `, ''));
  const text = [`Training ${launch.jobName}${counted}`, ...notices].join(': ');
  logger.info(text);
  vscode.window.setStatusBarMessage(`$(play) ${text}`, 10_000);
}

/** Wishes that a keybinding or another extension passes as the last argument. */
function optionsOf(args: readonly unknown[]): LaunchOptions {
  const value = args.at(-1);
  if (typeof value !== 'object' || value === null || value instanceof vscode.Uri || Array.isArray(value))
    return {};
  const gpu = 'gpu' in value && typeof value.gpu === 'number' ? value.gpu : undefined;
  const onErrors = 'onErrors' in value && value.onErrors === 'start' ? ('start' as const) : undefined;
  return { ...(gpu === undefined ? {} : { gpu }), ...(onErrors === undefined ? {} : { onErrors }) };
}
