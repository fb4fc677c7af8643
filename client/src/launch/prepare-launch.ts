import type { JobSummary } from '../../../common/protocol';
import { buildCommandLine, type CommandLine, joinPath } from './command-line';
import { commandLogLines } from './command-text';
import type { PickItem } from './dialogs';
import { pathsOf } from './files';
import { describeGpu, explainNoGpu } from './gpu-pick';
import type { Gpu } from './gpus';
import type { LaunchHost, LaunchTarget } from './launch-host';
import type { PreflightCheck } from './preflight';
import { type Examination, type Problem, runPreflight } from './run-preflight';

/** A training that only has to be started. */
export interface Launch {
  readonly target: LaunchTarget;
  readonly job: JobSummary;
  readonly jobName: string;
  readonly jobFolder: string | undefined;
  readonly log: string | undefined;
  readonly gpu: Gpu | undefined;
  /** All GPUs that could be used instead. */
  readonly gpus: readonly Gpu[];
  readonly command: CommandLine;
  readonly warnings: number;
  readonly notices: readonly string[];
}

export interface LaunchOptions {
  /** Index of a GPU that must be used, from a task or an argument. */
  readonly gpu?: number;
  /** The same by the driver's name for it, as the queue keeps it. */
  readonly gpuUuid?: string;
  /** Whether errors refuse the start (`ask`, with a list) or not (`start`). */
  readonly onErrors?: 'ask' | 'start';
}

/** Everything from the config to the command line. Undefined after the user was told, or chose not to go on. */
export async function prepareLaunch(
  target: LaunchTarget,
  options: LaunchOptions,
  checks: readonly PreflightCheck[],
  host: LaunchHost,
): Promise<Launch | undefined> {
  const examination = await runPreflight(target, options, checks, host);
  if (examination === undefined) return undefined;
  const { job, tools, places, errors, warnings } = examination;
  if (errors.length > 0 && options.onErrors !== 'start') {
    if (!(await startAnyway(target, errors, warnings.length, host))) return undefined;
  }
  const gpu = await chooseGpu(target, examination, host);
  if (gpu === 'stop') return undefined;

  const log = places.jobFolder === undefined ? undefined : joinPath(places.jobFolder, logName(job));
  const command = buildCommandLine({
    toolkit: tools.toolkit.path,
    python: tools.python.path,
    config: target.configPath,
    workingDirectory: tools.workingDirectory,
    gpu: gpu?.index,
    log,
    huggingFaceToken: await host.huggingFaceToken(),
    controlJobId: undefined,
  });
  const jobName = job.name ?? pathsOf(host.platform).basename(target.configPath);
  host.logger.info(`Training of '${jobName}' is ready, with ${warnings.length} warnings:`);
  for (const line of commandLogLines(command)) host.logger.info(`  ${line}`);
  return {
    target,
    job,
    jobName,
    jobFolder: places.jobFolder,
    log,
    gpu,
    gpus: examination.gpus,
    command,
    warnings: warnings.length,
    notices: examination.notices,
  };
}

/**
 * `log.txt`, which ai-toolkit's own interface reads too. For a job called `log` or less, ai-toolkit would take that file
 * for the newest checkpoint (`BaseSDTrainProcess.py:823-854`); it never looks at hidden files.
 */
function logName({ name }: JobSummary): string {
  return name !== undefined && 'log.txt'.startsWith(name) ? '.log.txt' : 'log.txt';
}

/** Shows why the start is refused. True when the user overrules. */
async function startAnyway(
  target: LaunchTarget,
  errors: readonly Problem[],
  warnings: number,
  host: LaunchHost,
): Promise<boolean> {
  for (const { code, message } of errors) host.logger.warn(`Training is refused: ${message} (${code})`);
  const answer = await host.dialogs.pick(problemItems(errors, host.platform, target.configPath), {
    title: refusalTitle(errors.length, warnings),
    placeholder: 'Choose an error to go to it',
  });
  if (answer === undefined) return false;
  if (answer === 'start') {
    host.logger.info('The user chose to start anyway.');
    return true;
  }
  await host.showProblem(target, answer === 'show' ? undefined : answer.inConfig);
  return false;
}

type Refusal = 'start' | 'show' | Problem;

function problemItems(
  errors: readonly Problem[],
  platform: NodeJS.Platform,
  configPath: string,
): PickItem<Refusal>[] {
  const file = pathsOf(platform).basename(configPath);
  return [
    ...errors.map((problem) => ({
      label: `$(error) ${problem.code}`,
      description: problem.inConfig ? `${file}:${problem.inConfig.range.start.line + 1}` : 'on this machine',
      detail: problem.message,
      value: problem,
    })),
    { label: '$(list-unordered) Show problems', value: 'show' as const },
    { label: '$(play) Start anyway', value: 'start' as const },
  ];
}

function refusalTitle(errors: number, warnings: number): string {
  const found = errors === 1 ? '1 error' : `${errors} errors`;
  const more = warnings === 0 ? '' : ` (and ${warnings === 1 ? '1 warning' : `${warnings} warnings`})`;
  return `Training was not started: ${found}${more}`;
}

async function chooseGpu(
  target: LaunchTarget,
  { gpu: decision, gpuQuery }: Examination,
  host: LaunchHost,
): Promise<Gpu | undefined | 'stop'> {
  switch (decision.kind) {
    case 'take':
      host.logger.info(`GPU ${decision.gpu.index} (${decision.gpu.name}): ${describeGpu(decision.gpu)}.`);
      return decision.gpu;
    case 'not-there':
      await host.dialogs.notify('error', `There is no GPU ${decision.requested} on this machine.`);
      return 'stop';
    case 'none': {
      const reason = explainNoGpu(gpuQuery, host.platform);
      if (!host.settings(target).gpuRequired) {
        host.logger.info(`Training without an NVIDIA GPU, as qwenLora.gpu.required is false. ${reason}`);
        return undefined;
      }
      host.logger.warn(reason);
      const open = 'Open the setting';
      if ((await host.dialogs.notify('error', reason, open)) === open) {
        await host.openSettings('qwenLora.gpu.required');
      }
      return 'stop';
    }
    case 'ask': {
      const chosen = await host.dialogs.pick(
        decision.gpus.map((gpu) => ({
          label: `GPU ${gpu.index}: ${gpu.name}`,
          description: describeGpu(gpu),
          value: gpu,
          preselected: gpu === decision.preselected,
        })),
        { title: 'Train on which GPU?' },
      );
      if (chosen === undefined) return 'stop';
      await host.memory.rememberGpu(chosen.index);
      return chosen;
    }
  }
}
