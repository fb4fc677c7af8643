import path from 'node:path';
import type * as vscode from 'vscode';
import {
  type DashboardRequest,
  type DashboardUpdate,
  type GpusView,
  type RunChoice,
  readDashboardRequest,
} from '../../../../common/dashboard-page';
import { type LiveReadings, readRunPrompts } from '../../../../core/runs/index';
import type { Logger } from '../../logger';
import type { RunRecord } from '../../runs/run-record';
import type { RunPlace } from '../../runs/watch/run-place';
import { openRunWatch, type RunReading, type RunWatch } from '../../runs/watch/run-watch';
import { type PagePanel, showPage } from '../page-panel';
import { compareWith } from './config-comparison';
import {
  type DashboardHost,
  pressButton,
  pressCheckpoint,
  pressRemedy,
  pressSample,
} from './dashboard-actions';
import { type KnownIncident, knownIncidents } from './incident-views';
import { conditionOf, viewRun } from './run-view';

export interface SessionHost extends DashboardHost {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  isRunning(record: RunRecord): Promise<boolean>;
  /** Other runs that can be compared with this one. */
  others(folder: string): Promise<readonly RunChoice[]>;
  placeOf(folder: string): Promise<RunPlace>;
  /** Watches the GPUs until the result is disposed. */
  watchGpus(changed: (gpus: GpusView) => void): vscode.Disposable;
}

/** How often the files are looked at, in milliseconds, while the page can be seen. */
const runningMs = 1000;
const restingMs = 4000;
/** A log that changed within this time belongs to a training that runs, where nobody knows its process. */
const freshMs = 120_000;
/** Above this, losses come in several messages, so that the page stays responsive. */
const pointsOfMessage = 200_000;

