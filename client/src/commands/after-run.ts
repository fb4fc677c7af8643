import * as vscode from 'vscode';
import { runEnd } from '../../../core/runs/index';
import { readSettings } from '../config';
import type { Dialogs } from '../launch/dialogs';
import type { Logger } from '../logger';
import { runEndHooks } from '../runs/end-hooks';
import { gpuKeyOfRun } from '../runs/run-record';
import type { RunRegistry } from '../runs/run-registry';
import type { EndedRun } from '../runs/runs';
import type { StartQueue } from '../runs/start-queue';
import { tellHeldQueue } from './show-queue';

export interface AfterRunDependencies {
  readonly registry: RunRegistry;
  readonly queue: StartQueue;
  readonly dialogs: Dialogs;
  readonly logger: Logger;
}

/** What follows the end of a run besides its message, each without waiting for the other. */
export function afterRun(run: EndedRun, dependencies: AfterRunDependencies): readonly Promise<void>[] {
  return [callHooks(run, dependencies), continueQueue(run, dependencies)];
}

/** The command and the address of the user's own, once for each run: only the window that tells the end does it. */
async function callHooks(
  { record, outcome, seen }: EndedRun,
  { registry, queue, dialogs, logger }: AfterRunDependencies,
): Promise<void> {
  if (seen === 'elsewhere') return;
  const { endCommand: command, endWebhook: webhook } = readSettings(
    vscode.workspace.getConfiguration('qwenLora'),
  );
  const left = (await registry.running()).length + queue.queue.entries.length;
  const { jobName: job, jobFolder: folder, configPath: config } = record;
  const end = runEnd({ job, folder, config, left }, outcome);
  const failed = (message: string) => void dialogs.notify('warning', message);
  await runEndHooks(
    end,
    { command, webhook },
    { logger, failed, isTrusted: () => vscode.workspace.isTrusted },
  );
}

async function continueQueue(
  { record, outcome, seen }: EndedRun,
  { queue, dialogs }: AfterRunDependencies,
): Promise<void> {
  const gpu = gpuKeyOfRun(record);
  await queue.runEnded(gpu, outcome.kind);
  if (seen !== 'elsewhere') await tellHeldQueue(queue, gpu, dialogs);
}
