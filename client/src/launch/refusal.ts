import type { TextChange, TextFix } from '../../../common/protocol';
import type { PickItem } from './dialogs';
import { pathsOf } from './files';
import { doLaunchAction, launchActionLabel } from './launch-actions';
import type { LaunchHost, LaunchTarget } from './launch-host';
import { rehearseDetail, rehearseLabel } from './rehearse-offer';
import type { Examination, Problem } from './run-preflight';

/** What follows a refusal: nothing, the start in spite of it, or another check of the changed config. */
export type AfterRefusal = 'stop' | 'start' | 'check-again';

/** Fixes that a list offers one by one besides "fix all", so that it stays short. */
const mostFixes = 4;

type Choice =
  | 'start'
  | 'show'
  | 'rehearse'
  | 'fix-all'
  | Problem
  | { readonly of: Problem; readonly fix: TextFix };

/** Shows why the start is refused, with what can be done about it. */
export async function refuseStart(
  target: LaunchTarget,
  examination: Examination,
  host: LaunchHost,
): Promise<AfterRefusal> {
  const { errors, warnings } = examination;
  for (const { code, message } of errors) host.logger.warn(`Training is refused: ${message} (${code})`);
  const answer = await host.dialogs.pick(refusalItems(examination, host.platform, target.configPath), {
    title: refusalTitle(errors.length, warnings.length),
    placeholder: 'Choose an error to go to it, or what to do about it',
  });
  if (answer === undefined) return 'stop';
  if (answer === 'start') {
    host.logger.info('The user chose to start anyway.');
    return 'start';
  }
  if (answer === 'fix-all') return applyFresh(target, examination, host, ({ fixAll }) => fixAll);
  if (typeof answer === 'object' && 'fix' in answer) {
    const { of, fix } = answer;
    return applyFresh(target, examination, host, ({ problems }) => {
      const same = problems.find(({ code, message }) => code === of.code && message === of.message);
      return same?.fixes?.find(({ title }) => title === fix.title)?.edits ?? [];
    });
  }
  if (answer === 'rehearse') await host.rehearse(target);
  else if (answer === 'show') await host.showProblem(target, undefined);
  else await showProblem(target, answer, host);
  return 'stop';
}

/** Goes to a problem in the config; one of the machine is told whole, with what helps. */
export async function showProblem(target: LaunchTarget, problem: Problem, host: LaunchHost): Promise<void> {
  const { inConfig, action, message, code } = problem;
  if (inConfig) return host.showProblem(target, inConfig);
  if (action) return doLaunchAction(action, host);
  const documentation = 'Show documentation';
  const answer = await host.dialogs.notify('error', message, documentation);
  if (answer === documentation) await host.openRule(code);
}

/** Where a problem is, and what choosing it does when that is more than going there. */
export function problemPlace({ inConfig, action }: Problem, inFile: (line: number) => string): string {
  if (inConfig) return inFile(inConfig.range.start.line + 1);
  return action ? `on this machine → ${launchActionLabel(action)}` : 'on this machine';
}

/** Checks once more, as the text may have changed while the list was open, and applies and saves the edits. */
async function applyFresh(
  target: LaunchTarget,
  { tools }: Examination,
  host: LaunchHost,
  editsOf: (checked: Awaited<ReturnType<LaunchHost['checkConfig']>>) => readonly TextChange[],
): Promise<AfterRefusal> {
  const place = { toolkit: tools.toolkit.path, workingDirectory: tools.workingDirectory };
  const edits = editsOf(await host.checkConfig(target, place));
  if (edits.length === 0 || (await host.changeConfig(target, edits))) return 'check-again';
  await host.dialogs.notify('error', `'${target.configPath}' could not be changed.`);
  return 'stop';
}

function refusalItems(
  { errors, fixAll }: Examination,
  platform: NodeJS.Platform,
  configPath: string,
): PickItem<Choice>[] {
  const file = pathsOf(platform).basename(configPath);
  const remedies = errors.flatMap((of) =>
    (of.inConfig?.fixes ?? []).filter(({ safe }) => !safe).map((fix) => ({ of, fix })),
  );
  return [
    ...errors.map((problem) => ({
      label: `$(error) ${problem.code}`,
      description: problemPlace(problem, (line) => `${file}:${line}`),
      detail: problem.message,
      value: problem,
    })),
    ...(fixAll.length === 0
      ? []
      : [
          {
            label: '$(wand) Fix all and start',
            description: 'applies every safe fix, saves and checks again',
            value: 'fix-all' as const,
          },
        ]),
    ...remedies.slice(0, mostFixes).map((remedy) => ({
      label: `$(lightbulb) ${remedy.fix.title}`,
      description: `for ${remedy.of.code}, then start`,
      value: remedy,
    })),
    ...(errors.some(({ inConfig }) => inConfig)
      ? [{ label: '$(list-unordered) Show problems', value: 'show' as const }]
      : []),
    { label: `$(beaker) ${rehearseLabel}`, description: rehearseDetail, value: 'rehearse' as const },
    { label: '$(play) Start anyway', value: 'start' as const },
  ];
}

function refusalTitle(errors: number, warnings: number): string {
  const found = errors === 1 ? '1 error' : `${errors} errors`;
  const more = warnings === 0 ? '' : ` (and ${warnings === 1 ? '1 warning' : `${warnings} warnings`})`;
  return `Training was not started: ${found}${more}`;
}
