import '../shared/elements';
import type { DashboardRequest, DashboardUpdate } from '../../../common/dashboard-page';
import { h, setText } from '../shared/dom';
import { connectPage } from '../shared/page-host';
import '../shared/theme.css';
import '../shared/samples.css';
import 'uplot/dist/uPlot.min.css';
import { createCheckpointsSection } from './checkpoints-section';
import { createConfigSection } from './config-section';
import './dashboard.css';
import {
  afterUpdate,
  type DashboardState,
  emptyDashboard,
  readSaved,
  type SavedDashboard,
  withoutOverlay,
} from './dashboard-state';
import { createGpuLines } from './gpu-lines';
import { createIncidentsSection } from './incidents-section';
import { createLossSection } from './loss-section';
import { createNowSection } from './now-section';
import { createSamplesSection } from './samples-section';

const host = connectPage<DashboardRequest, DashboardUpdate, SavedDashboard>((update) => {
  const isNew = update.kind === 'run' && update.run.key !== state.run?.key;
  show(afterUpdate(state, update));
  if (state.run === undefined) return;
  if (isNew || update.kind === 'overlays') {
    for (const run of state.overlays) if (!state.losses.has(run)) host.send({ kind: 'overlay', run });
    save({ ...saved, run: state.run.key, overlays: state.overlays });
  }
});
let saved = readSaved(host.saved);
let state: DashboardState = { ...emptyDashboard, overlays: saved.overlays };
const save = (next: SavedDashboard) => {
  saved = next;
  host.save(next);
};

const failure = h('p', { class: 'failure', role: 'alert', hidden: true });
const loading = h('p', { class: 'quiet' }, 'Reading the run …');
const sections = [
  createNowSection(host.send),
  createGpuLines(),
  createIncidentsSection(host.send),
  createLossSection({
    options: saved.chart,
    save: (chart) => save({ ...saved, chart }),
    overlay: (run, isShown) => {
      if (isShown) host.send({ kind: 'overlay', run });
      show(isShown ? afterUpdate(state, { kind: 'overlays', runs: [run] }) : withoutOverlay(state, run));
      save({ ...saved, overlays: state.overlays });
    },
  }),
  createSamplesSection(host.send),
  createCheckpointsSection(host.send),
  createConfigSection(host.send),
];
const [now, ...parts] = sections;

function show(next: typeof state): void {
  state = next;
  failure.hidden = state.failure === undefined;
  setText(failure, state.failure ?? '');
  loading.hidden = state.run !== undefined || state.failure !== undefined;
  grid.hidden = state.run === undefined;
  for (const section of sections) section.update(state);
}

const grid = h('div', { class: 'parts' }, ...parts.map(({ element }) => element));
document.getElementById('page')?.append(failure, loading, ...(now === undefined ? [] : [now.element]), grid);
show(state);
host.send({ kind: 'ready' });
