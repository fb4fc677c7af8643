import type { LossPoint, LossSummary, RunLogState } from './log/state';
import type { RunFolder } from './run-folder';

/**
 * A log's state with what the folder and `loss_log.db` add where the log is missing: the checkpoints' steps, the sample rounds,
 * and the losses. What only a log tells (phases, errors) stays unknown.
 */
export function withFolder(
  log: RunLogState,
  folder: RunFolder | undefined,
  lossLog: readonly LossPoint[],
): RunLogState {
  const losses = log.losses.count === 0 && lossLog.length > 0 ? summaryOf(lossLog) : log.losses;
  if (folder === undefined) return losses === log.losses ? log : { ...log, losses };
  const checkpoints = folder.checkpoints.map(({ file, step }) => ({
    path: file,
    step,
    barSeconds: undefined,
  }));
  const rounds = [...new Set(folder.samples.map((sample) => sample.step))].sort((a, b) => a - b);
  const last = Math.max(
    lossLog.at(-1)?.step ?? 0,
    folder.checkpoints.findLast((one) => one.step !== undefined)?.step ?? 0,
    rounds.at(-1) ?? 0,
  );
  const isOver = folder.final !== undefined;
  return {
    ...log,
    losses,
    checkpoints,
    phase: isOver ? 'finishing' : last > 0 ? 'training' : log.phase,
    sampleRounds: rounds.map((step) => ({ step, seconds: 0 })),
    progress:
      last === 0
        ? undefined
        : {
            step: last,
            total: log.config?.steps ?? (isOver ? last : undefined),
            elapsedSeconds: undefined,
            remainingSeconds: undefined,
            secondsPerStep: undefined,
            meanSecondsPerStep: undefined,
            learningRate: lossLog.at(-1)?.learningRate,
            loss: losses.last,
          },
  };
}

function summaryOf(points: readonly LossPoint[]): LossSummary {
  const numbers = points.filter(({ loss }) => Number.isFinite(loss));
  return {
    count: numbers.length,
    first: numbers[0]?.loss,
    last: numbers.at(-1)?.loss,
    notANumber: points.length - numbers.length,
    notANumberInARow: points.length - 1 - points.findLastIndex(({ loss }) => Number.isFinite(loss)),
    zeros: numbers.filter(({ loss }) => loss === 0).length,
    zerosInARow: 0,
  };
}
