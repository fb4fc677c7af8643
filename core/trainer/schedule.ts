import { type ConfigNode, isNull, isTruthy } from '../syntax/config-node';
import { isPythonInteger, PythonError, pythonNumber, pythonType } from './datasets/python-error';
import { numberedSaves, runDefaults, type StepSeries, samplesDuring } from './run-arithmetic';
import type { TrainingProcess } from './training-config';

/** The steps of a run as ai-toolkit counts them, from 0; its steps are not listed, since there may be millions. */
export interface Schedule {
  /** The first step that trains. */
  readonly start: number;
  /** `train.steps`: the step under which the run ends. */
  readonly steps: number;
  /** Where `steps` cannot be used, the error that ends the run after the baseline samples. */
  readonly error: string | undefined;
  readonly saves: StepSeries;
  /** Whether a round of samples is generated before the training. */
  readonly samplesFirst: boolean;
  /** Whether `first_sample` adds a round before that. */
  readonly samplesExtra: boolean;
  readonly samples: StepSeries;
  /** Whether a round is generated at the end. */
  readonly samplesLast: boolean;
  readonly saveEvery: number;
  readonly sampleEvery: number;
  readonly sampleStart: number;
  /** Batches that one step takes. */
  readonly accumulation: number;
  /** The legacy key: steps that share one update of the weights; -1 for a whole epoch. */
  readonly legacyAccumulation: number;
}

/**
 * The schedule of a run (jobs/process/BaseSDTrainProcess.py:2466-2760).
 *
 * @param resumedStep the step in the header of the checkpoint that the run resumes from
 */
export function scheduleOf(process: TrainingProcess, resumedStep: number | undefined): Schedule {
  const startStep = process.node('train.start_step');
  const start = (startStep && !isNull(startStep) ? pythonNumber(startStep) : resumedStep) ?? 0;
  const stepsNode = process.node('train.steps');
  const written = process.entry('train.steps') !== undefined;
  const steps = written ? (pythonNumber(stepsNode) ?? 0) : runDefaults.steps;
  const saveEvery = intervalOf(process, 'save.save_every', runDefaults.saveEvery);
  const sampleEvery = intervalOf(process, 'sample.sample_every', runDefaults.sampleEvery);
  const sampleStart = pythonNumber(process.node('sample.sample_start_step')) ?? 0;
  const sampling = !process.truthy('train.disable_sampling');
  const skipsFirst = process.truthy('train.skip_first_sample');
  return {
    start,
    steps,
    error: written && !isPythonInteger(stepsNode) ? wrongSteps(stepsNode) : undefined,
    saves: numberedSaves(steps, saveEvery, start),
    samplesFirst: sampling && !skipsFirst && (start <= 1 || process.truthy('train.force_first_sample')),
    samplesExtra: sampling && start <= 1 && isTruthy(process.node('first_sample')),
    samples: sampling
      ? samplesFrom(steps, sampleEvery, sampleStart, start)
      : { count: 0, first: 0, every: sampleEvery },
    samplesLast: sampling,
    saveEvery,
    sampleEvery,
    sampleStart,
    accumulation: Math.max(0, pythonNumber(process.node('train.gradient_accumulation')) ?? 1),
    legacyAccumulation: pythonNumber(process.node('train.gradient_accumulation_steps')) ?? 1,
  };
}

function samplesFrom(steps: number, every: number, sampleStart: number, start: number): StepSeries {
  // A round before `start` + 1 cannot be; from there on both limits hold.
  return samplesDuring(steps, every, Math.max(sampleStart, start + 1));
}

/** An interval that is 0, null or false never comes. */
function intervalOf(process: TrainingProcess, key: string, byDefault: number): number {
  if (!process.entry(key)) return byDefault;
  return pythonNumber(process.node(key)) ?? 0;
}

function wrongSteps(node: ConfigNode | undefined): string {
  return new PythonError('TypeError', `'${pythonType(node)}' object cannot be interpreted as an integer`)
    .message;
}

/** The steps of a series, at most `most` of them. */
export function stepsIn(series: StepSeries, most: number): readonly number[] {
  const count = Math.min(series.count, most);
  return Array.from({ length: count }, (_, index) => series.first + index * series.every);
}

/** Whether a step draws from the regularization sets (BaseSDTrainProcess.py:2552-2581). */
export function isRegStep(schedule: Schedule, step: number): boolean {
  const { saveEvery, sampleEvery, sampleStart, samplesLast } = schedule;
  if (step % 2 !== 0) return false;
  if (saveEvery > 0 && step % saveEvery === 0) return false;
  return !(samplesLast && sampleEvery > 0 && step >= sampleStart && step % sampleEvery === 0);
}

/** More steps than any run has; a longer one is not counted step by step. */
const mostSteps = 20_000_000;

/**
 * Steps of the range that train on regularization images; undefined for more steps than are counted.
 */
export function regSteps(schedule: Schedule, from: number, to: number): number | undefined {
  if (to - from > mostSteps) return undefined;
  let count = 0;
  for (let step = from + (from % 2); step < to; step += 2) if (isRegStep(schedule, step)) count += 1;
  return count;
}

/**
 * The epoch in the metadata of a file that is saved while `step` is the last step that trained
 * (BaseSDTrainProcess.py:411-416, 2591).
 *
 * @param batches of one pass over the datasets
 */
export function epochAfter(schedule: Schedule, step: number, batches: number, hasReg: boolean): number {
  const trained = Math.max(0, step + 1 - schedule.start);
  const reg = hasReg ? (regSteps(schedule, schedule.start, step + 1) ?? trained / 2) : 0;
  const drawn = (trained - reg) * schedule.accumulation;
  return drawn <= 0 || batches <= 0 ? 0 : Math.floor((drawn - 1) / batches);
}
