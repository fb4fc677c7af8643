import type {
  CheckpointView,
  DashboardRun,
  MarkView,
  NowView,
  RunCondition,
  SamplesView,
} from '../../../../common/dashboard-page';
import {
  phaseText,
  type RunCurve,
  readRunPrompts,
  stopLoss,
  type TimeLeft,
  timeLeft,
} from '../../../../core/runs/index';
import type { RunReading } from '../../runs/watch/run-watch';
import { endView } from './end-text';
import { incidentView, type KnownIncident } from './incident-views';

/** What the view of a run needs besides its files. */
export interface ViewContext {
  readonly isRunning: boolean;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly startedAt: number | undefined;
  readonly control: boolean;
  readonly configFile: string | undefined;
  readonly incidents: readonly KnownIncident[];
  /** The address under which the page may load a file; `version` changes when the file does. */
  uriOf(file: string, version: number): string;
}

/** The share of a run in which the best checkpoint of a character LoRA usually lies: epochs 5 to 7 of 10 in the guide. */
const adviceFrom = 0.5;
const adviceTo = 0.7;

/** Turns what the files tell into what the page shows. Pure. */
export function viewRun(reading: RunReading, curve: RunCurve, context: ViewContext): DashboardRun {
  const { state, name, place } = reading;
  const condition = conditionOf(reading, context.isRunning);
  const checkpoints = checkpointViews(reading);
  return {
    key: place.folder,
    name,
    condition,
    now: nowView(reading, context),
    samples: samplesView(reading, context),
    checkpoints,
    incidents: context.incidents.map(incidentView),
    marks: marksOf(reading, curve, checkpoints, context.incidents),
    end: endView(name, state, condition),
    configFile: context.configFile,
    canStart: context.configFile !== undefined && condition !== 'running',
  };
}

/** What became of the run. A log that says nothing of an end is one of a running training only while something runs. */
function conditionOf({ state }: RunReading, isRunning: boolean): RunCondition {
  if (isRunning) return 'running';
  return state.result === 'running' ? 'unfinished' : state.result;
}

function nowView(reading: RunReading, { readAt, startedAt, control }: ViewContext): NowView {
  const { state, secondsPerStep, epochLength } = reading;
  const { log, step, total, resumedStep } = state;
  const left = timeLeft(log, { secondsPerStep, folder: state.folder });
  // A folder without a log has the number of steps in its config only.
  const steps = total ?? countOf(reading.config?.get('train.steps'));
  const epochs = (count: number | undefined) =>
    count === undefined || epochLength === undefined ? undefined : count / epochLength;
  return {
    phase: phaseText(log),
    part: log.subProgress && { done: log.subProgress.done, total: log.subProgress.total },
    step,
    total: steps,
    resumedStep,
    epoch: epochs(step),
    epochs: epochs(steps),
    secondsPerStep,
    secondsLeft: left?.seconds,
    leftBasis: left && leftBasis(left),
    loss: lastLoss(reading),
    learningRate: log.progress?.learningRate,
    startedAt,
    readAt,
    control,
    stopLoss: step === undefined ? undefined : stopLoss(log).sentence,
  };
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function lastLoss({ state }: RunReading): number | undefined {
  return state.losses.notANumberInARow > 0 ? undefined : state.losses.last;
}

/** `2150 steps, 9 sample rounds of 31 s and 9 saves of 12 s to come`. */
function leftBasis({ steps, rounds, secondsPerRound, saves, secondsPerSave }: TimeLeft): string {
  const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const each = (seconds: number | undefined) =>
    seconds === undefined ? ', not measured yet' : ` of ${Math.max(1, Math.round(seconds))} s`;
  const round = rounds === 0 ? [] : [`${many(rounds, 'sample round')}${each(secondsPerRound)}`];
  const parts = [many(steps, 'step'), ...round, `${many(saves, 'save')}${each(secondsPerSave)}`];
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)} to come`;
}

function samplesView({ state, config, place }: RunReading, { uriOf }: ViewContext): SamplesView {
  const { images } = state.samples;
  const prompts = config === undefined ? [] : readRunPrompts(config);
  const indices = new Set([...prompts.map(({ index }) => index), ...images.map(({ prompt }) => prompt)]);
  return {
    prompts: [...indices]
      .sort((one, other) => one - other)
      .map((index) => {
        const prompt = prompts.find((each) => each.index === index);
        return {
          index,
          text: prompt?.text,
          seed: prompt?.seed,
          controls: (prompt?.controls ?? []).map((file) => uriOf(file, 0)),
        };
      }),
    steps: [...new Set(images.map(({ step }) => step))].sort((one, other) => one - other),
    images: images.map(({ file, step, prompt, savedAt, thumbnail }) => ({
      id: file.slice(file.lastIndexOf('/') + 1),
      step,
      index: prompt,
      uri: uriOf(`${place.folder}/${file}`, savedAt),
      thumbnail: uriOf(`${place.folder}/${thumbnail ?? file}`, savedAt),
    })),
  };
}

function checkpointViews({ state, kept, headers, epochLength }: RunReading): CheckpointView[] {
  const own = state.folder?.checkpoints ?? [];
  const keptNames = new Set(kept.map(({ path }) => path));
  const ownNames = new Set(own.map(({ file }) => file));
  const onlyKept = kept.filter(({ path }) => !ownNames.has(path) && path.endsWith('.safetensors'));
  const all = [...own, ...onlyKept.map(({ path, size }) => ({ file: path, size, step: stepInName(path) }))];
  return all
    .map(({ file, size, step }): CheckpointView => {
      const header = headers.get(file);
      const known = step ?? (header?.ok ? header.step : undefined);
      const share = known === undefined || state.total === undefined ? undefined : known / state.total;
      return {
        id: file,
        step: known,
        epoch: known === undefined || epochLength === undefined ? undefined : known / epochLength,
        bytes: size,
        isFinal: step === undefined,
        isKept: keptNames.has(file),
        isAdvised: share !== undefined && share >= adviceFrom && share <= adviceTo,
        problem: header?.ok === false ? header.problem : undefined,
      };
    })
    .sort((one, other) => (other.step ?? Number.POSITIVE_INFINITY) - (one.step ?? Number.POSITIVE_INFINITY));
}

function stepInName(file: string): number | undefined {
  const digits = /_(\d{9})\.safetensors$/.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** More epochs than lines would say anything. */
const mostEpochs = 2000;

function marksOf(
  { state, epochLength }: RunReading,
  curve: RunCurve,
  checkpoints: readonly CheckpointView[],
  incidents: readonly KnownIncident[],
): MarkView[] {
  const resumes = new Set([
    ...curve.resumes,
    ...(state.resumedStep === undefined ? [] : [state.resumedStep]),
  ]);
  const epochs =
    epochLength === undefined ? 0 : Math.min(mostEpochs, Math.floor((state.step ?? 0) / epochLength));
  return [
    ...Array.from(
      { length: epochs },
      (_, at): MarkView => ({
        kind: 'epoch',
        step: (at + 1) * (epochLength ?? 0),
        label: `end of epoch ${at + 1}`,
      }),
    ),
    ...checkpoints.flatMap(({ step }): MarkView[] =>
      step === undefined ? [] : [{ kind: 'checkpoint', step, label: `checkpoint of step ${step}` }],
    ),
    ...[...resumes].map((step): MarkView => ({ kind: 'resume', step, label: `resumed at step ${step}` })),
    ...incidents.flatMap(({ step, title }): MarkView[] =>
      step === undefined ? [] : [{ kind: 'incident', step, label: `${title} at step ${step}` }],
    ),
  ];
}
