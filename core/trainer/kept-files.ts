/** A checkpoint in the job folder before the run. */
export interface OldCheckpoint {
  readonly file: string;
  /** What os.path.getctime returns, milliseconds since 1970. */
  readonly created: number;
}

/**
 * The numbered files `NAME_*.safetensors` that are left after a run, the oldest first: after each save those beyond
 * `keep` are deleted, foreign ones of the same prefix too (jobs/process/BaseSDTrainProcess.py:418-498).
 *
 * @param keep 0 keeps all; a negative number deletes so many of the oldest after each save
 */
export function keptFiles(
  name: string,
  steps: readonly number[],
  keep: number,
  before: readonly OldCheckpoint[] = [],
): readonly string[] {
  const own = before
    .filter(({ file }) => file.startsWith(`${name}_`) && file.endsWith('.safetensors'))
    .sort((a, b) => a.created - b.created);
  let files = own.map(({ file }) => file);
  const clean = () => {
    const removed = keep > 0 ? Math.max(0, files.length - keep) : Math.min(files.length, -keep);
    files = files.slice(removed);
  };
  for (const step of steps) {
    const file = checkpointName(name, step);
    files = [...files.filter((each) => each !== file), file];
    clean();
  }
  // The final save cleans once more.
  clean();
  return files;
}

/** The name of a checkpoint; the final one has no step. */
export function checkpointName(name: string, step: number | null): string {
  return step === null ? `${name}.safetensors` : `${name}_${String(step).padStart(9, '0')}.safetensors`;
}
