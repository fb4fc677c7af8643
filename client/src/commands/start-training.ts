import * as vscode from 'vscode';
import type { Server } from '../language-client';
import { type GpuSlot, idleGpus, planStarts } from '../launch/gpu-slots';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import type { Launch, LaunchOptions } from '../launch/prepare-launch';
import { gpuKeyOf } from '../runs/prepare-run';
import type { QueuedStart } from '../runs/run-queue';
import { noGpuKey } from '../runs/run-record';
import type { Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';
import { announce, begin, type LaunchContext, prepare, queueUp, settleBusy } from './begin-launch';
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
  readonly queue: StartQueue;
  /** Keys of the GPUs that a training of ours has, in whatever window. */
  readonly busyGpus: () => Promise<readonly string[]>;
}

export function createStartTraining(dependencies: StartTrainingDependencies): StartTraining {
  let last: Launch | undefined;
  const context: LaunchContext = {
    ...dependencies,
    prepared: (launch) => {
      last = launch;
    },
  };
  return {
    run: (...args) => startTargets(args, context, dependencies),
    taskExecution: (target, options) =>
      context.runs.lateExecution(
        () => claimForTask(context, target, options),
        () => context.host.settings(target).keepRunning,
      ),
    startQueued: (entry) => startQueued(context, entry),
    get last() {
      return last;
    },
  };
}

async function startTargets(
  args: readonly unknown[],
  context: LaunchContext,
  { server, host, busyGpus }: StartTrainingDependencies,
): Promise<void> {
  const options = optionsOf(args);
  const targets = await chooseTargets(args, server, host.dialogs);
  const first = await startFirst(context, targets, options);
  if (!first || first.rest.length === 0) return;
  const { launch, rest } = first;
  const slots =
    options.gpu === undefined
      ? await chooseSlots(context, launch, rest.length, await busyGpus())
      : [launch.gpu];
  if (slots === undefined) return;
  await startRest(context, rest, slots, options);
}

/** Starts the first target that can be started, which shows the GPUs that there are. */
async function startFirst(
  context: LaunchContext,
  targets: readonly LaunchTarget[],
  options: LaunchOptions,
): Promise<{ readonly launch: Launch; readonly rest: readonly LaunchTarget[] } | undefined> {
  for (const [at, target] of targets.entries()) {
    const launch = await prepare(context, target, options);
    if (launch && (await begin(context, launch))) return { launch, rest: targets.slice(at + 1) };
  }
  return undefined;
}

async function startRest(
  context: LaunchContext,
  targets: readonly LaunchTarget[],
  slots: readonly GpuSlot[],
  options: LaunchOptions,
): Promise<void> {
  let started = 1;
  for (const [at, target] of targets.entries()) {
    const [planned] = planStarts(targets.slice(at), slots, started);
    const gpu = planned?.slot ? { gpu: planned.slot.index } : {};
    const launch = await prepare(context, target, { ...options, ...gpu });
    if (launch === undefined) continue;
    if (planned?.begins !== true) queueUp(context, launch);
    else if (!(await begin(context, launch))) continue;
    started++;
  }
}

/** Where the configs selected with the first are trained; undefined when the user wants none of it. */
async function chooseSlots(
  { host, queue }: LaunchContext,
  first: Launch,
  others: number,
  busy: readonly string[],
): Promise<readonly GpuSlot[] | undefined> {
  const queued = queue.queue.entries.map(({ gpu }) => gpu);
  const idle = idleGpus(first.gpus, new Set([...busy, ...queued, gpuKeyOf(first)])).slice(0, others);
  if (idle.length === 0) return [first.gpu];
  return host.dialogs.pick<readonly GpuSlot[]>(
    [
      {
        label: `$(list-ordered) One after another on GPU ${first.gpu?.index}`,
        value: [first.gpu],
      },
      {
        label: `$(split-horizontal) At the same time on ${idle.length + 1} GPUs`,
        description: [first.gpu, ...idle].map((gpu) => `GPU ${gpu?.index}`).join(', '),
        value: [first.gpu, ...idle],
      },
    ],
    { title: others === 1 ? 'How to train the other config' : `How to train the other ${others} configs` },
  );
}

/** The run for a task's terminal, or why there is none. */
async function claimForTask(context: LaunchContext, target: LaunchTarget, options: LaunchOptions) {
  const launch = await prepare(context, target, options);
  if (launch === undefined) return 'The training was not started.';
  const prepared = await context.runs.reserve(launch);
  if (prepared.kind === 'ready') {
    announce(launch, context.host);
    return prepared.run;
  }
  await settleBusy(context, launch, prepared);
  return 'The training was not started in this terminal.';
}

async function startQueued(context: LaunchContext, entry: QueuedStart): Promise<boolean> {
  const { host, runs } = context;
  const target: LaunchTarget = {
    configPath: entry.configPath,
    workspaceFolder: vscode.workspace.getWorkspaceFolder(vscode.Uri.file(entry.configPath))?.uri.fsPath,
  };
  // Its errors were shown, and overruled, when it was queued; nobody may be there to be asked now.
  const gpu = entry.gpu === noGpuKey ? {} : { gpuUuid: entry.gpu };
  const launch = await prepare(context, target, { ...gpu, onErrors: 'start' });
  if (launch === undefined) return false;
  const answer = await runs.createTask(launch, host.settings(target).keepRunning);
  if (answer.kind === 'busy' && answer.busy === 'gpu') {
    queueUp(context, launch);
    return true;
  }
  if (answer.kind !== 'task') return false;
  announce(launch, host);
  await vscode.tasks.executeTask(answer.task);
  return true;
}

/** Options that a keybinding or another extension passes as the last argument. */
function optionsOf(args: readonly unknown[]): LaunchOptions {
  const value = args.at(-1);
  if (typeof value !== 'object' || value === null || value instanceof vscode.Uri || Array.isArray(value))
    return {};
  const gpu = 'gpu' in value && typeof value.gpu === 'number' ? value.gpu : undefined;
  const onErrors = 'onErrors' in value && value.onErrors === 'start' ? ('start' as const) : undefined;
  return { ...(gpu === undefined ? {} : { gpu }), ...(onErrors === undefined ? {} : { onErrors }) };
}
