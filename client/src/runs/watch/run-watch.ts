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
  type RunState,
  readConfigValues,
  readRunFolder,
  readRunState,
} from '../../../../core/runs/index';
import { openLogBlocks, textOfBytes } from '../../../../server/src/disk/runs/log-blocks';
import { type CheckpointProgress, readCheckpointProgress } from './checkpoint-progress';
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

export function openRunWatch(place: RunPlace): RunWatch {
  const curve = createRunCurve();
  const newParser = () => createRunLogParser(place.name, textOfBytes);
  let parser = newParser();
  const blocks = place.logPath === undefined ? undefined : openLogBlocks(place.logPath);
  const headers = new Map<string, CheckpointProgress>();
  const versions = new Map<string, string>();
  let history = createSpeedHistory();
  let config: { readonly version: string; readonly values: ConfigValues | undefined } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const readLog = async (): Promise<number> => {
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
  };

  const readHeaders = async (files: readonly RunFile[]): Promise<void> => {
    for (const { path: name, size, modified } of files) {
      if (!name.endsWith('.safetensors') || name.includes('/')) continue;
      const version = `${size} ${modified}`;
      if (versions.get(name) === version) continue;
      versions.set(name, version);
      headers.set(name, await readCheckpointProgress(path.join(place.folder, name)));
    }
  };

  const readConfig = async (files: readonly RunFile[]): Promise<void> => {
    const file = files.find((each) => each.path === 'config.yaml');
    const version = file === undefined ? '' : `${file.size} ${file.modified}`;
    if (config?.version === version) return;
    const text =
      file === undefined || file.size > longestConfig
        ? undefined
        : await readFile(path.join(place.folder, 'config.yaml'), 'utf8').catch(() => undefined);
    config = { version, values: text === undefined ? undefined : readConfigValues(text, 'yaml') };
  };

  const refresh = async () => {
    const first = await readLog();
    let problem: string | undefined;
    const found = await readRunFiles(place.folder).catch((error: unknown): RunFiles => {
      problem = `The folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { files: [], kept: [] };
    });
    await readHeaders(found.files);
    await readConfig(found.files);
    const name =
      parser.state.jobName ?? place.name ?? config?.values?.get('name') ?? path.basename(place.folder);
    const folder = readRunFolder(found.files, name);
    const state = readRunState({ log: parser.state, folder });
    const log = place.logPath === undefined ? undefined : await stat(place.logPath).catch(() => undefined);
    const reading: RunReading = {
      place,
      name,
      state,
      kept: found.kept,
      headers: new Map(headers),
      epochLength: epochLength(
        [...headers.values()].flatMap((header) =>
          header.ok && header.step !== undefined && header.epoch !== undefined
            ? [{ step: header.step, epoch: header.epoch }]
            : [],
        ),
      ),
      secondsPerStep: history.mean ?? parser.state.progress?.secondsPerStep,
      speeds: history.speeds,
      config: config?.values,
      logChangedAt: log?.mtimeMs,
      problem,
    };
    return { reading, first };
  };

  return {
    curve,
    refresh() {
      // Two readers at once would feed the parser out of order.
      const next = queue.then(refresh, refresh);
      queue = next.catch(() => undefined);
      return next;
    },
  };
}
