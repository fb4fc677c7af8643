import type uPlot from 'uplot';
import { h, renderList, setText } from '../shared/dom';
import { type ChartOptions, chartSummary, type SmoothedRun, smoothRun } from './chart-data';
import { marksNear } from './chart-marks';
import { onThemeChange, readChartTheme } from './chart-theme';
import type { DashboardState } from './dashboard-state';
import { createLossControls } from './loss-controls';
import { createLossPlot, type LossPlot, type PlotContent } from './loss-plot';
import { readoutText } from './loss-readout';
import { createOverlayChoice } from './overlay-choice';
import type { Section } from './section';

export interface LossSectionOptions {
  readonly options: ChartOptions;
  readonly save: (options: ChartOptions) => void;
  /** Lays a run over this one, or takes it away. */
  readonly overlay: (run: string, isShown: boolean) => void;
}

/** How often the chart is drawn again while losses arrive, in milliseconds. */
const drawMs = 200;

/** What the section shows now. */
interface Shown {
  options: ChartOptions;
  state: DashboardState | undefined;
  smoothed: readonly SmoothedRun[];
  plot: LossPlot | undefined;
  /** Which curves the plot has and how they look, which is fixed when it is made. */
  shape: string;
  zoomed: readonly [number, number] | undefined;
  cursorStep: number | undefined;
}

interface Parts {
  readonly controls: ReturnType<typeof createLossControls>;
  readonly choice: ReturnType<typeof createOverlayChoice>;
  readonly place: HTMLElement;
  readonly readout: HTMLElement;
  readonly legend: HTMLElement;
  readonly none: HTMLElement;
  readonly chart: HTMLElement;
  readonly element: HTMLElement;
}

/** The loss chart with its choices. */
export function createLossSection(host: LossSectionOptions): Section {
  const shown: Shown = {
    options: host.options,
    state: undefined,
    smoothed: [],
    plot: undefined,
    shape: '',
    zoomed: undefined,
    cursorStep: undefined,
  };
  let waiting: number | undefined;
  const zoom = (range: readonly [number, number] | undefined) => {
    shown.zoomed = range;
    shown.plot?.zoom(range);
    parts.controls.show(shown.options, range !== undefined);
  };
  const change = (next: Partial<ChartOptions>) => {
    shown.options = { ...shown.options, ...next };
    host.save(shown.options);
    redraw();
  };
  const parts = createParts(
    createLossControls(change, () => zoom(undefined)),
    createOverlayChoice(host.overlay),
  );
  const redraw = () => {
    window.clearTimeout(waiting);
    waiting = undefined;
    draw(shown, parts, zoom);
  };
  listenToKeys(parts.place, shown, zoom);
  new ResizeObserver(() => shown.plot?.resize(parts.place.clientWidth)).observe(parts.place);
  onThemeChange(redraw);
  return {
    element: parts.element,
    update(next) {
      const { state, plot } = shown;
      const isSame = state?.losses === next.losses && state.run?.marks === next.run?.marks;
      shown.state = next;
      if (isSame && plot !== undefined) return parts.choice.show(next.others, next.overlays);
      waiting ??= window.setTimeout(redraw, plot === undefined ? 0 : drawMs);
    },
  };
}

function createParts(controls: Parts['controls'], choice: Parts['choice']): Parts {
  const place = h('div', { class: 'plot', tabindex: 0, role: 'img' });
  const readout = h('p', { class: 'quiet number readout' });
  const legend = h('ul', { class: 'legend' });
  const none = h('p', { class: 'quiet' }, 'No loss yet. The chart begins with the first step.');
  const chart = h('div', {}, controls.element, place, readout, legend);
  const element = h(
    'section',
    { class: 'card wide', id: 'loss', 'aria-labelledby': 'loss-title' },
    h('div', { class: 'row spread' }, h('h2', { id: 'loss-title' }, 'Loss'), choice.element),
    none,
    chart,
  );
  return { controls, choice, place, readout, legend, none, chart, element };
}

type Zoom = (range: readonly [number, number] | undefined) => void;

