import path from 'node:path';
import type { RunCondition } from '../../../../common/dashboard-page';

/** What the list says of a run. */
export interface RunSummary {
  /** The job folder. */
  readonly folder: string;
  readonly name: string;
  readonly condition: RunCondition;
  readonly step: number | undefined;
  readonly total: number | undefined;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** The newest sample's thumbnail, absolute. */
  readonly thumbnail: string | undefined;
  readonly isArchived: boolean;
}

export interface QueuedRun {
  readonly id: string;
  readonly name: string;
  readonly configPath: string;
}

export type RunNode =
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly label: string;
      readonly children: readonly RunNode[];
    }
  | { readonly kind: 'run'; readonly id: string; readonly run: RunSummary }
  | { readonly kind: 'queued'; readonly id: string; readonly queued: QueuedRun };

/**
 * Arranges the runs: those that run, those that wait, then the earlier ones by the folder that they lie in, newest first,
 * and what is put away last.
 */
export function arrangeRuns(runs: readonly RunSummary[], queue: readonly QueuedRun[]): readonly RunNode[] {
  const node = (run: RunSummary): RunNode => ({ kind: 'run', id: run.folder, run });
  const sorted = [...runs].sort((one, other) => other.changedAt - one.changedAt);
  const running = sorted.filter(({ condition }) => condition === 'running');
  const earlier = sorted.filter(({ condition, isArchived }) => condition !== 'running' && !isArchived);
  const archived = sorted.filter(({ condition, isArchived }) => condition !== 'running' && isArchived);
  const folders = [...new Set(earlier.map(({ folder }) => path.dirname(folder)))];
  const groups = [
    group('running', 'Running', running.map(node)),
    group(
      'queued',
      'Queued',
      queue.map((queued): RunNode => ({ kind: 'queued', id: queued.id, queued })),
    ),
    ...folders.map((folder) =>
      group(
        `folder:${folder}`,
        folder,
        earlier.filter((run) => path.dirname(run.folder) === folder).map(node),
      ),
    ),
    group('archived', 'Archived', archived.map(node)),
  ];
  return groups.filter(({ children }) => children.length > 0);
}

function group(id: string, label: string, children: readonly RunNode[]) {
  return { kind: 'group', id, label, children } as const;
}

/** What stands behind a run's name: its step and what became of it. */
export function runDescription({ condition, step, total }: RunSummary): string {
  const steps = step === undefined ? undefined : total === undefined ? `step ${step}` : `${step}/${total}`;
  const word = condition === 'running' ? undefined : condition === 'unfinished' ? 'not finished' : condition;
  return [word, steps].filter((part) => part !== undefined).join(' · ');
}

/** The codicon of a run without an image. */
export function runIcon({ condition }: RunSummary): string {
  return icons[condition];
}

const icons: Readonly<Record<RunCondition, string>> = {
  running: 'play-circle',
  finished: 'pass',
  failed: 'error',
  stopped: 'debug-stop',
  unfinished: 'question',
};
