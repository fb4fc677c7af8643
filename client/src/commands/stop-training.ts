import * as vscode from 'vscode';
import { stopLoss } from '../../../core/runs/index';
import type { Dialogs } from '../launch/dialogs';
import type { Logger } from '../logger';
import type { ControlAddress } from '../runs/control-channel';
import type { ProcessProbe } from '../runs/process-probe';
import type { RunRecord } from '../runs/run-record';
import { saveAndStop, stopRun } from '../runs/run-stop';
import type { FollowedRun } from '../runs/runs';
import { switchTrainerLabel } from './switch-trainer';

export const trainerHint =
  'With type: diffusion_trainer in the config, the next start can be saved on demand and stopped without loss.';

/** What stopping a run needs. */
export interface StopContext {
  readonly dialogs: Dialogs;
  readonly probe: ProcessProbe;
  readonly logger: Logger;
  readonly switchTrainer: (configPath: string) => Promise<void>;
  /** The runs that are being stopped, by id. */
  readonly stopping: Set<string>;
}

/** Stops a run after saying what that loses; nothing is asked where nothing is lost. */
export async function askThenStop(context: StopContext, run: FollowedRun): Promise<void> {
  await run.log.refresh();
  const { steps, sentence } = stopLoss(run.log.state);
  if (steps === 0) return stop(context, run);
  const stopNow = 'Stop';
  const other = run.record.control ? 'Save and stop' : switchTrainerLabel;
  const answer = await context.dialogs.notify(
    'warning',
    `Stop ${run.record.jobName}? ${sentence}${run.record.control ? '' : ` ${trainerHint}`}`,
    stopNow,
    other,
  );
  if (answer === stopNow) return stop(context, run);
  if (answer !== other) return;
  return run.record.control ? saveThenStop(context, run) : context.switchTrainer(run.record.configPath);
}

/** Stops a run at once, without a question. */
export async function stop(context: StopContext, run: FollowedRun): Promise<void> {
  const { stopping } = context;
  if (stopping.has(run.record.id)) return;
  stopping.add(run.record.id);
  try {
    await withProgress(`Stopping ${run.record.jobName}`, (progress, signal) =>
      stopWithProgress(context, run, progress, signal),
    );
  } finally {
    stopping.delete(run.record.id);
  }
}

async function stopWithProgress(
  { dialogs, probe, logger }: StopContext,
  { record, log }: FollowedRun,
  progress: vscode.Progress<{ message?: string }>,
  signal: AbortSignal,
): Promise<void> {
  const result = await stopRun(
    { process: record.process, log, control: record.control },
    {
      probe,
      signal,
      onStage: (stage) => progress.report({ message: stageTexts[stage] }),
      confirmKill: () => confirmKill(dialogs, record),
    },
  );
  logger.info(`Stopping '${record.jobName}': ${result}.`);
  if (result !== 'survived') return;
  await dialogs.notify(
    'error',
    `${record.jobName} (process ${record.process.pid}) could not be ended. It may belong to another user or hang in the driver.`,
  );
}

async function confirmKill(dialogs: Dialogs, record: RunRecord): Promise<boolean> {
  const end = 'End it now';
  const answer = await dialogs.notify(
    'warning',
    `${record.jobName} does not react to being stopped. Ending its processes loses what was trained since the last save.`,
    end,
    'Leave it running',
  );
  return answer === end;
}

/** Saves and stops a run, or offers the way to a run that can do so. */
export async function saveThenStop(context: StopContext, chosen: FollowedRun): Promise<void> {
  const run = await withControl(context, chosen, ['Stop']);
  if (run === undefined) return;
  const { record, log, control } = run;
  await withProgress(`Saving and stopping ${record.jobName}`, async (_progress, signal) => {
    const target = { process: record.process, log, control };
    const result = await saveAndStop(target, { probe: context.probe, signal });
    if (result.kind === 'failed') throw new Error(`${record.jobName} was not stopped: ${result.error}`);
  });
}

/** The run with its control channel, or undefined after the way to one was offered. */
export async function withControl(
  context: StopContext,
  run: FollowedRun,
  stopNow: readonly string[],
): Promise<(FollowedRun & { readonly control: ControlAddress }) | undefined> {
  const { control, jobName, configPath } = run.record;
  if (control !== undefined) return { ...run, control };
  await run.log.refresh();
  const { sentence } = stopLoss(run.log.state);
  const answer = await context.dialogs.notify(
    'information',
    `${jobName} is trained by sd_trainer, which cannot be controlled while it runs. ${sentence} ${trainerHint}`,
    switchTrainerLabel,
    ...stopNow,
  );
  if (answer === switchTrainerLabel) await context.switchTrainer(configPath);
  else if (answer !== undefined) await stop(context, run);
  return undefined;
}

async function withProgress(
  title: string,
  act: (progress: vscode.Progress<{ message?: string }>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    await act(progress, abort.signal);
  });
}

const stageTexts = {
  'waiting-for-save': 'waiting until the save in progress is done',
  asked: 'asked to stop after this step',
  interrupted: 'interrupted',
  killing: 'ending its processes',
} as const;
