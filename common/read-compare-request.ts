import type { Better, CompareRequest, JudgedPair, MatrixWish } from './compare-page';

type Fields = Readonly<Record<string, unknown>>;

/** More values on an axis than anyone waits for. */
const longestAxis = 24;
/** A contact sheet beyond this size is not one. */
const largestSheet = 200_000_000;

/** Reads what the compare page sent; `undefined` for anything else. */
export function readCompareRequest(value: unknown): CompareRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const request: Fields = { ...value };
  switch (request.kind) {
    case 'ready':
    case 'undo':
    case 'runs':
      return { kind: request.kind };
    case 'judge': {
      const pair = readPair(request.pair);
      return pair && { kind: 'judge', pair };
    }
    case 'mark':
      return readMark(request);
    case 'candidate': {
      const { button, id } = request;
      if (button !== 'check' && button !== 'copy' && button !== 'export') return undefined;
      return isText(id) ? { kind: 'candidate', button, id } : undefined;
    }
    case 'send': {
      const wish = readWish(request.wish);
      return wish && { kind: 'send', wish };
    }
    case 'matrix': {
      const { button, id } = request;
      if (button !== 'stop' && button !== 'resume' && button !== 'show') return undefined;
      return isFolderName(id) ? { kind: 'matrix', button, id } : undefined;
    }
    case 'retry':
      return isFolderName(request.id) && isText(request.cell)
        ? { kind: 'retry', id: request.id, cell: request.cell }
        : undefined;
    case 'sheet': {
      const { png } = request;
      return png instanceof ArrayBuffer && png.byteLength <= largestSheet
        ? { kind: 'sheet', png }
        : undefined;
    }
    default:
      return undefined;
  }
}

function readPair(value: unknown): JudgedPair | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { prompt, left, right, better, blind, at }: Fields = { ...value };
  if (!isIndex(prompt) || !isText(left) || !isText(right) || left === right) return undefined;
  if (!isBetter(better) || typeof blind !== 'boolean' || typeof at !== 'number') return undefined;
  return { prompt, left, right, better, blind, at };
}

function readMark({ item, mark }: Fields): CompareRequest | undefined {
  if (typeof item !== 'string' || !/^[a-z-]{1,40}$/.test(item)) return undefined;
  if (typeof mark !== 'object' || mark === null) return undefined;
  const { checked, note }: Fields = { ...mark };
  if (typeof checked !== 'boolean' || typeof note !== 'string') return undefined;
  return { kind: 'mark', item, mark: { checked, note: note.slice(0, 10_000) } };
}

function readWish(value: unknown): MatrixWish | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { candidate, prompts, guidances, strengths, style, styleStrengths }: Fields = { ...value };
  if (!isText(candidate) || typeof style !== 'string' || style.length > 1000) return undefined;
  if (!isAxis(prompts) || !prompts.every(isIndex)) return undefined;
  if (!isAxis(guidances) || !isAxis(strengths) || !isAxis(styleStrengths)) return undefined;
  if (guidances.some((each) => each < 0 || each > 100)) return undefined;
  if ([...strengths, ...styleStrengths].some((each) => Math.abs(each) > 100)) return undefined;
  return { candidate, prompts, guidances, strengths, style, styleStrengths };
}

function isAxis(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= longestAxis &&
    value.every((each) => typeof each === 'number' && Number.isFinite(each))
  );
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1000;
}

/** The name of a folder of ours, so that no message reaches another one. */
function isFolderName(value: unknown): value is string {
  return typeof value === 'string' && /^matrix-\d{1,6}$/.test(value);
}

function isBetter(value: unknown): value is Better {
  return value === 'left' || value === 'right' || value === 'equal';
}
