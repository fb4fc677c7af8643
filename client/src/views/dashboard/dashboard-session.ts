import path from 'node:path';
import type * as vscode from 'vscode';
import {
  type DashboardRequest,
  type DashboardRun,
  type DashboardUpdate,
  type GpusView,
  type RunChoice,
  readDashboardRequest,
} from '../../../../common/dashboard-page';
import { readRunPrompts } from '../../../../core/runs/index';
import { checkLora } from '../../../../server/src/disk/lora/check-lora';
import { loraCheckView } from '../../comfyui/lora-check-text';
import type { Logger } from '../../logger';
import type { RunRecord } from '../../runs/run-record';
import type { RunPlace } from '../../runs/watch/run-place';
import { openRunWatch, type RunReading, type RunWatch } from '../../runs/watch/run-watch';
import { type PagePanel, showPage } from '../page-panel';
import { compareWith } from './config-comparison';
import {
  checkpointFile,
  type DashboardHost,
  pressButton,
  pressCheckpoint,
  pressRemedy,
  pressSample,
} from './dashboard-actions';
import { type KnownIncident, knownIncidents } from './incident-views';
import { liveReadings } from './live-readings';
import { viewRun } from './run-view';
import { lossMessages } from './send-losses';

export interface SessionHost extends DashboardHost {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  isRunning(record: RunRecord): Promise<boolean>;
  /** Other runs that can be compared with this one. */
  others(folder: string): Promise<readonly RunChoice[]>;
  placeOf(folder: string): Promise<RunPlace>;
  /** The user looks at a run that is over. */
  looked(folder: string): void;
  /** The Python that reads `loss_log.db` of a run; undefined where nothing may be run. */
  pythonOf(place: RunPlace): Promise<string | undefined>;
  /** Watches the GPUs until the result is disposed. */
  watchGpus(changed: (gpus: GpusView) => void): vscode.Disposable;
}

/** How often the files are looked at, in milliseconds, while the page can be seen. */
const runningMs = 1000;
const restingMs = 4000;
/** A log that changed within this time belongs to a training that runs, where nobody knows its process. */
const freshMs = 120_000;

