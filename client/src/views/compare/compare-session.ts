import path from 'node:path';
import type * as vscode from 'vscode';
import type { CompareRequest, CompareUpdate, CompareView } from '../../../../common/compare-page';
import { readCompareRequest } from '../../../../common/read-compare-request';
import { checkLora } from '../../../../server/src/disk/lora/check-lora';
import { loraCheckView } from '../../comfyui/lora-check-text';
import type { Logger } from '../../logger';
import type { RunPlace } from '../../runs/watch/run-place';
import { openRunWatch, type RunWatch } from '../../runs/watch/run-watch';
import { checkpointPaths } from '../dashboard/checkpoint-files';
import { viewRun } from '../dashboard/run-view';
import { type PagePanel, showPage } from '../page-panel';
import { candidatesOf, type RunToCompare } from './candidates';
import type { CompareActions } from './compare-actions';
import { MatrixDesk } from './matrix-desk';
import { openPickStore, type PickStore } from './pick-store';

export interface CompareHost {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  readonly actions: CompareActions;
  /** The runs that a user may add, and their folders that are chosen. */
  chooseRuns(shown: readonly string[]): Promise<readonly string[] | undefined>;
  placeOf(folder: string): Promise<RunPlace>;
  /** The address of the ComfyUI server as it is set. */
  server(): string;
}

/** The comparison of the checkpoints of one or several runs in its panel. */
export class CompareSession implements vscode.Disposable {
  private readonly page: PagePanel<CompareUpdate>;
  private readonly store: PickStore;
  private readonly desk: MatrixDesk;
  private readonly watches = new Map<string, RunWatch>();
  private view: CompareView | undefined;
  private isClosed = false;

  /** @param folders job folders; the comparison is kept with the first */
  constructor(
    panel: vscode.WebviewPanel,
    private folders: readonly string[],
    private readonly host: CompareHost,
  ) {
    const [home = ''] = folders;
    this.store = openPickStore(home);
    this.desk = new MatrixDesk(home, {
      ...host.actions,
      logger: host.logger,
      changed: (matrix) => this.page.send({ kind: 'matrix', matrix }),
      uriOf: (file, version) => `${this.page.uriOf(file)}?v=${version}`,
    });
    this.page = showPage(panel, host.extensionUri, {
      page: 'compare',
      title: `Compare: ${path.basename(home)}`,
      read: readCompareRequest,
      receive: (request) => this.receive(request),
      failed: (error) => this.fail(error),
    });
  }

  /** Adds runs to those that are compared. */
  async add(folders: readonly string[]): Promise<void> {
    this.folders = [...new Set([...this.folders, ...folders])];
    await this.show();
  }

  dispose(): void {
    this.isClosed = true;
    this.desk.dispose();
  }

  private async receive(request: CompareRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return this.show();
      case 'judge':
        await this.store.change((file) => ({ ...file, comparisons: [...file.comparisons, request.pair] }));
        return this.show();
      case 'undo':
        await this.store.change((file) => ({ ...file, comparisons: file.comparisons.slice(0, -1) }));
        return this.show();
      case 'mark':
        await this.store.change((file) => ({
          ...file,
          checklist: { ...file.checklist, [request.item]: request.mark },
        }));
        return this.show();
      case 'runs': {
        const chosen = await this.host.chooseRuns(this.folders);
        const [home = ''] = this.folders;
        if (chosen !== undefined) this.folders = [home, ...chosen.filter((folder) => folder !== home)];
        return this.show();
      }
      case 'sheet':
        return this.host.actions.saveSheet(new Uint8Array(request.png), this.folders[0] ?? '');
      case 'candidate':
        return this.pressCandidate(request);
      default:
        await this.desk.receive(request, (id) => this.fileOf(id));
        return this.show();
    }
  }

  private async pressCandidate({
    button,
    id,
  }: Extract<CompareRequest, { kind: 'candidate' }>): Promise<void> {
    const { actions } = this.host;
    const file = await this.fileOf(id);
    switch (button) {
      case 'check':
        return this.page.send({ kind: 'lora', check: loraCheckView(id, await checkLora(file, true)) });
      case 'copy':
        if (!(await actions.copy(file))) return;
        await this.store.change((kept) => ({ ...kept, chosen: id }));
        return this.show();
      case 'export':
        await actions.exportWorkflow(file);
    }
  }

  /** The checkpoint of a candidate, absolute. Ids come from the page, so only those of the view count. */
  private async fileOf(id: string): Promise<string> {
    const candidate = this.view?.candidates.find((each) => each.id === id);
    const home = path.dirname(this.folders[0] ?? '');
    if (candidate?.file === undefined) throw new Error('There is no checkpoint of this step.');
    const folder = path.resolve(home, id.slice(0, id.lastIndexOf('@')));
    const file = await this.host.actions.existing(checkpointPaths(folder, candidate.file));
    if (file === undefined) throw new Error(`${candidate.file} is not there any more.`);
    return file;
  }

  private async show(): Promise<void> {
    const runs: RunToCompare[] = [];
    const problems: string[] = [];
    for (const folder of this.folders) {
      const watch = this.watches.get(folder) ?? openRunWatch(await this.host.placeOf(folder));
      this.watches.set(folder, watch);
      const { reading } = await watch.refresh();
      if (reading.problem !== undefined) problems.push(`${folder}: ${reading.problem}`);
      const run = viewRun(reading, watch.curve, {
        isRunning: false,
        readAt: Date.now(),
        startedAt: undefined,
        control: false,
        configFile: undefined,
        incidents: [],
        uriOf: (file, version) => `${this.page.uriOf(file)}${version === 0 ? '' : `?v=${version}`}`,
      });
      runs.push({ run, curve: watch.curve });
    }
    if (this.isClosed) return;
    this.page.allow(this.folders);
    const kept = await this.store.read();
    const [first] = runs;
    this.view = {
      key: this.folders[0] ?? '',
      name: first?.run.name ?? '',
      ...candidatesOf(runs),
      comparisons: kept.comparisons,
      checklist: kept.checklist,
      chosen: kept.chosen,
      server: this.host.server(),
      ...(await this.desk.view()),
      problem: problems.length === 0 ? undefined : problems.join(' '),
    };
    this.page.send({ kind: 'view', view: this.view });
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.host.logger.error(`Comparison of ${this.folders[0]}: ${message}`);
    this.page.send({ kind: 'failed', message });
  }
}
