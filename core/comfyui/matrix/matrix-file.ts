import { record } from '../server/answer-fields';
import { type MatrixAxes, type MatrixCell, matrixCells } from './plan-matrix';

/** What became of a cell: not sent, sent and not over, or over. */
export type CellResult =
  | {
      readonly kind: 'done';
      readonly file: string;
      readonly pixels: string | undefined;
      readonly isBlack: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface KeptCell extends MatrixCell {
  /** The id of its workflow on the server; written before the workflow is sent, so that none is sent twice. */
  readonly promptId: string | undefined;
  readonly result: CellResult | undefined;
}

/** What is kept with a run about one matrix: plain JSON that a person can read. */
export interface MatrixFile {
  readonly server: string;
  /** The job folder's checkpoint. */
  readonly checkpoint: string;
  /** The LoRA's name in the server's list. */
  readonly lora: string;
  readonly style: string | undefined;
  /** Whether the server has the node ManualSigmas. */
  readonly manualSigmas: boolean;
  /** The names of control images on the server, by their paths in the config. */
  readonly images: Readonly<Record<string, string>>;
  readonly axes: MatrixAxes;
  readonly promptTexts: readonly (string | undefined)[];
  readonly cells: readonly KeptCell[];
  /** A note on the whole, such as that the strengths make no difference. */
  readonly note: string | undefined;
}

const version = 1;

export function writeMatrixFile(file: MatrixFile): string {
  return `${JSON.stringify({ version, about: 'Quality matrix, kept by Qwen LoRA Trainer.', ...file }, undefined, 1)}\n`;
}

/** Reads a kept matrix; undefined when the text is not one. Cells follow from the axes, so that no cell is invented. */
export function readMatrixFile(text: string): MatrixFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version: written, server, checkpoint, lora, axes, promptTexts, cells, ...rest } = record(value);
  if (written !== version || typeof server !== 'string' || typeof lora !== 'string') return undefined;
  if (typeof checkpoint !== 'string') return undefined;
  const readAxes = axesOf(axes);
  if (readAxes === undefined) return undefined;
  const kept = new Map(
    (Array.isArray(cells) ? cells : []).map((cell: unknown) => [record(cell).id, record(cell)]),
  );
  return {
    server,
    checkpoint,
    lora,
    style: typeof rest.style === 'string' ? rest.style : undefined,
    manualSigmas: rest.manualSigmas === true,
    images: Object.fromEntries(
      Object.entries(record(rest.images)).flatMap(([path, name]) =>
        typeof name === 'string' ? [[path, name]] : [],
      ),
    ),
    axes: readAxes,
    promptTexts: Array.isArray(promptTexts)
      ? promptTexts.slice(0, 200).map((each: unknown) => (typeof each === 'string' ? each : undefined))
      : [],
    cells: matrixCells(readAxes).map((cell) => {
      const { promptId, result } = kept.get(cell.id) ?? {};
      return {
        ...cell,
        promptId: typeof promptId === 'string' && /^[0-9a-f-]{36}$/.test(promptId) ? promptId : undefined,
        result: resultOf(result, cell.id),
      };
    }),
    note: typeof rest.note === 'string' ? rest.note : undefined,
  };
}

function axesOf(value: unknown): MatrixAxes | undefined {
  const { prompts, guidances, strengths, styleStrengths } = record(value);
  if (!isAxis(prompts) || !isAxis(guidances) || !isAxis(strengths) || !isAxis(styleStrengths))
    return undefined;
  return { prompts, guidances, strengths, styleStrengths };
}

function isAxis(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 24 &&
    value.every((each) => typeof each === 'number' && Number.isFinite(each))
  );
}

function resultOf(value: unknown, id: string): CellResult | undefined {
  const { kind, message, pixels, isBlack } = record(value);
  if (kind === 'failed') return { kind, message: typeof message === 'string' ? message : '' };
  if (kind !== 'done') return undefined;
  return {
    kind,
    file: `${id}.png`,
    pixels: typeof pixels === 'string' ? pixels : undefined,
    isBlack: isBlack === true,
  };
}
