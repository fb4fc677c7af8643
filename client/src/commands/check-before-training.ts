import { basename } from 'node:path';
import type { Server } from '../language-client';
import { preflightChecks } from '../launch/checks/index';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { problemPlace, showProblem } from '../launch/refusal';
import { rehearseDetail, rehearseLabel } from '../launch/rehearse-offer';
import { type Examination, type Problem, runPreflight } from '../launch/run-preflight';
import { chooseTargets } from './launch-target';

/** "Check before training": everything that a start would check, with nothing started. */
export async function checkBeforeTraining(
  args: readonly unknown[],
  server: Server,
  host: LaunchHost,
  startTraining: (target: LaunchTarget) => Promise<void>,
  showPlan: (target: LaunchTarget) => Promise<void>,
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
    if (chosen === 'plan') await showPlan(target);
    if (chosen === 'rehearse') await host.rehearse(target);
  }
}

const planDetail = 'Datasets, schedule, memory, time, cost and disk on one page.';

function isOfDataset({ code }: Problem): boolean {
  return code.startsWith('dataset');
}

/** Shows what was found, and what is well; what the user wants to do next. */
async function report(
  target: LaunchTarget,
  examination: Examination,
  host: LaunchHost,
): Promise<'start' | 'plan' | 'rehearse' | undefined> {
  const { errors, warnings, job, facts, notices, unanswered } = examination;
  const name = job.name ?? basename(target.configPath);
  host.logger.info(`Check of '${name}': ${errors.length} errors, ${warnings.length} warnings.`);
  for (const { code, message } of [...errors, ...warnings]) host.logger.info(`  ${code}: ${message}`);
  for (const { subject, value } of facts) host.logger.info(`  ${subject}: ${value}`);
  for (const check of unanswered) host.logger.info(`  ${check}: no answer`);

  const item = (icon: string) => (problem: Problem) => ({
    label: `$(${icon}) ${problem.code}`,
    description: problemPlace(problem, (line) => `line ${line}`),
    detail: problem.message,
    value: problem,
  });
  const start = [{ label: '$(play) Start Qwen training', value: 'start' as const }];
  const isReady = errors.length === 0;
  const chosen = await host.dialogs.pick<Problem | 'start' | 'plan' | 'rehearse' | undefined>(
    [
      ...(isReady && warnings.length === 0 ? start : []),
      ...errors.map(item('error')),
      ...warnings.map(item('warning')),
      ...(isReady && warnings.length > 0 ? start : []),
      { label: '$(graph) Show training plan', detail: planDetail, value: 'plan' as const },
      { label: `$(beaker) ${rehearseLabel}`, detail: rehearseDetail, value: 'rehearse' as const },
      ...notices
        .filter((notice) => facts.every(({ value }) => value !== notice))
        .map((notice) => ({ label: `$(info) ${notice}`, value: undefined })),
      ...facts.map(({ subject, value }) => ({ label: `$(pass) ${subject}: ${value}`, value: undefined })),
      ...unanswered.map((check) => ({
        label: `$(question) ${check}: not checked, because there was no answer`,
        value: undefined,
      })),
    ],
    {
      title:
        errors.length + warnings.length === 0
          ? `${name} is ready`
          : `${name}: ${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')}`,
      placeholder: 'Choose one to go to it',
    },
  );
  if (chosen === 'start' || chosen === 'plan' || chosen === 'rehearse') return chosen;
  if (chosen) await showProblem(target, chosen, host);
  return undefined;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
