import * as vscode from 'vscode';
import { statusText, stopLoss } from '../../../core/runs/index';
import type { Dialogs, PickItem } from '../launch/dialogs';
import type { Logger } from '../logger';
import { type ControlOrder, giveOrder } from '../runs/control-channel';
import type { ProcessProbe } from '../runs/process-probe';
import type { RunRecord } from '../runs/run-record';
import { saveAndStop, stopRun } from '../runs/run-stop';
import type { FollowedRun, Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';
import { switchTrainerLabel } from './switch-trainer';

export interface RunActions {
  /** What the status bar's click offers for a run. */
  offer(): Promise<void>;
  /** Stops a run, after saying what that loses. */
  stop(): Promise<void>;
  saveAndStop(): Promise<void>;
  order(order: Extract<ControlOrder, 'save' | 'sample'>): Promise<void>;
  /** Does one of these with a given run, which this window must follow. */
  act(record: RunRecord, choice: 'save' | 'sample' | 'save-and-stop' | 'stop'): Promise<void>;
  /** Ctrl-C in a run's terminal. */
  interrupted(record: RunRecord): void;
}

export interface RunActionsDependencies {
  readonly runs: Runs;
  readonly dialogs: Dialogs;
  readonly probe: ProcessProbe;
  readonly logger: Logger;
  readonly waiting: () => StartQueue;
  readonly switchTrainer: (configPath: string) => Promise<void>;
}

type Choice =
  | 'terminal'
  | 'save'
  | 'sample'
  | 'save-and-stop'
  | 'stop'
  | 'switch'
  | 'folder'
  | 'log'
  | 'queue';

export function createRunActions(needs: RunActionsDependencies): RunActions {
  const { runs, dialogs, probe, logger, waiting } = needs;
  const stopping = new Set<string>();

  const chooseRun = async (title: string): Promise<FollowedRun | undefined> => {
    const [only, second] = runs.followed;
    if (only === undefined) {
      await dialogs.notify('information', 'No training runs in this window.');
      return undefined;
    }
    if (second === undefined) return only;
    return dialogs.pick(
      runs.followed.map((run) => ({ label: statusText(run.record.jobName, run.log.state), value: run })),
      { title },
    );
  };

  const askThenStop = async (chosen?: FollowedRun) => {
    const run = chosen ?? (await chooseRun('Stop which training?'));
    if (run === undefined) return;
    await run.log.refresh();
    const { steps, sentence } = stopLoss(run.log.state);
    if (steps === 0) return stop(run);
    const stopNow = 'Stop';
    const other = run.record.control ? 'Save and stop' : switchTrainerLabel;
    const answer = await dialogs.notify(
      'warning',
      `Stop ${run.record.jobName}? ${sentence}${run.record.control ? '' : ` ${trainerHint}`}`,
      stopNow,
      other,
    );
    if (answer === stopNow) return stop(run);
    if (answer !== other) return;
    return run.record.control ? saveThenStop(run) : needs.switchTrainer(run.record.configPath);
  };

  const stop = async (run: FollowedRun) => {
    const { record, log } = run;
    if (stopping.has(record.id)) return;
    stopping.add(record.id);
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: `Stopping ${record.jobName}`,
          cancellable: true,
        },
        async (progress, token) => {
          const abort = new AbortController();
          token.onCancellationRequested(() => abort.abort());
          const result = await stopRun(
            { process: record.process, log, control: record.control },
            {
              probe,
              signal: abort.signal,
              onStage: (stage) => progress.report({ message: stageTexts[stage] }),
              confirmKill: () => confirmKill(record),
            },
          );
          logger.info(`Stopping '${record.jobName}': ${result}.`);
          if (result === 'survived') {
            await dialogs.notify(
              'error',
              `${record.jobName} (process ${record.process.pid}) could not be ended. It may belong to another user or hang in the driver.`,
            );
          }
        },
      );
    } finally {
      stopping.delete(record.id);
    }
  };

  const confirmKill = async (record: RunRecord): Promise<boolean> => {
    const end = 'End it now';
    const answer = await dialogs.notify(
      'warning',
      `${record.jobName} does not react to being stopped. Ending its processes loses what was trained since the last save.`,
      end,
      'Leave it running',
    );
    return answer === end;
  };

  /** The run with its control channel, or undefined after the way to one was offered. */
  const withControl = async (run: FollowedRun | undefined, stopNow: readonly string[]) => {
    if (run === undefined) return undefined;
    const { control, jobName, configPath } = run.record;
    if (control !== undefined) return { ...run, control };
    await run.log.refresh();
    const { sentence } = stopLoss(run.log.state);
    const answer = await dialogs.notify(
      'information',
      `${jobName} is trained by sd_trainer, which takes no orders while it runs. ${sentence} ${trainerHint}`,
      switchTrainerLabel,
      ...stopNow,
    );
    if (answer === switchTrainerLabel) await needs.switchTrainer(configPath);
    else if (answer !== undefined) await stop(run);
    return undefined;
  };

  const order = async (kind: 'save' | 'sample', chosen?: FollowedRun) => {
    const run = await withControl(chosen ?? (await chooseRun(`${orderTexts[kind]} of which training?`)), []);
    if (run === undefined) return;
    const answer = await giveOrder(run.control, kind);
    if (!answer.ok) throw new Error(`${run.record.jobName} did not take the order: ${answer.error}`);
    vscode.window.setStatusBarMessage(`${orderTexts[kind]}: after the step that runs now`, 8000);
  };

  const saveThenStop = async (chosen?: FollowedRun) => {
    const run = await withControl(chosen ?? (await chooseRun('Save and stop which training?')), ['Stop']);
    if (run === undefined) return;
    const { record, log, control } = run;
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Saving and stopping ${record.jobName}`,
        cancellable: true,
      },
      async (_progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        const result = await saveAndStop(
          { process: record.process, log, control },
          { probe, signal: abort.signal },
        );
        if (result.kind === 'failed') throw new Error(`${record.jobName} was not stopped: ${result.error}`);
      },
    );
  };

  const act = async (choice: Choice, run: FollowedRun): Promise<void> => {
    switch (choice) {
      case 'terminal':
        return runs.show(run.record);
      case 'save':
      case 'sample':
        return order(choice, run);
      case 'save-and-stop':
        return saveThenStop(run);
      case 'stop':
        return stop(run);
      case 'switch':
        return needs.switchTrainer(run.record.configPath);
      case 'folder':
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(run.record.jobFolder));
        return;
      case 'log':
        await vscode.window.showTextDocument(vscode.Uri.file(run.record.logPath));
        return;
      case 'queue':
        await vscode.commands.executeCommand('qwenLora.showQueue');
    }
  };

  return {
    async offer() {
      if (runs.followed.length === 0 && waiting().queue.entries.length > 0) {
        await vscode.commands.executeCommand('qwenLora.showQueue');
        return;
      }
      const run = await chooseRun('Which training?');
      if (run === undefined) return;
      const choice = await dialogs.pick(choicesFor(run, waiting().queue.entries.length), {
        title: statusText(run.record.jobName, run.log.state),
      });
      if (choice) await act(choice, run);
    },
    stop: () => askThenStop(),
    saveAndStop: () => saveThenStop(),
    order: (kind) => order(kind),
    act: async (record, choice) => {
      const run = runs.followed.find((followed) => followed.record.id === record.id);
      if (run === undefined)
        throw new Error(`${record.jobName} belongs to another workspace. Open its folder first.`);
      await (choice === 'stop' ? askThenStop(run) : act(choice, run));
    },
    interrupted: (record) => {
      const run = runs.followed.find((followed) => followed.record.id === record.id);
      if (run) stop(run).catch((error) => logger.error(`Stopping failed: ${String(error)}`));
    },
  };
}

function choicesFor({ record, log }: FollowedRun, queued: number): PickItem<Choice>[] {
  const orders: PickItem<Choice>[] = record.control
    ? [
        { label: '$(save) Save now', value: 'save' },
        { label: '$(device-camera) Sample now', value: 'sample' },
        {
          label: '$(debug-stop) Save and stop',
          detail: 'Nothing that was trained is lost',
          value: 'save-and-stop',
        },
      ]
    : [{ label: `$(edit) ${switchTrainerLabel}`, detail: trainerHint, value: 'switch' }];
  return [
    { label: '$(terminal) Show its terminal', value: 'terminal' },
    ...orders,
    {
      label: '$(debug-stop) Stop',
      detail: stopLoss(log.state).sentence,
      value: 'stop',
    },
    { label: '$(folder-opened) Open its folder', value: 'folder' },
    { label: '$(output) Open its log', value: 'log' },
    ...(queued === 0
      ? []
      : [{ label: `$(list-ordered) Show the queue (${queued})`, value: 'queue' as const }]),
  ];
}

const trainerHint =
  'With type: diffusion_trainer in the config, the next start can be saved on demand and stopped without loss.';

const orderTexts = { save: 'Save', sample: 'Sample images' } as const;

const stageTexts = {
  'waiting-for-save': 'waiting until the save in progress is done',
  asked: 'asked to stop after this step',
  interrupted: 'interrupted',
  killing: 'ending its processes',
} as const;
