import path from 'node:path';
import * as vscode from 'vscode';
import {
  type MachineView,
  type PlanPageRequest,
  type PlanPageView,
  type PlanUpdate,
  readPlanPageRequest,
} from '../../../../common/plan-page';
import type { PlanResult } from '../../../../common/protocol';
import { applyChanges } from '../../editor/text-changes';
import type { Server } from '../../language-client';
import { preflightChecks } from '../../launch/checks/index';
import { describeGpu, explainNoGpu } from '../../launch/gpu-pick';
import type { GpuQuery } from '../../launch/gpus';
import type { LaunchHost, LaunchTarget } from '../../launch/launch-host';
import { type Problem, runPreflight } from '../../launch/run-preflight';
import type { StepTimes } from '../../runs/step-times';
import { type PagePanel, showPage } from '../page-panel';

/** What the page of a plan needs of the rest of the extension. */
export interface PlanPagesHost {
  readonly extensionUri: vscode.Uri;
  readonly server: Server;
  readonly launch: LaunchHost;
  readonly stepTimes: StepTimes;
  openRule(code: string): Promise<void>;
  startTraining(target: LaunchTarget): Promise<void>;
}

/** Milliseconds without a change of the file before the plan is made again. */
const quietMs = 400;

/** The plan of one config in its panel. It follows the file; the machine is asked only on demand. */
export class PlanSession implements vscode.Disposable {
  private readonly page: PagePanel<PlanUpdate>;
  private readonly uri: vscode.Uri;
  private readonly changes: vscode.Disposable;
  private machine: MachineView | undefined;
  private gpus: GpuQuery | undefined;
  /** What the checks of the machine found; of the config the server says it. */
  private ofMachine: readonly (Problem & { readonly severity: 'error' | 'warning' })[] = [];
  private shown: PlanResult | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Counts the plans that were asked for, so that a late answer does not replace a newer one. */
  private asked = 0;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly configPath: string,
    private readonly host: PlanPagesHost,
  ) {
    this.uri = vscode.Uri.file(configPath);
    this.page = showPage(panel, host.extensionUri, {
      page: 'plan',
      title: `Plan: ${path.basename(configPath)}`,
      read: readPlanPageRequest,
      receive: (request) => this.receive(request),
      failed: (error) => this.fail(error),
    });
    this.changes = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === this.uri.toString()) this.refreshSoon();
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changes.dispose();
  }

  private async receive(request: PlanPageRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        await this.askGpus();
        return this.refresh(true);
      case 'check':
        await this.checkMachine();
        return this.refresh(true);
      case 'fix':
        return this.applyFix(request.finding, request.fix);
      case 'start':
        return this.host.startTraining(this.target());
      case 'go':
        return this.goTo(request.line);
      case 'rule':
        return this.host.openRule(request.code);
    }
  }

  private target() {
    const workspaceFolder = vscode.workspace.getWorkspaceFolder(this.uri)?.uri.fsPath;
    return { configPath: this.configPath, workspaceFolder };
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.refresh(false).catch((error) => this.fail(error));
    }, quietMs);
  }

  /** `fresh` looks at every file again, for a person who asks; a change of the text alone does not. */
  private async refresh(fresh: boolean): Promise<void> {
    const turn = ++this.asked;
    this.page.send({ kind: 'busy', what: 'Looking at the config and its folders …' });
    const [gpu] = this.gpus?.kind === 'gpus' ? this.gpus.gpus : [];
    const total = gpu?.memoryTotal;
    const result = await this.host.server.plan(
      {
        toolkitVersion: undefined,
        fresh,
        measured: this.host.stepTimes.known,
        gpu: gpu && total !== undefined ? { name: gpu.name, totalGiB: total / 1024 } : undefined,
      },
      this.uri,
    );
    if (turn !== this.asked) return;
    this.shown = result;
    this.page.send({ kind: 'plan', view: this.view(result) });
  }

  private view({ plan, problems, lines }: PlanResult): PlanPageView {
    return {
      path: this.configPath,
      name: path.basename(this.configPath),
      findings: [
        ...problems.map(({ severity, code, message, range, fixes }) => ({
          severity,
          code,
          message,
          line: range.start.line,
          fixes: fixes.map(({ title }) => title),
        })),
        ...this.ofMachine.map(({ code, message, severity }) => ({
          severity,
          code,
          message,
          line: undefined,
          fixes: [],
        })),
      ],
      plan,
      lines,
      machine: this.machine,
    };
  }

  /** Nothing is run for a workspace that is not trusted. */
  private async askGpus(): Promise<void> {
    const { launch } = this.host;
    if (!launch.isTrusted()) return;
    this.page.send({ kind: 'busy', what: 'Asking this machine …' });
    const gpus = await launch.queryGpus();
    this.gpus = gpus;
    this.machine = { checkedAt: Date.now(), lines: gpuLines(gpus, launch.platform) };
  }

  /** Everything that a start checks; it may ask for what it needs to know, and saves the file. */
  private async checkMachine(): Promise<void> {
    const { launch } = this.host;
    if (!launch.isTrusted()) return;
    this.page.send({ kind: 'busy', what: 'Checking as a start does …' });
    const found = await runPreflight(this.target(), {}, preflightChecks, launch);
    if (found === undefined) return this.askGpus();
    launch.reach('checked');
    const { gpuQuery, facts, unanswered, notices, errors, warnings } = found;
    this.gpus = gpuQuery;
    this.ofMachine = [
      ...errors.map((problem) => ({ ...problem, severity: 'error' as const })),
      ...warnings.map((problem) => ({ ...problem, severity: 'warning' as const })),
    ].filter(({ inConfig }) => inConfig === undefined);
    this.machine = {
      checkedAt: Date.now(),
      lines: [
        ...gpuLines(gpuQuery, launch.platform),
        ...facts.map(({ subject, value }) => `${subject}: ${value}`),
        ...notices.filter((notice) => facts.every(({ value }) => value !== notice)),
        ...unanswered.map((check) => `${check}: not checked, because there was no answer`),
      ],
    };
  }

  /** Applies a quick fix, unless the file has changed since it was planned. */
  private async applyFix(finding: number, index: number): Promise<void> {
    const fix = this.shown?.problems[finding]?.fixes[index];
    const document = await vscode.workspace.openTextDocument(this.uri);
    if (fix === undefined || (this.shown?.version !== 0 && this.shown?.version !== document.version)) {
      return this.refresh(false);
    }
    await applyChanges(this.uri, fix.edits);
  }

  private async goTo(line: number): Promise<void> {
    const selection = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(this.uri, { selection, viewColumn: vscode.ViewColumn.One });
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.host.launch.logger.error(`The plan of '${this.configPath}' failed: ${message}`);
    this.page.send({ kind: 'failed', message: `The plan could not be made: ${message}` });
  }
}

function gpuLines(gpus: GpuQuery, platform: NodeJS.Platform): readonly string[] {
  if (gpus.kind !== 'gpus') return [explainNoGpu(gpus, platform)];
  return gpus.gpus.map((gpu) => `GPU ${gpu.index}, ${gpu.name}: ${describeGpu(gpu)}`);
}
