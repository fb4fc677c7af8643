import type { CellState, MatrixCellView, MatrixView } from '../../../../common/compare-page';
import { type KeptCell, type MatrixFile, suspectCells } from '../../../../core/comfyui/index';
import type { CellProgress } from '../../comfyui/matrix/matrix-job';

export interface MatrixViewContext {
  readonly isRunning: boolean;
  readonly problem: string | undefined;
  progressOf(cell: string): CellProgress | undefined;
  /** The address under which the page may load an image of the matrix. */
  uriOf(file: string): string;
}

/** Turns a kept matrix into what the page shows. Pure. */
export function matrixView(id: string, matrix: MatrixFile, context: MatrixViewContext): MatrixView {
  const { axes, promptTexts, cells } = matrix;
  const suspects = suspectCells(cells);
  return {
    id,
    lora: matrix.lora,
    style: matrix.style,
    prompts: [...new Set(axes.prompts)].map((index) => ({
      index,
      text: promptTexts[index],
      seed: undefined,
    })),
    guidances: [...new Set(axes.guidances)],
    strengths: [...new Set(axes.strengths)],
    styleStrengths: [...new Set(axes.styleStrengths)],
    cells: cells.map((cell) => cellView(cell, suspects.get(cell.id), context)),
    isRunning: context.isRunning,
    note: noteOf(matrix, context),
  };
}

function cellView(cell: KeptCell, suspicion: string | undefined, context: MatrixViewContext): MatrixCellView {
  const { id, prompt, guidance, strength, styleStrength, result } = cell;
  const progress = context.progressOf(id);
  const [state, note] = stateOf(cell, progress, suspicion);
  const uri = result?.kind === 'done' ? context.uriOf(result.file) : undefined;
  return { id, prompt, guidance, strength, styleStrength, state, note, uri };
}

function stateOf(
  { result }: KeptCell,
  progress: CellProgress | undefined,
  suspicion: string | undefined,
): readonly [CellState, string | undefined] {
  if (result?.kind === 'failed') return ['failed', result.message];
  if (result?.kind === 'done') return suspicion === undefined ? ['done', undefined] : ['suspect', suspicion];
  if (progress?.kind === 'running')
    return ['running', `${Math.round((100 * progress.value) / progress.max)} %`];
  return progress === undefined ? ['waiting', undefined] : ['queued', undefined];
}

function noteOf({ cells, note }: MatrixFile, { isRunning, problem }: MatrixViewContext): string | undefined {
  if (problem !== undefined) return problem;
  const open = cells.filter(({ result }) => result === undefined).length;
  const done = cells.length - open;
  if (isRunning) return `${done} of ${cells.length} images are done.`;
  if (open > 0) return `${open} of ${cells.length} images are still to come. Resume collects or sends them.`;
  return note;
}
