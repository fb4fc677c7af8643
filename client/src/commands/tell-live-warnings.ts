import { stat, statfs } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  createSpeedHistory,
  type LiveSurroundings,
  type LiveWarning,
  liveWarnings,
  type SpeedHistory,
} from '../../../core/runs/index';
import type { Dialogs } from '../launch/dialogs';
import type { ToldWarning } from '../runs/run-warnings';
import type { FollowedRun, Runs } from '../runs/runs';

/** The disk is looked at this often, in milliseconds. */
const diskMs = 30_000;

interface Watched {
  /** What was told before this window followed the run. */
  readonly before: Promise<readonly ToldWarning[]>;
  readonly told: Set<string>;
  readonly history: SpeedHistory;
  step: string;
  changedAt: number;
  diskAt: number;
  disk: Pick<LiveSurroundings, 'freeBytes' | 'saveBytes'>;
}

export interface LiveWarningHandlers {
  stop(record: FollowedRun['record']): Promise<void>;
  failed(error: unknown): void;
  /** What this run was warned of before, also in a former window. */
  told(record: FollowedRun['record']): Promise<readonly ToldWarning[]>;
  /** Keeps a warning with the run. */
  keep(record: FollowedRun['record'], warning: ToldWarning): Promise<void>;
}

/** Reports what goes wrong while a training runs, once for each run and kind. `qwenLora.liveWarnings` turns kinds off. */
export function reportLiveWarnings(
  runs: Runs,
  dialogs: Dialogs,
  handlers: LiveWarningHandlers,
): vscode.Disposable {
  const watched = new Map<string, Watched>();
  const look = async ({ record, log }: FollowedRun): Promise<void> => {
    const now = Date.now();
    const seen = watched.get(record.id) ?? newlyWatched(now, handlers.told(record));
    watched.set(record.id, seen);
    for (const { code } of await seen.before) seen.told.add(code);
    const { phase, tail, subProgress, progress, download } = log.state;
    const bytes = download?.doneBytes;
    const step = JSON.stringify([phase, tail.length, tail.at(-1), subProgress, progress, bytes]);
    if (step !== seen.step) Object.assign(seen, { step, changedAt: now });
    if (now - seen.diskAt >= diskMs) {
      seen.diskAt = now;
      seen.disk = await diskOf(record.jobFolder, log.state.checkpoints.at(-1)?.path);
    }
    seen.history.add(progress);
    const around: LiveSurroundings = {
      silentSeconds: (now - seen.changedAt) / 1000,
      speeds: seen.history.speeds,
      gpuMemory: undefined,
      ...seen.disk,
    };
    for (const warning of liveWarnings(log.state, around)) {
      if (seen.told.has(warning.code) || !isOn(warning.code)) continue;
      seen.told.add(warning.code);
      await handlers.keep(record, { code: warning.code, message: warning.message, at: now });
      await tell(record, warning, dialogs, handlers.stop);
    }
  };
  return runs.onDidChange(() => {
    for (const run of runs.followed) look(run).catch(handlers.failed);
  });
}

function newlyWatched(now: number, before: Watched['before']): Watched {
  return {
    before,
    told: new Set(),
    history: createSpeedHistory(),
    step: '',
    changedAt: now,
    diskAt: 0,
    disk: { freeBytes: undefined, saveBytes: undefined },
  };
}

function isOn(code: string): boolean {
  const switches = vscode.workspace.getConfiguration('qwenLora').get<Record<string, boolean>>('liveWarnings');
  return switches?.[code] !== false;
}

async function tell(
  record: FollowedRun['record'],
  { message, action }: LiveWarning,
  dialogs: Dialogs,
  stop: (record: FollowedRun['record']) => Promise<void>,
): Promise<void> {
  const label =
    action === 'stop' ? 'Stop training' : action === 'openConfig' ? 'Open the config' : 'Open the log';
  const answer = await dialogs.notify('warning', `${record.jobName}: ${message}`, label);
  if (answer !== label) return;
  if (action === 'stop') return stop(record);
  const file = action === 'openConfig' ? record.configPath : (record.consolePath ?? record.logPath);
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** Free space and the size of a save; undefined where the disk does not say. */
async function diskOf(folder: string, checkpoint: string | undefined): Promise<Watched['disk']> {
  if (checkpoint === undefined) return { freeBytes: undefined, saveBytes: undefined };
  const space = await statfs(folder).catch(() => undefined);
  const size = await stat(checkpoint).then(
    (facts) => facts.size,
    () => undefined,
  );
  return {
    freeBytes: space === undefined ? undefined : space.bavail * space.bsize,
    saveBytes: size,
  };
}
