import type { LoraCheckView } from '../../../common/compare-page';
import type {
  ConfigComparison,
  DashboardRun,
  DashboardUpdate,
  GpusView,
  RunChoice,
} from '../../../common/dashboard-page';
import { type ChartOptions, defaultChartOptions } from './chart-data';
import { addLosses, type RunLosses } from './loss-columns';

/** Everything that the page shows. */
export interface DashboardState {
  readonly run: DashboardRun | undefined;
  readonly others: readonly RunChoice[];
  /** Losses by run: this one's, and those of the runs laid over it. */
  readonly losses: ReadonlyMap<string, RunLosses>;
  /** The runs that are laid over this one, by their keys. */
  readonly overlays: readonly string[];
  readonly gpus: GpusView | undefined;
  readonly comparison: ConfigComparison | undefined;
  /** Checks of LoRA files, by the file's name. */
  readonly checks: ReadonlyMap<string, LoraCheckView>;
  readonly failure: string | undefined;
}

/** What the page keeps between visits. `run` is what the extension reopens it with. */
export interface SavedDashboard {
  readonly run: string | undefined;
  readonly chart: ChartOptions;
  readonly overlays: readonly string[];
}

export const emptyDashboard: DashboardState = {
  run: undefined,
  others: [],
  losses: new Map(),
  overlays: [],
  gpus: undefined,
  comparison: undefined,
  checks: new Map(),
  failure: undefined,
};

/** The state after a message. */
export function afterUpdate(state: DashboardState, update: DashboardUpdate): DashboardState {
  switch (update.kind) {
    case 'run': {
      const changed = state.run !== undefined && state.run.key !== update.run.key;
      const kept = changed ? { ...emptyDashboard, overlays: state.overlays } : state;
      return { ...kept, run: update.run, others: update.others, failure: undefined };
    }
    case 'losses': {
      const { columns } = update;
      const added = addLosses(state.losses.get(columns.run), columns);
      if (added === undefined) return state;
      return { ...state, losses: new Map(state.losses).set(columns.run, added) };
    }
    case 'comparison':
      return { ...state, comparison: update.comparison };
    case 'gpus':
      return { ...state, gpus: update.gpus };
    case 'lora':
      return { ...state, checks: new Map(state.checks).set(update.check.candidate, update.check) };
    case 'overlays':
      return { ...state, overlays: [...new Set([...state.overlays, ...update.runs])] };
    case 'failed':
      return { ...state, failure: update.message };
  }
}

/** Takes a run laid over this one away again. */
export function withoutOverlay(state: DashboardState, run: string): DashboardState {
  const losses = new Map(state.losses);
  if (run !== state.run?.key) losses.delete(run);
  return { ...state, losses, overlays: state.overlays.filter((each) => each !== run) };
}

/** Reads what an earlier visit, perhaps of an older version, has kept. */
export function readSaved(saved: Partial<SavedDashboard>): SavedDashboard {
  const chart: Partial<ChartOptions> =
    typeof saved.chart === 'object' && saved.chart !== null ? saved.chart : {};
  const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  const { smoothing } = chart;
  return {
    run: typeof saved.run === 'string' ? saved.run : undefined,
    overlays: Array.isArray(saved.overlays) ? saved.overlays.filter((each) => typeof each === 'string') : [],
    chart: {
      smoothing:
        typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 100
          ? smoothing
          : defaultChartOptions.smoothing,
      raw: flag(chart.raw, defaultChartOptions.raw),
      rate: flag(chart.rate, defaultChartOptions.rate),
      log: flag(chart.log, defaultChartOptions.log),
      clip: flag(chart.clip, defaultChartOptions.clip),
    },
  };
}
