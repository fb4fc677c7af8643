import * as vscode from 'vscode';
import type { RunOutcome } from '../../../core/runs/index';
import type { ProcessExit } from './detached-launch';
import type { RunDependencies } from './prepare-run';
import type { RunLogReader } from './run-log-reader';
import { belongsHere } from './run-owner';
import type { RunRecord } from './run-record';
import { findUnreportedExits } from './unreported-exits';
import type { WindowPresence } from './window-presence';

/** A run that this window follows. */
export interface FollowedRun {
  readonly record: RunRecord;
  readonly log: RunLogReader;
}

export interface EndedRun {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** Whether this window saw it end, finds only now that it did, or leaves the message to a window that was faster. */
  readonly seen: 'now' | 'later' | 'elsewhere';
  /** Steps that this window has seen, and the mean seconds of one; undefined where it has seen none. */
  readonly pace?: { readonly steps: number; readonly secondsPerStep: number } | undefined;
}

/** How often a followed run's log and process are looked at, in milliseconds. Windows has no cheap look at a process. */
const lookMs = 1000;
/** How long the window has to answer after the end was told, in milliseconds. */
const confirmMs = 15_000;
const probeMs = process.platform === 'win32' ? 10_000 : 2000;

/** Follows runs to their ends, by their processes and files, and says what happens to them. */
export class RunFollower implements vscode.Disposable {
  private readonly followed = new Map<string, FollowedRun>();
  private readonly closing = new AbortController();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly begun = new vscode.EventEmitter<RunRecord>();
  private readonly ended = new vscode.EventEmitter<EndedRun>();
  readonly onDidChange = this.changed.event;
  readonly onDidBegin = this.begun.event;
  readonly onDidEnd = this.ended.event;

  constructor(
    private readonly dependencies: Pick<RunDependencies, 'registry' | 'logger'> & {
      readonly presence: WindowPresence;
    },
  ) {}

  get runs(): readonly FollowedRun[] {
    return [...this.followed.values()];
  }

  isFollowed(record: RunRecord): boolean {
    return this.followed.has(record.id);
  }

  /** Resolves when the run is over; undefined when it is not, because this window closes or the process answered late. */
  async follow(record: RunRecord, exited?: Promise<ProcessExit>): Promise<EndedRun | undefined> {
    const { registry, logger, presence } = this.dependencies;
    const run: FollowedRun = { record, log: registry.openLog(record) };
    this.followed.set(record.id, run);
    this.begun.fire(record);
    this.changed.fire();
    const exit = await this.waitForEnd(run, exited);
    if (exit === 'closing') return undefined;
    if (exit) await registry.recordExit(record, exit);
    const state = await registry.stateOf(record, run.log);
    this.followed.delete(record.id);
    this.changed.fire();
    // A process that a probe sees again was only slow to answer; it is found by the next look.
    if (state.kind === 'running') return undefined;
    logger.info(`The training '${record.jobName}' ${state.outcome.kind}.`);
    // A window that nobody can see leaves the message, and what waits in the queue, to one that can be seen.
    await presence.answered();
    const seen = (await registry.claimNotification(record)) ? 'now' : 'elsewhere';
    const over: EndedRun = { record, outcome: state.outcome, seen, pace: paceOf(run) };
    this.tell(over);
    return over;
  }

  /** Follows the runs of this workspace that a former window, or a crash, left running, and says which ended since. */
  async reattach(): Promise<void> {
    const { registry, logger, presence } = this.dependencies;
    for (const record of await registry.running()) {
      if (this.isFollowed(record) || !belongsHere(record)) continue;
      logger.info(`Found the training '${record.jobName}' again, process ${record.process.pid}.`);
      this.follow(record).catch((error) => logger.error(`Following a training failed: ${String(error)}`));
    }
    await presence.answered();
    for (const end of await findUnreportedExits(registry, belongsHere)) {
      this.tell({ ...end, seen: 'later' });
    }
  }

  /** Tells an end. When the window does not answer after the message, it counts as not told. */
  private tell(over: EndedRun): void {
    this.ended.fire(over);
    if (over.seen === 'elsewhere') return;
    const { registry, logger, presence } = this.dependencies;
    const release = setTimeout(() => {
      logger.warn(`The window does not answer, so another one tells the end of '${over.record.jobName}'.`);
      registry.releaseNotification(over.record).catch((error) => logger.error(String(error)));
    }, confirmMs);
    presence.answered().then(
      () => clearTimeout(release),
      (error) => logger.error(`The window could not be asked: ${String(error)}`),
    );
  }

  dispose(): void {
    this.closing.abort();
    vscode.Disposable.from(this.changed, this.begun, this.ended).dispose();
  }

  private async waitForEnd(
    { record, log }: FollowedRun,
    exited: Promise<ProcessExit> | undefined,
  ): Promise<ProcessExit | undefined | 'closing'> {
    let exit: ProcessExit | undefined;
    void exited?.then((answer) => {
      exit = answer;
    });
    for (let sinceProbe = 0; exit === undefined; sinceProbe += lookMs) {
      await new Promise((resolve) => setTimeout(resolve, lookMs));
      if (this.closing.signal.aborted) return 'closing';
      await log.refresh();
      this.changed.fire();
      if (exited === undefined && sinceProbe >= probeMs) {
        if (!(await this.dependencies.registry.isRunning(record))) break;
        sinceProbe = 0;
      }
    }
    return exit;
  }
}

function paceOf({ log }: FollowedRun): EndedRun['pace'] {
  const progress = log.state.progress;
  const secondsPerStep = progress?.meanSecondsPerStep;
  return progress?.step === undefined || secondsPerStep === undefined
    ? undefined
    : { steps: progress.step, secondsPerStep };
}
