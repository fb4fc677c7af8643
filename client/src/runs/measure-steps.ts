import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { EndedRun } from './run-follower';
import type { StepTimes } from './step-times';

/** Steps of a run below which its pace says little. */
const fewestSteps = 20;

/** Remembers the pace of a run that has ended, by the plan of its config, so that later plans scale it. */
export async function measureSteps(
  { record, pace }: EndedRun,
  server: Server,
  times: StepTimes,
): Promise<void> {
  if (pace === undefined || pace.steps < fewestSteps || record.gpu === undefined) return;
  const { plan } = await server.plan(
    { toolkitVersion: undefined, gpu: undefined, fresh: false, measured: [] },
    vscode.Uri.file(record.configPath),
  );
  const relativeCost = plan?.time.relativeCost;
  if (!plan || !relativeCost) return;
  const { arch, qtype } = plan.model;
  await times.remember({
    seconds: pace.secondsPerStep,
    relativeCost,
    gpu: record.gpu.name,
    arch: typeof arch === 'string' ? arch : undefined,
    qtype: typeof qtype === 'string' ? qtype : undefined,
  });
}
