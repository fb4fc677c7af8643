import { withFolder } from './folder-alone';
import { type Incident, incidentsOf } from './incidents';
import type { LossPoint, LossSummary, RunLogState, RunPhase } from './log/state';
import type { RunExit } from './run-exit';
import { explainFailure, type Failure } from './run-failure';
import { newestSamples, type RunFolder, type SampleImage } from './run-folder';
import { explainStop } from './run-outcome';
import { finalPath, phaseOf, type RunResult, resultOf } from './run-result';

export interface WrittenCheckpoint {
  readonly step: number;
  /** The file's name. */
  readonly file: string;
}

/** How a run stands: its log, its folder and its exit, read together. */
export interface RunState {
  readonly job: string | undefined;
  readonly phase: RunPhase;
  readonly result: RunResult;
  /** As the training's bar last showed them; undefined before its first paint. */
  readonly step: number | undefined;
  readonly total: number | undefined;
  readonly resumedStep: number | undefined;
  /** The file's name. */
  readonly resumedFrom: string | undefined;
  readonly losses: LossSummary;
  readonly samples: {
    /** The rounds that this start completed. */
    readonly steps: readonly number[];
    /** The newest image of every prompt and step in the folder. */
    readonly images: readonly SampleImage[];
    /** All images in the folder. */
    readonly count: number;
  };
  /** Written in this start, with a number in their name. What lies in the folder is in `folder`. */
  readonly checkpoints: readonly WrittenCheckpoint[];
  /** The file without a number, when this start wrote it and it is there. */
  readonly final: string | undefined;
  readonly incidents: readonly Incident[];
  /** Why the run ended without doing everything that it should. */
  readonly failure: Failure | undefined;
  /** More of the log: bars, rates, the tail, the exceptions, the config's facts. */
  readonly log: RunLogState;
  readonly folder: RunFolder | undefined;
}

export interface RunSources {
  readonly log: RunLogState;
  /** Undefined when the folder is not there or was not looked at. */
  readonly folder?: RunFolder | undefined;
  /** How the process ended; undefined when nobody saw it or when it runs. */
  readonly exit?: RunExit | undefined;
  /** What the terminal showed outside the log. */
  readonly console?: string | undefined;
  /** The losses of `loss_log.db`, used where the log has none. */
  readonly lossLog?: readonly LossPoint[];
  /** False when there is no log at all, so that the folder alone tells. */
  readonly hasLog?: boolean;
}

/** Reads the sources of one run together. Pure; never throws. */
export function readRunState({ log: read, folder, exit, console, lossLog, hasLog }: RunSources): RunState {
  const log = withFolder(read, hasLog === false ? folder : undefined, lossLog ?? []);
  const result = resultOf(log, exit);
  const written = finalPath(log);
  const final = written === undefined ? undefined : fileName(written);
  const isThere = folder === undefined || folder.final?.file === final;
  return {
    job: log.jobName,
    phase: phaseOf(log),
    result,
    step: log.progress?.step,
    total: log.progress?.total,
    resumedStep: log.resumedStep,
    resumedFrom: log.resumedFrom === undefined ? undefined : fileName(log.resumedFrom),
    losses: log.losses,
    samples: {
      steps: log.sampleRounds.map((round) => round.step),
      images: newestSamples(folder?.samples ?? []),
      count: folder?.samples.length ?? 0,
    },
    checkpoints: log.checkpoints.flatMap(({ path, step }) =>
      step === undefined ? [] : [{ step, file: fileName(path) }],
    ),
    final: isThere ? final : undefined,
    incidents: incidentsOf(log, result !== 'running'),
    failure: failureOf(result, { log, exit, console }),
    log,
    folder,
  };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function failureOf(result: RunResult, evidence: Parameters<typeof explainFailure>[0]): Failure | undefined {
  if (result === 'failed') return explainFailure(evidence);
  return result === 'stopped' ? explainStop(evidence.log, evidence.exit) : undefined;
}
