import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { preflightChecks } from '../launch/checks/index';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { type Launch, type LaunchOptions, prepareLaunch } from '../launch/prepare-launch';
import { gpuKeyOf } from '../runs/prepare-run';
import type { RunRecord } from '../runs/run-record';
import type { Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';

/** What every way to a start needs. */
export interface LaunchContext {
  readonly host: LaunchHost;
  readonly runs: Runs;
  readonly queue: StartQueue;
  /** Hears of each launch that was prepared. */
  prepared(launch: Launch): void;
}

/** Checks a config and makes its launch, with a mark in the status bar meanwhile. */
export async function prepare(
  context: LaunchContext,
  target: LaunchTarget,
  options: LaunchOptions,
): Promise<Launch | undefined> {
  const launch = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Checking before training' },
    () => prepareLaunch(target, options, preflightChecks, context.host),
  );
  if (launch) context.prepared(launch);
  return launch;
}

/** Lets a launch wait for its GPU. */
export function queueUp({ queue, host }: LaunchContext, launch: Launch): void {
  queue.add({
    id: randomUUID(),
    configPath: launch.target.configPath,
    jobName: launch.jobName,
    gpu: gpuKeyOf(launch),
    addedAt: Date.now(),
  });
  host.logger.info(`'${launch.jobName}' waits for its GPU.`);
}

/** Starts a prepared launch, or settles with the user what to do when its place is taken. False when nothing started. */
export async function begin(context: LaunchContext, launch: Launch): Promise<boolean> {
  const { host, runs } = context;
  const { keepRunning } = host.settings(launch.target);
  const answer = await runs.createTask(launch, keepRunning);
  if (answer.kind === 'refused') return false;
  if (answer.kind === 'task') {
    announce(launch, host);
    await vscode.tasks.executeTask(answer.task);
    return true;
  }
  return settleBusy(context, launch, answer);
}

/** Tells that the job runs already, or asks what to do when the GPU is taken. False when nothing started. */
export async function settleBusy(
  context: LaunchContext,
  launch: Launch,
  { busy, holder }: { readonly busy: 'job' | 'gpu'; readonly holder: RunRecord | undefined },
): Promise<boolean> {
  if (busy === 'gpu') return settleBusyGpu(context, launch, holder);
  const show = 'Show it';
  const chosen = await context.host.dialogs.notify(
    'warning',
    `${launch.jobName} is already being trained${holder ? ` (process ${holder.process.pid})` : ' from another window'}. Two trainings would write over each other's files.`,
    ...(holder ? [show] : []),
  );
  if (chosen === show && holder) await context.runs.show(holder);
  return false;
}

async function settleBusyGpu(
  context: LaunchContext,
  launch: Launch,
  holder: RunRecord | undefined,
): Promise<boolean> {
  const place = launch.gpu ? `GPU ${launch.gpu.index}` : 'This machine';
  const current = holder?.jobName ?? 'another training';
  const others = launch.gpus.filter(({ uuid }) => uuid !== launch.gpu?.uuid);
  const chosen = await context.host.dialogs.pick<'queue' | number>(
    [
      { label: `$(list-ordered) Queue it after ${current}`, value: 'queue' },
      ...others.map(({ index, name }) => ({
        label: `$(play) Start it on GPU ${index}: ${name}`,
        value: index,
      })),
    ],
    { title: `${place} is training ${current}` },
  );
  if (chosen === undefined) return false;
  if (chosen === 'queue') {
    queueUp(context, launch);
    await context.queue.startReady();
    return true;
  }
  const other = await prepare(context, launch.target, { gpu: chosen, onErrors: 'start' });
  return other === undefined ? false : begin(context, other);
}

/** Says in passing what starts, with its warnings counted and where it resumes; nothing to click away. */
export function announce(launch: Launch, { logger }: LaunchHost): void {
  const warnings = launch.warnings === 1 ? ', 1 warning' : `, ${launch.warnings} warnings`;
  const counted = launch.warnings === 0 ? '' : warnings;
  const notices = launch.notices.map((notice) => notice.replace(`${launch.jobName}: `, ''));
  const text = [`Training ${launch.jobName}${counted}`, ...notices].join(': ');
  logger.info(text);
  vscode.window.setStatusBarMessage(`$(play) ${text}`, 10_000);
}