/** The dashboard of one run in its panel: reads the files while the page can be seen and does what its buttons say. */
export class DashboardSession implements vscode.Disposable {
  private watch: RunWatch;
  private readonly page: PagePanel<DashboardUpdate>;
  private readonly seen: vscode.Disposable;
  private readonly overlays = new Map<string, RunWatch>();
  private reading: RunReading | undefined;
  private incidents: readonly KnownIncident[] = [];
  private isRunning = false;
  private sentRun = '';
  private sentPoints = 0;
  private comparedWith = 'file';
  private gpus: GpusView | undefined;
  private gpuWatch: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private place: RunPlace,
    private laid: readonly string[],
    private readonly host: SessionHost,
  ) {
    this.watch = openRunWatch(place, () => host.pythonOf(place));
    this.page = showPage(panel, host.extensionUri, {
      page: 'dashboard',
      title: place.name ?? path.basename(place.folder),
      read: readDashboardRequest,
      receive: (request) => this.receive(request),
      failed: (error) => this.tell(error),
    });
    this.seen = panel.onDidChangeViewState(() => this.schedule());
  }

  /** Lays other runs over this one. */
  lay(runs: readonly string[]): void {
    this.laid = [...this.laid, ...runs];
    if (runs.length > 0) this.page.send({ kind: 'overlays', runs });
  }

  dispose(): void {
    this.isClosed = true;
    this.seen.dispose();
    this.schedule();
  }

  private async receive(request: DashboardRequest): Promise<void> {
    if (request.kind === 'ready') return this.showAll();
    if (request.kind === 'overlay') return this.sendOverlay(request.run);
    if (request.kind === 'compare') return this.compare(request.with);
    const { reading, host } = this;
    if (reading === undefined) return;
    if (request.kind === 'checkpoint' && request.button === 'check') return this.check(request.id);
    if (request.kind === 'press') await pressButton(request.button, reading, host);
    else if (request.kind === 'checkpoint' && request.button !== 'check')
      await pressCheckpoint(request.button, request.id, reading, host);
    else if (request.kind === 'sample') await pressSample(request.button, request.id, reading, host);
    else if (request.kind === 'remedy') {
      const incident = this.incidents.find(({ id }) => id === request.incident);
      await pressRemedy(incident, request.remedy, this.place.record?.configPath, host);
    }
    await this.look();
  }

  private async check(name: string): Promise<void> {
    const file = await checkpointFile(this.place.folder, name);
    this.page.send({ kind: 'lora', check: loraCheckView(name, await checkLora(file, true)) });
  }

  /** A page that was made or made again knows nothing yet. */
  private async showAll(): Promise<void> {
    this.sentRun = '';
    this.sentPoints = 0;
    await this.look();
    if (this.gpus !== undefined) this.page.send({ kind: 'gpus', gpus: this.gpus });
    if (this.laid.length > 0) this.page.send({ kind: 'overlays', runs: this.laid });
    await this.compare(this.comparedWith);
    this.schedule();
  }

  private async look(): Promise<void> {
    const moved = await this.followNewStart();
    const { reading: read, first: firstNew } = await this.watch.refresh();
    const reading = { ...read, place: this.place };
    const first = moved ? 0 : firstNew;
    if (this.isClosed) return;
    if (reading.problem !== undefined) return this.page.send({ kind: 'failed', message: reading.problem });
    this.reading = reading;
    this.isRunning = await this.asksWhetherItRuns(reading);
    const live = this.isRunning ? liveReadings(reading, this.gpus, Date.now()) : undefined;
    this.incidents = knownIncidents(reading.state, this.watch.curve, reading.config, live);
    this.allowImages(reading);
    const run = this.view(reading);
    this.panel.title = run.name;
    const others = await this.host.others(this.place.folder);
    const text = JSON.stringify([{ ...run, now: { ...run.now, readAt: 0 } }, others]);
    if (text !== this.sentRun) this.page.send({ kind: 'run', run, others });
    this.sentRun = text;
    if (!this.isRunning && this.panel.visible && this.panel.active) this.host.looked(this.place.folder);
    const from = Math.min(first, this.sentPoints);
    for (const message of lossMessages(run.key, run.name, this.watch.curve, from)) this.page.send(message);
    this.sentPoints = this.watch.curve.count;
  }

  /**
   * A job that is started again has another process, and perhaps another log.
   *
   * @returns whether the losses are read from another file than before
   */
  private async followNewStart(): Promise<boolean> {
    if (this.isRunning) return false;
    const next = await this.host.placeOf(this.place.folder);
    if (next.record?.id === this.place.record?.id && next.logPath === this.place.logPath) return false;
    const moved = next.logPath !== this.place.logPath;
    this.place = next;
    if (moved) this.watch = openRunWatch(next, () => this.host.pythonOf(next));
    return moved;
  }

  private async asksWhetherItRuns({ state, logChangedAt }: RunReading): Promise<boolean> {
    if (this.place.record !== undefined) return this.host.isRunning(this.place.record);
    const isFresh = logChangedAt !== undefined && Date.now() - logChangedAt < freshMs;
    return isFresh && state.result === 'running';
  }

  private view(reading: RunReading): DashboardRun {
    const { record } = this.place;
    return viewRun(reading, this.watch.curve, {
      isRunning: this.isRunning,
      readAt: Date.now(),
      startedAt: record?.startedAt,
      control: record?.control !== undefined,
      configFile: record?.configPath,
      incidents: this.incidents,
      // An image that is written again under its name is another address.
      uriOf: (file, version) => `${this.page.uriOf(file)}${version === 0 ? '' : `?v=${version}`}`,
    });
  }

  private allowImages({ config }: RunReading): void {
    const prompts = config === undefined ? [] : readRunPrompts(config);
    const controls = prompts.flatMap(({ controls: files }) => files.map((file) => path.dirname(file)));
    this.page.allow([this.place.folder, ...new Set(controls.filter((folder) => path.isAbsolute(folder)))]);
  }

  private async sendOverlay(folder: string): Promise<void> {
    const name = (await this.host.others(this.place.folder)).find(({ key }) => key === folder)?.name;
    if (name === undefined) return;
    const place = await this.host.placeOf(folder);
    const watch = this.overlays.get(folder) ?? openRunWatch(place, () => this.host.pythonOf(place));
    this.overlays.set(folder, watch);
    await watch.refresh();
    for (const message of lossMessages(folder, name, watch.curve, 0)) this.page.send(message);
  }

  private async compare(other: string): Promise<void> {
    this.comparedWith = other;
    const run = (await this.host.others(this.place.folder)).find(({ key }) => key === other);
    const target =
      run === undefined
        ? { with: 'file', label: 'the file as it is now', file: this.place.record?.configPath }
        : { with: run.key, label: run.name, file: path.join(run.key, 'config.yaml') };
    this.page.send({ kind: 'comparison', comparison: await compareWith(this.reading?.config, target) });
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const looks = !this.isClosed && this.panel.visible;
    this.followGpus(looks && this.isRunning && this.place.record !== undefined);
    if (!looks) return;
    this.timer = setTimeout(() => void this.lookAgain(), this.isRunning ? runningMs : restingMs);
  }

  private async lookAgain(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.host.logger.error(`Dashboard of ${this.place.folder}: ${String(error)}`);
      this.page.send({ kind: 'failed', message: `The run cannot be read: ${String(error)}` });
    }
    this.schedule();
  }

  private followGpus(wanted: boolean): void {
    if (!wanted) {
      this.gpuWatch?.dispose();
      this.gpuWatch = undefined;
      return;
    }
    this.gpuWatch ??= this.host.watchGpus((gpus) => {
      this.gpus = gpus;
      this.page.send({ kind: 'gpus', gpus });
    });
  }

  private tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? (error.stack ?? message) : message;
    this.host.logger.error(`Dashboard of ${this.place.folder}: ${stack}`);
    void this.host.dialogs.notify('error', `Qwen LoRA Trainer: ${message}`);
  }
}
