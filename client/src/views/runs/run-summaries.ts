import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunCondition } from '../../../../common/dashboard-page';
import type { RunRecord } from '../../runs/run-record';
import type { RunShelf } from '../../runs/run-shelf';
import { placeOfFolder, placeOfRecord, type RunPlace } from '../../runs/watch/run-place';
import { openRunWatch, type RunReading, type RunWatch } from '../../runs/watch/run-watch';
import type { RunSummary } from './run-nodes';

export interface SummariesHost {
  readonly shelf: RunShelf;
  /** The runs of this machine, oldest first. */
  records(): Promise<readonly RunRecord[]>;
  isRunning(record: RunRecord): Promise<boolean>;
}

/** Reads what the list says of each run. Files of a run that is over are read once. */
export interface RunSummaries {
  read(): Promise<readonly RunSummary[]>;
  /** The place of a run: with its record when this machine started it. */
  placeOf(folder: string): Promise<RunPlace>;
}

/** Runs that the list shows; older ones are left out. */
const mostRuns = 100;

interface Known {
  readonly version: string;
  readonly watch: RunWatch;
  readonly summary: RunSummary;
}

export function createRunSummaries(host: SummariesHost): RunSummaries {
  const known = new Map<string, Known>();

  const places = async (): Promise<readonly RunPlace[]> => {
    const byFolder = new Map<string, RunPlace>();
    // The newest record of a folder wins.
    for (const record of await host.records()) byFolder.set(record.jobFolder, placeOfRecord(record));
    for (const folder of host.shelf.folders)
      if (!byFolder.has(folder)) byFolder.set(folder, await placeOfFolder(folder));
    return [...byFolder.values()].slice(-mostRuns);
  };

  const summarize = async (place: RunPlace): Promise<RunSummary | undefined> => {
    const changedAt = await lastChange(place);
    if (changedAt === undefined) return undefined;
    const isRunning = place.record !== undefined && (await host.isRunning(place.record));
    const version = `${place.record?.id} ${changedAt} ${isRunning}`;
    const before = known.get(place.folder);
    const shelved = (summary: RunSummary): RunSummary => ({
      ...summary,
      name: host.shelf.labelOf(place.folder) ?? summary.name,
      isArchived: host.shelf.isArchived(place.folder),
    });
    if (before?.version === version) return shelved(before.summary);
    const watch = before?.watch ?? openRunWatch(place);
    const { reading } = await watch.refresh();
    const summary = summaryOf(reading, isRunning, changedAt);
    known.set(place.folder, { version, watch, summary });
    return shelved(summary);
  };

  return {
    async read() {
      const summaries: RunSummary[] = [];
      // One after another: a list is not a reason to read twenty logs at once.
      for (const place of await places()) {
        const summary = await summarize(place);
        if (summary !== undefined) summaries.push(summary);
      }
      return summaries;
    },
    async placeOf(folder) {
      const record = (await host.records()).findLast((each) => each.jobFolder === folder);
      return record === undefined ? placeOfFolder(folder) : placeOfRecord(record);
    },
  };
}

function summaryOf({ place, name, state }: RunReading, isRunning: boolean, changedAt: number): RunSummary {
  const ended: RunCondition = state.result === 'running' ? 'unfinished' : state.result;
  const newest = state.samples.images.at(-1);
  return {
    folder: place.folder,
    name,
    condition: isRunning ? 'running' : ended,
    step: state.step,
    total: state.total,
    changedAt,
    thumbnail: newest?.thumbnail && path.join(place.folder, newest.thumbnail),
    isArchived: false,
  };
}

/** When the folder or its log changed last; undefined when the folder is gone. */
async function lastChange({ folder, logPath }: RunPlace): Promise<number | undefined> {
  const times = await Promise.all(
    [folder, path.join(folder, 'samples'), ...(logPath === undefined ? [] : [logPath])].map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      ),
    ),
  );
  if (times[0] === undefined) return undefined;
  return Math.max(...times.filter((time) => time !== undefined));
}