function draw(shown: Shown, parts: Parts, zoom: Zoom): void {
  const { state, options } = shown;
  if (state === undefined) return;
  shown.smoothed = runsOf(state).map((losses) =>
    smoothRun(
      losses,
      options.smoothing,
      shown.smoothed.find((each) => each.losses === losses),
    ),
  );
  const own = shown.smoothed[0];
  const isEmpty = own === undefined || own.losses.count === 0;
  parts.none.hidden = !isEmpty;
  parts.chart.hidden = isEmpty;
  parts.controls.show(options, shown.zoomed !== undefined);
  parts.choice.show(state.others, state.overlays);
  if (isEmpty) return;
  parts.place.setAttribute(
    'aria-label',
    `Loss chart. ${chartSummary(own)} Arrow keys move the cursor, plus and minus zoom.`,
  );
  if (shown.cursorStep === undefined) setText(parts.readout, chartSummary(own));
  drawPlot(shown, parts, state, zoom);
}

function drawPlot(shown: Shown, parts: Parts, state: DashboardState, zoom: Zoom): void {
  const { options, smoothed } = shown;
  const content: PlotContent = { runs: smoothed, marks: state.run?.marks ?? [], options };
  const theme = readChartTheme();
  const curves = smoothed.map(({ losses: { run, count } }) => [run, count < 2]);
  const shape = JSON.stringify([theme, options.raw, options.rate, options.log, curves]);
  if (shown.plot !== undefined && shape === shown.shape) {
    shown.plot.show(content);
    return;
  }
  shown.shape = shape;
  shown.plot?.destroy();
  const onCursor = (step: number | undefined, left: number, drawn: uPlot) => {
    shown.cursorStep = step;
    const near = step === undefined ? [] : marksNear(drawn, shown.state?.run?.marks ?? [], left);
    setText(parts.readout, cursorText(shown.smoothed, step, near));
  };
  shown.plot = createLossPlot(parts.place, theme, content, shown.zoomed, onCursor, zoom);
  renderList(parts.legend, legendOf(state, smoothed, theme.runs), ({ text }) => text, legendItem);
}

/** What is under the cursor, or the whole curve in a sentence. */
function cursorText(
  runs: readonly SmoothedRun[],
  step: number | undefined,
  near: ReturnType<typeof marksNear>,
): string {
  const [first] = runs;
  if (step !== undefined) return readoutText(runs, step, near);
  return first === undefined ? '' : chartSummary(first);
}

function listenToKeys(place: HTMLElement, shown: Shown, zoom: Zoom): void {
  place.addEventListener('keydown', (event) => {
    const { plot, cursorStep } = shown;
    if (plot === undefined) return;
    const next = keyMove(event.key, plot.visible, cursorStep);
    if (next === undefined) return;
    event.preventDefault();
    if (next.zoom !== undefined) zoom(next.zoom === 'all' ? undefined : next.zoom);
    if (next.cursor !== undefined) plot.moveCursor(next.cursor);
  });
}

function runsOf({ run, losses, overlays }: DashboardState) {
  if (run === undefined) return [];
  return [run.key, ...overlays.filter((key) => key !== run.key)].flatMap((key) => losses.get(key) ?? []);
}

interface LegendItem {
  readonly text: string;
  readonly color: string;
}

function legendOf(
  state: DashboardState,
  runs: readonly SmoothedRun[],
  colors: readonly string[],
): LegendItem[] {
  if (runs.length < 2) return [];
  return runs.map(({ losses }, at) => ({
    text: losses.run === state.run?.key ? `${losses.name} (this run)` : losses.name,
    color: colors[at % colors.length] ?? '',
  }));
}

function legendItem({ text, color }: LegendItem): HTMLElement {
  const line = h('span', { class: 'legend-line', 'aria-hidden': 'true' });
  line.style.background = color;
  return h('li', {}, line, text);
}

interface KeyMove {
  readonly cursor?: number;
  readonly zoom?: readonly [number, number] | 'all';
}

/** What a key does in the chart: arrows move the cursor by a fiftieth of what is visible, plus and minus zoom around it. */
function keyMove(
  key: string,
  [from, to]: readonly [number, number],
  cursor: number | undefined,
): KeyMove | undefined {
  const span = to - from;
  const at = cursor ?? to;
  const around = (factor: number): readonly [number, number] => [
    at - (at - from) * factor,
    at + (to - at) * factor,
  ];
  switch (key) {
    case 'ArrowLeft':
      return { cursor: Math.max(from, at - span / 50) };
    case 'ArrowRight':
      return { cursor: Math.min(to, at + span / 50) };
    case 'Home':
      return { cursor: from };
    case 'End':
      return { cursor: to };
    case '+':
      return span > 4 ? { zoom: around(0.5), cursor: at } : {};
    case '-':
      return { zoom: 'all' };
    default:
      return undefined;
  }
}
