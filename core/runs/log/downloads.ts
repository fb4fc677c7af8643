/** What is being downloaded, over all the files that have had a bar. Sizes are bytes. */
export interface Download {
  /** The file of the newest bar. */
  readonly file: string;
  readonly doneBytes: number;
  /** Of the files seen so far; undefined while a file's size is not known. */
  readonly totalBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly files: readonly DownloadedFile[];
}

export interface DownloadedFile {
  readonly file: string;
  readonly done: number;
  readonly total: number | undefined;
}

const mostFiles = 200;
const powers: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** huggingface_hub's bars count bytes with a unit: `model.safetensors:  34%|###| 1.68G/4.97G [00:15<00:30, 108MB/s]`. */
const sized =
  /(?:^|\])([^|\]]{0,300}?):? +\d+%\|[^|]*\|\s*([\d.]+)([kMGT]?)B?\/([\d.]+)([kMGT])B? \[[\d:]+<[\d:?]+(?:, *([\d.]+)([kMGT]?)B\/s)?/;
const unsized = /(?:^|\])([^|\]]{0,300}?): +([\d.]+)([kMGT])B? \[[\d:]+, *(?:([\d.]+)([kMGT]?)B\/s)?/;

/** The download after a paint of a byte bar; undefined when the text is none. */
export function afterDownloadBar(before: Download | undefined, text: string): Download | undefined {
  const match = sized.exec(text);
  const open = match === null ? unsized.exec(text) : null;
  if (match === null && open === null) return undefined;
  const file: DownloadedFile = {
    file: (match?.[1] ?? open?.[1] ?? '').trim(),
    done: bytes(match?.[2] ?? open?.[2], match?.[3] ?? open?.[3]),
    total: match === null ? undefined : bytes(match[4], match[5]),
  };
  const rate = match === null ? [open?.[4], open?.[5]] : [match[6], match[7]];
  const others = (before?.files ?? []).filter((one) => one.file !== file.file);
  const files = [...others.slice(1 - mostFiles), file];
  return {
    file: file.file,
    doneBytes: files.reduce((sum, one) => sum + one.done, 0),
    totalBytes: files.some((one) => one.total === undefined)
      ? undefined
      : files.reduce((sum, one) => sum + (one.total ?? 0), 0),
    bytesPerSecond: rate[0] === undefined ? undefined : bytes(rate[0], rate[1]),
    files,
  };
}

function bytes(number: string | undefined, unit: string | undefined): number {
  const value = Number(number) * (powers[unit ?? ''] ?? 1);
  return Number.isFinite(value) ? value : 0;
}
