import type { GpuView } from '../../../common/dashboard-page';
import { h, renderList, setText } from '../shared/dom';
import type { Section } from './section';

const width = 120;
const height = 28;

/** Small lines of what the GPUs do. */
export function createGpuLines(): Section {
  const problem = h('p', { class: 'quiet' });
  const list = h('div', { class: 'gpus' });
  const element = h(
    'section',
    { class: 'card wide', 'aria-label': 'GPU' },
    h('h2', {}, 'GPU'),
    problem,
    list,
  );
  return {
    element,
    update({ gpus, run }) {
      element.hidden = gpus === undefined || run?.condition !== 'running';
      if (gpus === undefined) return;
      setText(problem, gpus.problem ?? '');
      problem.hidden = gpus.problem === undefined;
      renderList(list, gpus.gpus, ({ index }) => String(index), gpuElement);
    },
  };
}

function gpuElement(gpu: GpuView): HTMLElement {
  const memory =
    gpu.memoryTotal === undefined
      ? undefined
      : { values: gpu.memory, top: gpu.memoryTotal, text: gibText(gpu.memory.at(-1), gpu.memoryTotal) };
  return h(
    'div',
    { class: 'gpu' },
    h('h3', {}, `${gpu.index}: ${gpu.name}`),
    h(
      'div',
      { class: 'lines' },
      memory ? line('Memory', memory.values, memory.top, memory.text) : undefined,
      line('Load', gpu.load, 100, valueText(gpu.load, '%')),
      line('Temperature', gpu.temperature, 100, valueText(gpu.temperature, '°C')),
      line(
        'Power',
        gpu.power,
        Math.max(1, ...gpu.power.map((value) => value ?? 0)),
        valueText(gpu.power, 'W'),
      ),
    ),
    ...gpu.limits.map((limit) => h('p', { class: 'quiet' }, limit)),
  );
}

/** A line of readings from 0 to `top`; without any reading there is none. */
function line(
  label: string,
  values: readonly (number | null)[],
  top: number,
  text: string | undefined,
): HTMLElement | undefined {
  if (text === undefined) return undefined;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', pathOf(values, top));
  svg.append(path);
  return h(
    'div',
    { class: 'line' },
    h('span', { class: 'quiet' }, label),
    h('span', { class: 'number' }, text),
    svg,
  );
}

function pathOf(values: readonly (number | null)[], top: number): string {
  const gap = width / Math.max(1, values.length - 1);
  let pen = 'M';
  const parts: string[] = [];
  values.forEach((value, at) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const y = height - 1 - (Math.min(value, top) / top) * (height - 2);
    parts.push(`${pen}${(at * gap).toFixed(1)} ${y.toFixed(1)}`);
    pen = 'L';
  });
  return parts.join('');
}

function valueText(values: readonly (number | null)[], unit: string): string | undefined {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? undefined : `${Math.round(last)} ${unit}`;
}

function gibText(used: number | null | undefined, total: number): string | undefined {
  if (used === null || used === undefined) return undefined;
  return `${(used / 1024).toFixed(1)} of ${(total / 1024).toFixed(1)} GiB`;
}
