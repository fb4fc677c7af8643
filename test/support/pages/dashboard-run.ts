import type { DashboardRun, LossColumns } from '../../../common/dashboard-page';

/** One gray pixel. */
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const now: DashboardRun['now'] = {
  phase: 'training',
  part: undefined,
  step: 1250,
  total: 3400,
  resumedStep: 500,
  epoch: 6.25,
  epochs: 17,
  secondsPerStep: 2.1,
  secondsLeft: 4900,
  leftBasis: '2150 steps, 9 saves and 9 sample rounds to come',
  loss: 0.123,
  learningRate: 0.0001,
  startedAt: Date.UTC(2026, 0, 5, 9),
  readAt: Date.UTC(2026, 0, 5, 11),
  control: true,
  stopLoss: 'Stopping now loses the 50 steps since step 1200.',
};

const nanIncident: DashboardRun['incidents'][number] = {
  id: 'nan-800',
  kind: 'nan',
  severity: 'error',
  step: 800,
  title: 'The loss is not a number',
  detail: 'The last 12 steps have no loss. Weights saved since step 800 are useless.',
  remedies: [
    {
      id: 'lower-rate',
      label: 'Lower the learning rate to 0.00005',
      detail: 'Halves lr.',
      edits: true,
    },
    { id: 'resume', label: 'Resume from step 750', detail: 'Remove later checkpoints.', edits: false },
  ],
};

/** A run in the middle of its training, with something in every part of the page. */
export function dashboardRun(changes: Partial<DashboardRun> = {}): DashboardRun {
  const steps = [0, 250, 500, 750, 1000];
  const prompts = [
    'maya_char, portrait, smiling',
    'maya_char, full body, walking in a park',
    'a red bicycle',
  ];
  return {
    key: '/output/maya',
    name: 'maya',
    condition: 'running',
    now,
    samples: {
      steps,
      prompts: prompts.map((text, index) => ({ index, text, seed: 42 + index, controls: [] })),
      images: steps.flatMap((step) =>
        prompts.map((_, index) => ({
          id: `1__${step}_${index}.jpg`,
          step,
          index,
          uri: pixel,
          thumbnail: pixel,
        })),
      ),
    },
    checkpoints: [250, 500, 750, 1000].map((step) => ({
      id: `maya_${String(step).padStart(9, '0')}.safetensors`,
      step,
      epoch: step / 200,
      bytes: 295_000_000,
      isFinal: false,
      isKept: step === 750,
      isAdvised: step === 1000,
      problem: undefined,
    })),
    incidents: [nanIncident],
    marks: [
      { kind: 'resume', step: 500, label: 'resumed at step 500' },
      { kind: 'checkpoint', step: 750, label: 'checkpoint 750' },
      { kind: 'incident', step: 800, label: 'the loss is not a number' },
      ...[200, 400, 600, 800, 1000].map((step) => ({
        kind: 'epoch' as const,
        step,
        label: `epoch ${step / 200}`,
      })),
    ],
    end: undefined,
    configFile: '/configs/maya.yaml',
    canStart: false,
    ...changes,
  };
}

/** Noisy, falling losses of steps 1 to `count`. */
export function lossColumns(run: string, count: number, from = 0): LossColumns {
  const size = count - from;
  const noise = (at: number) => Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 1;
  return {
    run,
    name: run.split('/').at(-1) ?? run,
    from,
    steps: Float64Array.from({ length: size }, (_, at) => from + at + 1),
    losses: Float64Array.from({ length: size }, (_, at) => {
      const step = from + at;
      return 0.05 + 0.2 * Math.exp(-step / (count / 4)) + noise(step) * 0.15 + (step % 997 === 0 ? 2 : 0);
    }),
    rates: Float64Array.from({ length: size }, () => 1e-4),
  };
}
