import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type ConfigValues,
  createRunCurve,
  createRunLogParser,
  createSpeedHistory,
  epochLength,
  type RunCurve,
  type RunFile,
  type RunLogState,
  type RunState,
  readConfigValues,
  readRunFolder,
  readRunState,
  type SpeedHistory,
} from '../../../../core/runs/index';
import { openLogBlocks, textOfBytes } from '../../../../server/src/disk/runs/log-blocks';
import { type CheckpointProgress, readCheckpointProgress } from './checkpoint-progress';
import { type LossPython, openLossDatabase } from './loss-database';
import { type RunFiles, readRunFiles } from './read-run-files';
import type { RunPlace } from './run-place';

/** A run as its files tell it at one moment. */
export interface RunReading {
  readonly place: RunPlace;
  readonly name: string;
  readonly state: RunState;
  readonly kept: readonly RunFile[];
  /** By the file's path below the job folder. */
  readonly headers: ReadonlyMap<string, CheckpointProgress>;
  /** Steps of one epoch, as far as the checkpoints tell. */
  readonly epochLength: number | undefined;
  /** Seconds per step over the last minutes. */
  readonly secondsPerStep: number | undefined;
  readonly speeds: readonly number[];
  /** The config that the run used last, from its folder. */
  readonly config: ConfigValues | undefined;
  /** When the log changed last, in milliseconds since 1970; undefined without a log. */
  readonly logChangedAt: number | undefined;
  /** Why files could not be read, in words. */
  readonly problem: string | undefined;
}

/** Follows the files of one run. Nothing is read twice: the log by its end, headers once, the folder when asked. */
export interface RunWatch {
  readonly curve: RunCurve;
  /** Reads what is new. `first` is the index in the curve from which on points are new; calls do not overlap. */
  refresh(): Promise<{ readonly reading: RunReading; readonly first: number }>;
}

const longestConfig = 1_000_000;

/** @param python reads `loss_log.db`; without it the log alone tells the losses */
export function openRunWatch(place: RunPlace, python: LossPython = async () => undefined): RunWatch {
  const log = followLog(place);
  const database = openLossDatabase(place.folder, python);
  const headers = rememberHeaders(place.folder);
  const config = rememberConfig(place.folder);
  let queue: Promise<unknown> = Promise.resolve();

  const refresh = async () => {
    const firstOfLog = await log.read();
    let problem: string | undefined;
    const found = await readRunFiles(place.folder).catch((error: unknown): RunFiles => {
      problem = `The folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { files: [], kept: [] };
    });
    const progresses = await headers(found.files);
    const values = await config(found.files);
    const name = log.state.jobName ?? place.name ?? values?.get('name') ?? path.basename(place.folder);
    const { losses, resumedStep } = log.state;
    const known = { count: losses.count, resumedStep };
    const firstOfDatabase = await database.refresh(found.files, log.curve, known);
    const logFile =
      place.logPath === undefined ? undefined : await stat(place.logPath).catch(() => undefined);
    const reading: RunReading = {
      place,
      name,
      state: readRunState({
        log: log.state,
        folder: readRunFolder(found.files, name),
        lossLog: database.points,
        hasLog: place.logPath !== undefined,
      }),
      kept: found.kept,
      headers: new Map(progresses),
      epochLength: epochLengthOf([...progresses.values()]),
      secondsPerStep: log.history.mean ?? log.state.progress?.secondsPerStep,
      speeds: log.history.speeds,
      config: values,
      logChangedAt: logFile?.mtimeMs,
      problem,
    };
    return { reading, first: Math.min(firstOfLog, firstOfDatabase) };
  };

  return {
    curve: log.curve,
    refresh() {
      // Two readers at once would feed the parser out of order.
      const next = queue.then(refresh, refresh);
      queue = next.catch(() => undefined);
      return next;
    },
  };
}

interface FollowedLog {
  readonly curve: RunCurve;
  readonly state: RunLogState;
  readonly history: SpeedHistory;
  /** Reads what is new, and gives the index in the curve from which on points are new. */
  read(): Promise<number>;
}

function followLog(place: RunPlace): FollowedLog {
  const curve = createRunCurve();
  const newParser = () => createRunLogParser(place.name, textOfBytes);
  let parser = newParser();
  let history = createSpeedHistory();
  const blocks = place.logPath === undefined ? undefined : openLogBlocks(place.logPath);
  return {
    curve,
    get state() {
      return parser.state;
    },
    get history() {
      return history;
    },
    async read() {
      let first = curve.count;
      await blocks?.read(
        (bytes) => {
          first = Math.min(first, curve.add(parser.feed(bytes)));
          history.add(parser.state.progress);
        },
        () => {
          parser = newParser();
          history = createSpeedHistory();
        },
      );
      return first;
    },
  };
}

/** Reads the header of each checkpoint once for as long as the file stays the same. */
function rememberHeaders(folder: string) {
  const headers = new Map<string, CheckpointProgress>();
  const versions = new Map<string, string>();
  return async (files: readonly RunFile[]): Promise<ReadonlyMap<string, CheckpointProgress>> => {
    for (const { path: name, size, modified } of files) {
      if (!name.endsWith('.safetensors') || name.includes('/')) continue;
      const version = `${size} ${modified}`;
      if (versions.get(name) === version) continue;
      versions.set(name, version);
      headers.set(name, await readCheckpointProgress(path.join(folder, name)));
    }
    return headers;
  };
}

/** Reads the config in the folder once for as long as the file stays the same. */
function rememberConfig(folder: string) {
  let known: { readonly version: string; readonly values: ConfigValues | undefined } | undefined;
  return async (files: readonly RunFile[]): Promise<ConfigValues | undefined> => {
    const file = files.find((each) => each.path === 'config.yaml');
    const version = file === undefined ? '' : `${file.size} ${file.modified}`;
    if (known?.version === version) return known.values;
    const text =
      file === undefined || file.size > longestConfig
        ? undefined
        : await readFile(path.join(folder, 'config.yaml'), 'utf8').catch(() => undefined);
    known = { version, values: text === undefined ? undefined : readConfigValues(text, 'yaml') };
    return known.values;
  };
}

function epochLengthOf(progresses: readonly CheckpointProgress[]): number | undefined {
  return epochLength(
    progresses.flatMap((progress) =>
      progress.ok && progress.step !== undefined && progress.epoch !== undefined
        ? [{ step: progress.step, epoch: progress.epoch }]
        : [],
    ),
  );
}
