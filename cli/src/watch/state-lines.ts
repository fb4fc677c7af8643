import { explainRun, phaseText, type RunState } from '../../../core/runs/index';
import { progressLine } from './change-lines';

/** The state of a run on a few lines, each at most `width` columns. */
export function stateLines(state: RunState, width: number): readonly string[] {
  const explained = explainRun(state);
  const isRunning = state.result === 'running';
  const lines = [
    `${state.job ?? 'training'} · ${isRunning ? phaseText(state.log) : state.result}`,
    ...(state.step === undefined ? [] : [barLine(state, width), progressLine(state)]),
    ...(state.resumedStep === undefined ? [] : [`resumed at step ${state.resumedStep}`]),
    checkpointLine(state),
    `${state.samples.count} sample images, rounds at step ${state.samples.steps.join(', ') || '-'}`,
    ...explained.warnings.map((warning) => `Note: ${warning}`),
    ...(isRunning ? [] : [explained.message]),
    ...(explained.remedy === null ? [] : [`What to do: ${explained.remedy}`]),
  ];
  return lines.flatMap((line) => wrapped(line, width));
}

function checkpointLine({ checkpoints, final }: RunState): string {
  if (final !== undefined) return `final LoRA ${final}`;
  const last = checkpoints.at(-1);
  return last === undefined ? 'nothing saved yet' : `saved at step ${last.step}: ${last.file}`;
}

function barLine({ step, total }: RunState, width: number): string {
  const done = total === undefined || total === 0 ? 0 : Math.min(1, (step ?? 0) / total);
  const cells = Math.max(10, Math.min(60, width - 8));
  const full = Math.round(done * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${String(Math.floor(done * 100)).padStart(3)} %`;
}

/** A long line broken at spaces. */
function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width && width > 0) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > width / 2 ? space : width;
    lines.push(rest.slice(0, at));
    rest = `  ${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}
