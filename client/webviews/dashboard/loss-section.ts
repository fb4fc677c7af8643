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

/** The loss chart with its choices. */
export function createLossSection(host: LossSectionOptions): Section {
  let { options } = host;
  let state: DashboardState | undefined;
  let smoothed: readonly SmoothedRun[] = [];
  let plot: LossPlot | undefined;
  let shape = '';
  let zoomed: readonly [number, number] | undefined;
  let cursorStep: number | undefined;
  let waiting: number | undefined;

  const place = h('div', { class: 'plot', tabindex: 0, role: 'img' });
  const readout = h('p', { class: 'quiet number readout' });
  const legend = h('ul', { class: 'legend' });
  const none = h('p', { class: 'quiet' }, 'No loss yet. The chart begins with the first step.');
  const change = (next: Partial<ChartOptions>) => {
    options = { ...options, ...next };
    host.save(options);
    draw();
  };
  const zoom = (range: readonly [number, number] | undefined) => {
    zoomed = range;
    plot?.zoom(range);
    controls.show(options, zoomed !== undefined);
  };
  const controls = createLossControls(change, () => zoom(undefined));
  const choice = createOverlayChoice(host.overlay);
  const chart = h('div', {}, controls.element, place, readout, legend);
  const element = h(
    'section',
    { class: 'card wide', id: 'loss', 'aria-labelledby': 'loss-title' },
    h('div', { class: 'row spread' }, h('h2', { id: 'loss-title' }, 'Loss'), choice.element),
    none,
    chart,
  );

  const onCursor = (step: number | undefined, left: number, drawn: uPlot) => {
    cursorStep = step;
    const near = step === undefined ? [] : marksNear(drawn, state?.run?.marks ?? [], left);
    const first = smoothed[0];
    setText(
      readout,
      step === undefined
        ? first === undefined
          ? ''
          : chartSummary(first)
        : readoutText(smoothed, step, near),
    );
  };

  const draw = () => {
    window.clearTimeout(waiting);
    waiting = undefined;
    if (state === undefined) return;
    const runs = runsOf(state);
    smoothed = runs.map((losses) =>
      smoothRun(
        losses,
        options.smoothing,
        smoothed.find((each) => each.losses === losses),
      ),
    );
    const own = smoothed[0];
    none.hidden = own !== undefined && own.losses.count > 0;
    chart.hidden = !none.hidden;
    controls.show(options, zoomed !== undefined);
    choice.show(state.others, state.overlays);
    if (own === undefined || own.losses.count === 0) return;
    place.setAttribute(
      'aria-label',
      `Loss chart. ${chartSummary(own)} Arrow keys move the cursor, plus and minus zoom.`,
    );
    if (cursorStep === undefined) setText(readout, chartSummary(own));
    const content: PlotContent = { runs: smoothed, marks: state.run?.marks ?? [], options };
    const theme = readChartTheme();
    // Which curves there are and how they look is fixed when the chart is made.
    const nextShape = JSON.stringify([
      theme,
      options.raw,
      options.rate,
      options.log,
      runs.map(({ run, count }) => [run, count < 2]),
    ]);
    if (plot === undefined || nextShape !== shape) {
      shape = nextShape;
      plot?.destroy();
      plot = createLossPlot(place, theme, content, zoomed, onCursor, zoom);
      renderList(legend, legendOf(state, smoothed, theme.runs), ({ text }) => text, legendItem);
    } else plot.show(content);
  };

  place.addEventListener('keydown', (event) => {
    if (plot === undefined) return;
    const next = keyMove(event.key, plot.visible, cursorStep);
    if (next === undefined) return;
    event.preventDefault();
    if (next.zoom !== undefined) zoom(next.zoom === 'all' ? undefined : next.zoom);
    if (next.cursor !== undefined) plot.moveCursor(next.cursor);
  });
  new ResizeObserver(() => plot?.resize(place.clientWidth)).observe(place);
  onThemeChange(draw);
  return {
    element,
    update(next) {
      const grew = state?.losses === next.losses && state.run?.marks === next.run?.marks;
      state = next;
      if (grew && plot !== undefined) return choice.show(next.others, next.overlays);
      waiting ??= window.setTimeout(draw, plot === undefined ? 0 : drawMs);
    },
  };
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
