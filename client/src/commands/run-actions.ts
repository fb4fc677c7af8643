import * as vscode from 'vscode';
import { statusText, stopLoss } from '../../../core/runs/index';
import type { Dialogs, PickItem } from '../launch/dialogs';
import type { Logger } from '../logger';
import { type ControlOrder, giveOrder } from '../runs/control-channel';
import type { ProcessProbe } from '../runs/process-probe';
import type { RunRecord } from '../runs/run-record';
import type { FollowedRun, Interruption, Runs } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';
import { revealFile } from '../views/reveal-file';
import { askThenStop, type StopContext, saveThenStop, stop, trainerHint, withControl } from './stop-training';
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
  /** Ctrl-C in a run's terminal asks like the command; a terminal that ends its run stops it at once. */
  interrupted(record: RunRecord, by: Interruption['by']): void;
}

export interface RunActionsDependencies {
  readonly runs: Runs;
  readonly dialogs: Dialogs;
  readonly probe: ProcessProbe;
  readonly logger: Logger;
  readonly queue: StartQueue;
  readonly showQueue: () => Promise<void>;
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

/** What the actions of a run share. */
interface ActionContext extends RunActionsDependencies, StopContext {}

export function createRunActions(dependencies: RunActionsDependencies): RunActions {
  const { runs, logger } = dependencies;
  const context: ActionContext = { ...dependencies, stopping: new Set<string>() };
  const followedOf = (record: RunRecord) => runs.followed.find((run) => run.record.id === record.id);
  /** Does something with the run that the user chooses, if any. */
  const withChosen = async (title: string, act: (run: FollowedRun) => Promise<void>): Promise<void> => {
    const run = await chooseRun(context, title);
    if (run) await act(run);
  };
  return {
    offer: () => offer(context),
    stop: () => withChosen('Stop which training?', (run) => askThenStop(context, run)),
    saveAndStop: () => withChosen('Save and stop which training?', (run) => saveThenStop(context, run)),
    order: (kind) => withChosen(`${orderTexts[kind]} of which training?`, (run) => order(context, kind, run)),
    act: async (record, choice) => {
      const run = followedOf(record);
      if (run === undefined)
        throw new Error(`${record.jobName} belongs to another workspace. Open its folder first.`);
      await (choice === 'stop' ? askThenStop(context, run) : act(context, choice, run));
    },
    interrupted: (record, by) => {
      const run = followedOf(record);
      const stopIt = by === 'keys' ? askThenStop : stop;
      if (run) stopIt(context, run).catch((error) => logger.error(`Stopping failed: ${String(error)}`));
    },
  };
}

async function offer(context: ActionContext): Promise<void> {
  const { runs, queue, dialogs } = context;
  const queued = queue.queue.entries.length;
  if (runs.followed.length === 0 && queued > 0) return context.showQueue();
  const run = await chooseRun(context, 'Which training?');
  if (run === undefined) return;
  const choice = await dialogs.pick(choicesFor(run, queued), {
    title: statusText(run.record.jobName, run.log.state),
  });
  if (choice) await act(context, choice, run);
}

async function chooseRun({ runs, dialogs }: ActionContext, title: string): Promise<FollowedRun | undefined> {
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
}

async function order(context: ActionContext, kind: 'save' | 'sample', chosen: FollowedRun): Promise<void> {
  const run = await withControl(context, chosen, []);
  if (run === undefined) return;
  const answer = await giveOrder(run.control, kind);
  if (!answer.ok) throw new Error(`${run.record.jobName} did not accept the request: ${answer.error}`);
  const said = vscode.window.setStatusBarMessage(`${orderTexts[kind]}: after the current step`, orderMs);
  if (kind === 'save') tellWhenSaved(context, run, said);
}

/** Replaces the message about a save by where it was done, as soon as the log names the checkpoint. */
function tellWhenSaved({ runs }: ActionContext, { record, log }: FollowedRun, said: vscode.Disposable): void {
  const before = log.state.checkpoints.at(-1)?.path;
  const listener = runs.onDidChange(() => {
    const newest = log.state.checkpoints.at(-1);
    const isOver = !runs.followed.some((run) => run.record.id === record.id);
    if (!isOver && (newest === undefined || newest.path === before || log.state.saving)) return;
    listener.dispose();
    said.dispose();
    if (newest !== undefined && newest.path !== before) {
      vscode.window.setStatusBarMessage(
        `${record.jobName}: saved at step ${newest.step ?? 'the end'}`,
        savedMs,
      );
    }
  });
}

/** How long the status bar says that an order was given, at most, and that it was done, in milliseconds. */
const orderMs = 60_000;
const savedMs = 8000;

async function act(context: ActionContext, choice: Choice, run: FollowedRun): Promise<void> {
  switch (choice) {
    case 'terminal':
      return context.runs.show(run.record);
    case 'save':
    case 'sample':
      return order(context, choice, run);
    case 'save-and-stop':
      return saveThenStop(context, run);
    case 'stop':
      return askThenStop(context, run);
    case 'switch':
      return context.switchTrainer(run.record.configPath);
    case 'folder':
      return revealFile(run.record.jobFolder, context.dialogs);
    case 'log':
      await vscode.window.showTextDocument(vscode.Uri.file(run.record.logPath));
      return;
    case 'queue':
      return context.showQueue();
  }
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

const orderTexts = { save: 'Save', sample: 'Sample images' } as const;