/** The dashboard of one run in its panel: reads the files while the page can be seen and does what its buttons say. */
export function openSession(
  panel: vscode.WebviewPanel,
  place: RunPlace,
  host: SessionHost,
): vscode.Disposable {
  const watch = openRunWatch(place);
  const overlays = new Map<string, RunWatch>();
  let reading: RunReading | undefined;
  let incidents: readonly KnownIncident[] = [];
  let sentRun = '';
  let sentPoints = 0;
  let comparedWith = 'file';
  let gpus: GpusView | undefined;
  let gpuWatch: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const fail = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    host.logger.error(
      `Dashboard of ${place.folder}: ${error instanceof Error ? (error.stack ?? message) : message}`,
    );
    void host.dialogs.notify('error', `Qwen LoRA Trainer: ${message}`);
  };

  const isRunning = async (next: RunReading): Promise<boolean> => {
    if (place.record !== undefined) return host.isRunning(place.record);
    return (
      next.state.result === 'running' &&
      next.logChangedAt !== undefined &&
      Date.now() - next.logChangedAt < freshMs
    );
  };

  const look = async (): Promise<void> => {
    const { reading: next, first } = await watch.refresh();
    if (closed) return;
    reading = next;
    if (next.problem !== undefined) return page.send({ kind: 'failed', message: next.problem });
    const runs = await isRunning(next);
    incidents = knownIncidents(
      next.state,
      watch.curve,
      next.config,
      runs ? liveReadings(next, gpus) : undefined,
    );
    const prompts = next.config === undefined ? [] : readRunPrompts(next.config);
    page.allow([
      place.folder,
      ...new Set(prompts.flatMap(({ controls }) => controls.map((file) => path.dirname(file)))),
    ]);
    const run = viewRun(next, watch.curve, {
      isRunning: runs,
      readAt: Date.now(),
      startedAt: place.record?.startedAt,
      control: place.record?.control !== undefined,
      configFile: place.record?.configPath,
      incidents,
      uriOf: (file, version) => `${page.uriOf(file)}${version === 0 ? '' : `?v=${version}`}`,
    });
    panel.title = run.name;
    const others = await host.others(place.folder);
    const text = JSON.stringify([{ ...run, now: { ...run.now, readAt: 0 } }, others]);
    if (text !== sentRun) page.send({ kind: 'run', run, others });
    sentRun = text;
    sendPoints(place.folder, run.name, watch, Math.min(first, sentPoints));
    sentPoints = watch.curve.count;
    followGpus(conditionOf(next, runs) === 'running' && place.record !== undefined);
  };

  const sendPoints = (run: string, name: string, { curve }: RunWatch, from: number) => {
    for (let start = from; start < curve.count; start += pointsOfMessage) {
      const end = start + pointsOfMessage;
      page.send({
        kind: 'losses',
        columns: {
          run,
          name,
          from: start,
          steps: curve.steps.slice(start, end),
          losses: curve.losses.slice(start, end),
          rates: curve.rates.slice(start, end),
        },
      });
    }
  };

  const followGpus = (wanted: boolean) => {
    if (!wanted) {
      gpuWatch?.dispose();
      gpuWatch = undefined;
      return;
    }
    gpuWatch ??= host.watchGpus((next) => {
      gpus = next;
      page.send({ kind: 'gpus', gpus: next });
    });
  };

  const schedule = () => {
    clearTimeout(timer);
    if (closed || !panel.visible) return;
    const runs = reading?.state.result === 'running';
    timer = setTimeout(lookAndSchedule, runs || reading === undefined ? runningMs : restingMs);
  };
  const lookAndSchedule = () => {
    look()
      .catch((error: unknown) => {
        host.logger.error(`Dashboard of ${place.folder}: ${String(error)}`);
        page.send({ kind: 'failed', message: `The run cannot be read: ${String(error)}` });
      })
      .finally(schedule);
  };

  const overlay = async (folder: string): Promise<void> => {
    const choices = await host.others(place.folder);
    const name = choices.find(({ key }) => key === folder)?.name;
    if (name === undefined) return;
    const other = overlays.get(folder) ?? openRunWatch(await host.placeOf(folder));
    overlays.set(folder, other);
    await other.refresh();
    sendPoints(folder, name, other, 0);
  };

  const compare = async (other: string): Promise<void> => {
    comparedWith = other;
    const choices = await host.others(place.folder);
    const run = choices.find(({ key }) => key === other);
    const target =
      run === undefined
        ? { with: 'file', label: 'the file as it is now', file: place.record?.configPath }
        : { with: run.key, label: run.name, file: path.join(run.key, 'config.yaml') };
    page.send({ kind: 'comparison', comparison: await compareWith(reading?.config, target) });
  };

  const receive = async (request: DashboardRequest): Promise<void> => {
    if (request.kind === 'ready') {
      sentRun = '';
      sentPoints = 0;
      await look();
      await compare(comparedWith);
      schedule();
      return;
    }
    if (request.kind === 'overlay') return overlay(request.run);
    if (request.kind === 'compare') return compare(request.with);
    if (reading === undefined) return;
    switch (request.kind) {
      case 'press':
        await pressButton(request.button, reading, host);
        break;
      case 'checkpoint':
        await pressCheckpoint(request.button, request.id, reading, host);
        break;
      case 'sample':
        await pressSample(request.button, request.id, reading, host);
        break;
      case 'remedy': {
        const incident = incidents.find(({ id }) => id === request.incident);
        await pressRemedy(incident, request.remedy, place.record?.configPath, host);
        await compare(comparedWith);
      }
    }
    await look();
  };

  const page: PagePanel<DashboardUpdate> = showPage(panel, host.extensionUri, {
    page: 'dashboard',
    title: place.name ?? path.basename(place.folder),
    read: readDashboardRequest,
    receive,
    failed: fail,
  });
  const seen = panel.onDidChangeViewState(() => {
    if (panel.visible) schedule();
    else {
      clearTimeout(timer);
      followGpus(false);
    }
  });
  return {
    dispose() {
      closed = true;
      clearTimeout(timer);
      followGpus(false);
      seen.dispose();
    },
  };
}

function liveReadings(
  { state, speeds, logChangedAt, place }: RunReading,
  gpus: GpusView | undefined,
): LiveReadings {
  const gpu = gpus?.gpus.find(({ index }) => index === place.record?.gpu?.index);
  const used = gpu?.memory.at(-1);
  return {
    phase: state.phase,
    silentSeconds: logChangedAt === undefined ? 0 : (Date.now() - logChangedAt) / 1000,
    speeds,
    gpuMemory:
      gpu?.memoryTotal === undefined || used === undefined || used === null
        ? undefined
        : { used, total: gpu.memoryTotal },
  };
}
