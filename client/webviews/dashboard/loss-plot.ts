import uPlot from 'uplot';
import type { MarkView } from '../../../common/dashboard-page';
import { type ChartOptions, lossRange, type RunTable, runTable, type SmoothedRun } from './chart-data';
import { drawMarks } from './chart-marks';
import type { ChartTheme } from './chart-theme';

/** What the plot shows. The first run is this page's. */
export interface PlotContent {
  readonly runs: readonly SmoothedRun[];
  readonly marks: readonly MarkView[];
  readonly options: ChartOptions;
}

/** The chart on its canvas. It draws only the points that can be seen of the visible range. */
export interface LossPlot {
  show(content: PlotContent): void;
  resize(width: number): void;
  /** The visible steps; undefined for all of them. */
  zoom(range: readonly [number, number] | undefined): void;
  readonly visible: readonly [number, number];
  moveCursor(step: number): void;
  destroy(): void;
}

const height = 300;
/** A row per series of a run: raw, smoothed, learning rate. */
const seriesOfRun = 3;

/**
 * @param onCursor is told the step under the cursor, or undefined when it leaves, and the pixels from the left
 */
export function createLossPlot(
  place: HTMLElement,
  theme: ChartTheme,
  content: PlotContent,
  zoomed: readonly [number, number] | undefined,
  onCursor: (step: number | undefined, left: number, plot: uPlot) => void,
  onZoom: (range: readonly [number, number] | undefined) => void,
): LossPlot {
  let shown = content;
  let range = zoomed;
  const whole = (): readonly [number, number] => wholeRange(shown.runs);
  const visible = () => range ?? whole();
  const options = plotOptions(place.clientWidth, theme, content, {
    range: visible,
    losses: () => lossRange(shown.runs, ...visible(), shown.options),
    marks: () => shown.marks,
    onCursor,
    onZoom,
  });
  // The chart sets the range itself, from the steps that are asked for.
  if (options.cursor?.drag) options.cursor.drag.setScale = false;
  const plot = new uPlot(options, dataOf(shown, visible(), options.width), place);
  plot.over.addEventListener('dblclick', () => onZoom(undefined));
  const draw = () => plot.setData(dataOf(shown, visible(), plot.width), true);
  return {
    show(next) {
      shown = next;
      draw();
    },
    resize(width) {
      if (width > 0 && width !== plot.width) {
        plot.setSize({ width, height });
        draw();
      }
    },
    zoom(next) {
      range = next;
      draw();
    },
    get visible() {
      return visible();
    },
    moveCursor: (step) => plot.setCursor({ left: plot.valToPos(step, 'x'), top: height / 3 }),
    destroy: () => plot.destroy(),
  };
}

/** What the chart asks for while it draws, and whom it tells. */
interface PlotHost {
  range(): readonly [number, number];
  losses(): readonly [number, number];
  marks(): readonly MarkView[];
  onCursor(step: number | undefined, left: number, plot: uPlot): void;
  onZoom(range: readonly [number, number] | undefined): void;
}

function plotOptions(
  width: number,
  theme: ChartTheme,
  { runs, options }: PlotContent,
  host: PlotHost,
): uPlot.Options {
  return {
    width: Math.max(200, width),
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, dist: 4 }, points: { size: 6 } },
    scales: {
      x: { time: false, range: () => [...host.range()] },
      loss: { distr: options.log ? 3 : 1, range: () => [...host.losses()] },
      rate: { range: (_plot, _low, high) => [0, (high || 1) * 1.1] },
    },
    axes: axesOf(theme, options),
    series: [{}, ...runs.flatMap((run, at) => seriesFor(run, at, theme, options))],
    hooks: {
      drawAxes: [(plot) => drawMarks(plot, host.marks(), theme)],
      setCursor: [
        (plot) => {
          const left = plot.cursor.left ?? -1;
          host.onCursor(left < 0 ? undefined : plot.posToVal(left, 'x'), left, plot);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide <= 0) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          host.onZoom([plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x')]);
        },
      ],
    },
  };
}

function wholeRange(runs: readonly SmoothedRun[]): readonly [number, number] {
  const firsts = runs.flatMap(({ losses }) => (losses.count === 0 ? [] : [losses.steps[0] ?? 0]));
  const lasts = runs.flatMap(({ losses }) =>
    losses.count === 0 ? [] : [losses.steps[losses.count - 1] ?? 0],
  );
  const first = Math.min(...firsts, ...(firsts.length === 0 ? [0] : []));
  const last = Math.max(...lasts, first + 1);
  return [first, last];
}

function dataOf(
  { runs }: PlotContent,
  [from, to]: readonly [number, number],
  width: number,
): uPlot.AlignedData {
  const tables = runs.map((run) => runTable(run, from, to, width));
  const [only] = tables;
  if (only === undefined) return [[]];
  if (tables.length === 1) return [only.steps, only.raw, only.smooth, only.rate];
  return uPlot.join(tables.map(asData));
}

function asData({ steps, raw, smooth, rate }: RunTable): uPlot.AlignedData {
  return [steps, raw, smooth, rate];
}

function seriesFor(
  { losses }: SmoothedRun,
  at: number,
  theme: ChartTheme,
  options: ChartOptions,
): uPlot.Series[] {
  const color = theme.runs[at % theme.runs.length] ?? theme.text;
  const series: uPlot.Series[] = [
    { label: `${losses.name} raw`, stroke: color, width: 1, alpha: 0.35, show: options.raw, scale: 'loss' },
    { label: losses.name, stroke: color, width: 2, scale: 'loss' },
    {
      label: `${losses.name} learning rate`,
      stroke: at === 0 ? theme.rate : color,
      width: 1,
      dash: [6, 3],
      show: options.rate,
      scale: 'rate',
    },
  ];
  return series.slice(0, seriesOfRun).map((each) => ({ ...each, points: { show: losses.count < 2 } }));
}

function axesOf(theme: ChartTheme, options: ChartOptions): uPlot.Axis[] {
  const common = {
    stroke: theme.text,
    font: theme.font,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { stroke: theme.grid, width: 1 },
  };
  return [
    { ...common, label: 'step', labelSize: 16, labelFont: theme.font, size: 30, gap: 2 },
    { ...common, scale: 'loss', size: 58 },
    {
      ...common,
      scale: 'rate',
      side: 1,
      size: 62,
      show: options.rate,
      grid: { show: false },
      values: (_plot, values) => values.map((value) => (value === 0 ? '0' : value.toExponential(1))),
    },
  ];
}
