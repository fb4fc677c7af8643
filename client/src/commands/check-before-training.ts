import { basename } from 'node:path';
import type { Server } from '../language-client';
import { describeGpu, explainNoGpu } from '../launch/gpu-pick';
import { doLaunchAction } from '../launch/launch-actions';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { preflightChecks } from '../launch/preflight-checks';
import { rehearseDetail, rehearseLabel } from '../launch/rehearse-offer';
import { type Examination, type Problem, runPreflight } from '../launch/run-preflight';
import { chooseTargets } from './launch-target';

/** "Check before training": everything that a start would check, with nothing started. */
export async function checkBeforeTraining(
  args: readonly unknown[],
  server: Server,
  host: LaunchHost,
  startTraining: (target: LaunchTarget) => Promise<void>,
): Promise<void> {
  for (const target of await chooseTargets(args, server, host.dialogs)) {
    const examination = await runPreflight(target, {}, preflightChecks, host);
    if (examination === undefined) continue;
    host.reach('checked');
    if (examination.job.datasetPaths.length > 0 && !examination.errors.some(isOfDataset)) {
      host.reach('dataset');
    }
    const chosen = await report(target, examination, host);
    if (chosen === 'start') await startTraining(target);
    if (chosen === 'rehearse') await host.rehearse(target);
  }
}

function isOfDataset({ code }: Problem): boolean {
  return code.startsWith('dataset');
}

/** Shows what was found; what the user wants to do next. */
async function report(
  target: LaunchTarget,
  examination: Examination,
  host: LaunchHost,
): Promise<'start' | 'rehearse' | undefined> {
  const { errors, warnings, job, tools } = examination;
  const name = job.name ?? basename(target.configPath);
  const lines = [
    ...examination.notices,
    `ai-toolkit ${tools.toolkit.version}, Python ${tools.python.version}${tools.python.torch === undefined ? '' : `, torch ${tools.python.torch}`}`,
    gpuLine(examination, host.settings(target).gpuRequired, host.platform),
  ];
  host.logger.info(`Check of '${name}': ${errors.length} errors, ${warnings.length} warnings.`);
  for (const { code, message } of [...errors, ...warnings]) host.logger.info(`  ${code}: ${message}`);
  for (const line of lines) host.logger.info(`  ${line}`);

  const start = 'Start Qwen training';
  if (errors.length + warnings.length === 0) {
    const text = `${name} is ready. ${lines.join('. ')}.`;
    const answer = await host.dialogs.notify('information', text, start, rehearseLabel);
    return answer === start ? 'start' : answer === rehearseLabel ? 'rehearse' : undefined;
  }
  const item = (icon: string) => (problem: Problem) => ({
    label: `$(${icon}) ${problem.code}`,
    description: problem.inConfig ? `line ${problem.inConfig.range.start.line + 1}` : 'on this machine',
    detail: problem.message,
    value: problem,
  });
  const chosen = await host.dialogs.pick<Problem | 'start' | 'rehearse' | undefined>(
    [
      ...errors.map(item('error')),
      ...warnings.map(item('warning')),
      ...examination.notices.map((notice) => ({ label: `$(info) ${notice}`, value: undefined })),
      ...(errors.length === 0 ? [{ label: `$(play) ${start}`, value: 'start' as const }] : []),
      { label: `$(beaker) ${rehearseLabel}`, detail: rehearseDetail, value: 'rehearse' as const },
    ],
    {
      title: `${name}: ${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`,
      placeholder: 'Choose one to go to it',
    },
  );
  if (chosen === 'start' || chosen === 'rehearse') return chosen;
  if (chosen?.action) await doLaunchAction(chosen.action, host);
  else if (chosen) await host.showProblem(target, chosen.inConfig);
  return undefined;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function gpuLine({ gpu, gpuQuery }: Examination, isRequired: boolean, platform: NodeJS.Platform): string {
  switch (gpu.kind) {
    case 'take':
      return `GPU ${gpu.gpu.index}, ${gpu.gpu.name}: ${describeGpu(gpu.gpu)}`;
    case 'ask':
      return `${gpu.gpus.length} GPUs to choose from`;
    case 'none':
    case 'not-there':
      return isRequired
        ? explainNoGpu(gpuQuery, platform).replace(/\.$/, '')
        : 'no NVIDIA GPU, and qwenLora.gpu.required is false';
  }
}
