import { type Entry, holdsVariable, isNull, isText, type TextScalar } from '../../syntax/config-node';
import type { Section, TrainingProcess } from '../training-config';
import type { DatasetScan } from './index';
import type { ScannedDataset } from './scanned-dataset';

/** A dataset of the config with what the scan made of it. */
export interface PlacedDataset {
  readonly section: Section;
  /** The entry of the path that counts. */
  readonly path: TextScalar;
  /** At its first resolution. */
  readonly scanned: ScannedDataset;
  readonly resolutions: readonly ScannedDataset[];
}

/** The entry of a dataset's path: `dataset_path` wins over `folder_path`. */
export function datasetPathEntry(section: Section): Entry | undefined {
  const own = section.entry('dataset_path');
  return own && !isNull(own.value) ? own : section.entry('folder_path');
}

/** The path of a dataset where it is written out. */
export function datasetPath(section: Section): TextScalar | undefined {
  const node = datasetPathEntry(section)?.value;
  return isText(node) && !holdsVariable(node) ? node : undefined;
}

/** The datasets of a process that could be scanned, each once however many resolutions it lists. */
export function placedDatasets(process: TrainingProcess, scan: DatasetScan): readonly PlacedDataset[] {
  return process.datasets.flatMap((section, index) => {
    const path = datasetPath(section);
    const resolutions = scan.datasets.filter((dataset) => dataset.settings.index === index);
    const [scanned] = resolutions;
    return path && scanned ? [{ section, path, scanned, resolutions }] : [];
  });
}

/** Names that a message shows. */
const mostNamed = 3;

/** `'a.png', 'b.png', 'c.png' and 12 more`: file names without folders. */
export function nameSome(files: readonly string[]): string {
  const named = files.slice(0, mostNamed).map((file) => `'${file.split(/[\\/]/).at(-1) ?? file}'`);
  const rest = files.length - named.length;
  if (rest > 0) return `${named.join(', ')} and ${rest} more`;
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : named.join('');
}

/** `1 image`, `12 images`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
