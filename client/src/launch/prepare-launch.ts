import type { JobSummary } from '../../../common/protocol';
import { joinPath, type TrainingRequest } from './command-line';
import { pathsOf } from './files';
import { describeGpu, explainNoGpu } from './gpu-pick';
import type { Gpu } from './gpus';
import type { LaunchHost, LaunchTarget } from './launch-host';
import type { PreflightCheck } from './preflight';
import { refuseStart } from './refusal';
import { type Examination, type RequestedGpu, runPreflight } from './run-preflight';

/** A training that only has to be started. */
export interface Launch {
  readonly target: LaunchTarget;
  readonly job: JobSummary;
  readonly jobName: string;
  readonly jobFolder: string | undefined;
  readonly gpu: Gpu | undefined;
  /** All GPUs that could be used instead. */
  readonly gpus: readonly Gpu[];
  /** What its command line is made from, without the control channel. */
  readonly request: TrainingRequest;
  readonly warnings: number;
  readonly notices: readonly string[];
}

export interface LaunchOptions extends RequestedGpu {
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
  const { job, tools, start, errors, warnings } = examination;
  if (errors.length > 0 && options.onErrors !== 'start') {
    const answer = await refuseStart(target, examination, host);
    if (answer === 'check-again') return prepareLaunch(target, options, checks, host);
    if (answer === 'stop') return undefined;
  }
  const gpu = await chooseGpu(examination, host);
  if (gpu === 'stop') return undefined;

  const jobFolder = start?.jobFolder;
  const jobName = job.name ?? pathsOf(host.platform).basename(target.configPath);
  host.logger.info(`Training of '${jobName}' is ready, with ${warnings.length} warnings.`);
  return {
    target,
    job,
    jobName,
    jobFolder,
    gpu,
    gpus: examination.gpus,
    request: {
      toolkit: tools.toolkit.path,
      python: tools.python.path,
      config: target.configPath,
      workingDirectory: tools.workingDirectory,
      gpu: gpu?.index,
      log: jobFolder === undefined ? undefined : joinPath(jobFolder, logName(job)),
      huggingFaceToken: await host.huggingFaceToken(),
      controlJobId: undefined,
    },
    warnings: warnings.length,
    notices: examination.notices,
  };
}

/**
 * `log.txt`, which ai-toolkit's own interface reads too. For a job called `log` or less, ai-toolkit would treat that file
 * as the newest checkpoint (`BaseSDTrainProcess.py:823-854`); it never looks at hidden files.
 */
function logName({ name }: JobSummary): string {
  return name !== undefined && 'log.txt'.startsWith(name) ? '.log.txt' : 'log.txt';
}

async function chooseGpu(
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
    case 'none':
      // Where a GPU is required, its absence was an error that the user has overruled.
      host.logger.info(`Training without an NVIDIA GPU. ${explainNoGpu(gpuQuery, host.platform)}`);
      return undefined;
    case 'ask': {
      const chosen = await host.dialogs.pick(
        decision.gpus.map((gpu) => ({
          label: `GPU ${gpu.index}: ${gpu.name}`,
          description: describeGpu(gpu),
          value: gpu,
          preselected: gpu === decision.preselected,
        })),
        { title: 'Which GPU should train?' },
      );
      if (chosen === undefined) return 'stop';
      await host.memory.rememberGpu(chosen.index);
      return chosen;
    }
  }
}
