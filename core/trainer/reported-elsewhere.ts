import type { TrainingProcess } from './training-config';

/** Sections that ai-toolkit's trainers do not have, though guides write them. */
const guideSections = ['optimizer', 'training'];

/**
 * Whether a key of `section` was written where ai-toolkit does not look for it: right under the process, or in a mapping
 * that only guides know. Its absence from `section` is then the same mistake.
 */
export function isReportedElsewhere(process: TrainingProcess, section: string, key: string): boolean {
  if (process.entry(key)) return true;
  return guideSections.some((name) => name !== section && process.entry(`${name}.${key}`) !== undefined);
}
