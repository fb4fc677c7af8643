import path from 'node:path';
import * as vscode from 'vscode';
import type { Dialogs } from '../../launch/dialogs';
import type { RunRecord } from '../../runs/run-record';
import type { RunShelf } from '../../runs/run-shelf';
import { isRunFolder } from '../../runs/watch/run-place';
import type { ComparePages } from '../compare/compare-pages';
import type { Dashboards } from '../dashboard/dashboards';
import type { RunNode, RunSummary } from './run-nodes';
import type { RunSummaries } from './run-summaries';
import type { RunsTree } from './runs-tree';

export interface RunCommandsHost {
  readonly dashboards: Dashboards;
  readonly compare: ComparePages;
  readonly summaries: RunSummaries;
  readonly shelf: RunShelf;
  readonly tree: RunsTree;
  readonly dialogs: Dialogs;
  records(): Promise<readonly RunRecord[]>;
  /** Forgets what this machine wrote down about a run that is over. */
  forget(record: RunRecord): Promise<boolean>;
}

/** What the commands of the list of runs do. Arguments are the clicked node and the marked ones, as VS Code gives them. */
export interface RunCommands {
  openDashboard(clicked: unknown): Promise<void>;
  openRunFolder(): Promise<void>;
  compare(clicked: unknown, marked: unknown): Promise<void>;
  /** Compares the checkpoints of the clicked or marked runs, or of one that the user chooses. */
  compareCheckpoints(clicked: unknown, marked: unknown): Promise<void>;
  rename(clicked: unknown): Promise<void>;
  archive(clicked: unknown, isArchived: boolean): Promise<void>;
  remove(clicked: unknown): Promise<void>;
}

export function createRunCommands(host: RunCommandsHost): RunCommands {
  const { shelf, tree } = host;
  return {
    async openDashboard(clicked) {
      const run = runOf(clicked) ?? (await chooseRun(host));
      if (run !== undefined) await openFolder(host, run.folder);
    },
    openRunFolder: () => openRunFolder(host),
    async compare(clicked, marked) {
      const runs = (Array.isArray(marked) ? marked : tree.selection).flatMap(
        (node: unknown) => runOf(node) ?? [],
      );
      const first = runOf(clicked) ?? runs[0];
      if (first === undefined) return;
      const others = runs.filter(({ folder }) => folder !== first.folder).map(({ folder }) => folder);
      await openFolder(host, first.folder, others);
    },
    async compareCheckpoints(clicked, marked) {
      const runs = (Array.isArray(marked) ? marked : [clicked]).flatMap((node: unknown) => runOf(node) ?? []);
      const first = runOf(clicked) ?? runs[0] ?? (await chooseRun(host));
      if (first === undefined) return;
      const others = runs.filter(({ folder }) => folder !== first.folder).map(({ folder }) => folder);
      await host.compare.open([first.folder, ...others]);
    },
    async rename(clicked) {
      const run = runOf(clicked);
      if (run !== undefined) await renameRun(run, host);
    },
    async archive(clicked, isArchived) {
      const run = runOf(clicked);
      if (run === undefined) return;
      await shelf.archive(run.folder, isArchived);
      tree.refresh();
    },
    async remove(clicked) {
      const run = runOf(clicked);
      if (run === undefined) return;
      await removeRun(run, host);
      tree.refresh();
    },
  };
}

async function openFolder(
  { dashboards, summaries }: RunCommandsHost,
  folder: string,
  overlays: readonly string[] = [],
): Promise<void> {
  await dashboards.open(await summaries.placeOf(folder), overlays);
}

/** The run that the user means: the only one that runs, or one that is picked. */
async function chooseRun({ summaries, dialogs }: RunCommandsHost): Promise<RunSummary | undefined> {
  const runs = [...(await summaries.read())].sort((one, other) => other.changedAt - one.changedAt);
  const running = runs.filter(({ condition }) => condition === 'running');
  if (running.length === 1) return running[0];
  if (runs.length === 0) {
    await dialogs.notify(
      'information',
      'No training was started here yet. "Open run folder…" shows one that was made elsewhere.',
    );
    return undefined;
  }
  return dialogs.pick(
    runs.map((run) => ({
      label: run.name,
      description: path.dirname(run.folder),
      detail: run.condition,
      value: run,
    })),
    { title: 'Which training?' },
  );
}

async function openRunFolder(host: RunCommandsHost): Promise<void> {
  const { dialogs, shelf, tree } = host;
  const folder = await dialogs.pickFolder('Open run folder');
  if (folder === undefined) return;
  if (!(await isRunFolder(folder))) {
    await dialogs.notify(
      'warning',
      `${folder} does not look like a job folder of ai-toolkit: there is no log, no checkpoint and no samples. It is the folder with the job's name below training_folder.`,
    );
    return;
  }
  await shelf.add(folder);
  tree.refresh();
  await openFolder(host, folder);
}

async function renameRun(run: RunSummary, { shelf, tree }: RunCommandsHost): Promise<void> {
  const label = await vscode.window.showInputBox({
    title: `Name of ${run.name} in the list`,
    value: run.name,
    prompt: 'The files keep their names. Empty restores the name of the job.',
  });
  if (label === undefined) return;
  await shelf.rename(run.folder, label);
  tree.refresh();
}

async function removeRun(
  run: RunSummary,
  { dialogs, shelf, records, forget }: RunCommandsHost,
): Promise<void> {
  const trash = 'Move its folder to the trash';
  const list = 'Remove from the list only';
  const answer = await dialogs.notify(
    'warning',
    `Remove ${run.name}? Its folder ${run.folder} contains its checkpoints and samples.`,
    list,
    trash,
  );
  if (answer === undefined) return;
  if (answer === trash)
    await vscode.workspace.fs.delete(vscode.Uri.file(run.folder), { recursive: true, useTrash: true });
  for (const record of await records()) if (record.jobFolder === run.folder) await forget(record);
  await shelf.forget(run.folder);
}

function runOf(node: unknown): RunSummary | undefined {
  if (typeof node !== 'object' || node === null || Reflect.get(node, 'kind') !== 'run') return undefined;
  return (node as Extract<RunNode, { kind: 'run' }>).run;
}
