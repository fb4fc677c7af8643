import * as vscode from 'vscode';
import type { Logger } from '../logger';
import { type ControlOrder, giveOrder } from '../training/control-channel';
import type { Dialogs, PickItem } from '../training/dialogs';
import type { ProcessProbe } from '../training/process-probe';
import type { RunRecord } from '../training/run-record';
import { statusText } from '../training/run-status';
import { saveAndStop, stopRun } from '../training/run-stop';
import type { FollowedRun, Runs } from '../training/runs';
import type { WaitingStarts } from '../training/waiting-starts';

export interface RunActions {
  /** What the status bar's click offers for a run. */
  offer(): Promise<void>;
  stop(run?: FollowedRun): Promise<void>;
  saveAndStop(): Promise<void>;
  order(order: Extract<ControlOrder, 'save' | 'sample'>): Promise<void>;
  /** Ctrl-C in a run's terminal. */
  interrupted(record: RunRecord): void;
}

export interface RunActionsNeeds {
  readonly runs: Runs;
  readonly dialogs: Dialogs;
  readonly probe: ProcessProbe;
  readonly logger: Logger;
  readonly waiting: () => WaitingStarts;
}

type Choice = 'terminal' | 'save' | 'sample' | 'save-and-stop' | 'stop' | 'folder' | 'log' | 'queue';

export function createRunActions({ runs, dialogs, probe, logger, waiting }: RunActionsNeeds): RunActions {
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

  const stop = async (chosen?: FollowedRun) => {
    const run = chosen ?? (await chooseRun('Stop which training?'));
    if (run === undefined || stopping.has(run.record.id)) return;
    const { record, log } = run;
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

  const withControl = async (run: FollowedRun | undefined) => {
    if (run === undefined) return undefined;
    const { control } = run.record;
    if (control !== undefined) return { ...run, control };
    await dialogs.notify(
      'information',
      `${run.record.jobName} is trained by sd_trainer, which takes no orders while it runs. With type: diffusion_trainer in the config, the next start can be saved on demand and stopped without loss.`,
    );
    return undefined;
  };

  const order = async (kind: 'save' | 'sample', chosen?: FollowedRun) => {
    const run = await withControl(chosen ?? (await chooseRun(`${orderTexts[kind]} of which training?`)));
    if (run === undefined) return;
    const answer = await giveOrder(run.control, kind);
    if (!answer.ok) throw new Error(`${run.record.jobName} did not take the order: ${answer.error}`);
    vscode.window.setStatusBarMessage(`${orderTexts[kind]}: after the step that runs now`, 8000);
  };

  const saveThenStop = async (chosen?: FollowedRun) => {
    const run = await withControl(chosen ?? (await chooseRun('Save and stop which training?')));
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
    stop,
    saveAndStop: () => saveThenStop(),
    order: (kind) => order(kind),
    interrupted: (record) => {
      const run = runs.followed.find((followed) => followed.record.id === record.id);
      if (run) stop(run).catch((error) => logger.error(`Stopping failed: ${String(error)}`));
    },
  };
}

function choicesFor({ record }: FollowedRun, queued: number): PickItem<Choice>[] {
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
    : [];
  return [
    { label: '$(terminal) Show its terminal', value: 'terminal' },
    ...orders,
    {
      label: '$(debug-stop) Stop',
      detail: 'What was trained since the last save is lost; the next start resumes there',
      value: 'stop',
    },
    { label: '$(folder-opened) Open its folder', value: 'folder' },
    { label: '$(output) Open its log', value: 'log' },
    ...(queued === 0
      ? []
      : [{ label: `$(list-ordered) Show the queue (${queued})`, value: 'queue' as const }]),
  ];
}

const orderTexts = { save: 'Save', sample: 'Sample images' } as const;

const stageTexts = {
  'waiting-for-save': 'waiting until the save in progress is done',
  asked: 'asked to stop after this step',
  interrupted: 'interrupted',
  killing: 'ending its processes',
} as const;
