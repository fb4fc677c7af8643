import type { CheckConfigResult, ConfigProblem, JobSummary, StartFacts } from '../../../common/protocol';
import {
  type LaunchAction,
  type LaunchFinding,
  type PythonQuestion,
  type PythonReport,
  pythonScript,
  readPythonReport,
} from '../../../core/launch/index';
import { findTools } from './find-tools';
import { decideGpu, type GpuDecision, visibleGpus } from './gpu-pick';
import type { Gpu, GpuQuery } from './gpus';
import type { LaunchHost, LaunchTarget } from './launch-host';
import type { LaunchTools } from './launch-tools';
import { type PreflightCheck, runChecks } from './preflight';

/** All that is known about a config before it is trained. */
export interface Examination {
  readonly job: JobSummary;
  readonly tools: LaunchTools;
  readonly start: StartFacts | undefined;
  readonly gpuQuery: GpuQuery;
  /** The GPUs that this session may use. */
  readonly gpus: readonly Gpu[];
  readonly gpu: GpuDecision;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** What is neither, but good to know, such as where the training resumes. */
  readonly notices: readonly string[];
}

/** A reason to refuse or to warn, of the text or of the machine. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The server's finding, when it is one in the text. */
  readonly inConfig: ConfigProblem | undefined;
  readonly action: LaunchAction | undefined;
}

/** A GPU that must be used, by its index or by the driver's name for it. */
export interface RequestedGpu {
  readonly gpu?: number;
  readonly gpuUuid?: string;
}

/** How long Python has to import torch from a cold disk, in milliseconds. */
const pythonLimitMs = 18_000;

/**
 * The check before training: saves, finds the programs and the GPUs, asks the server about the text and the folders that it
 * names, and runs the checks of the machine. Undefined after the user was told why nothing can be said.
 */
export async function runPreflight(
  target: LaunchTarget,
  requested: RequestedGpu,
  checks: readonly PreflightCheck[],
  host: LaunchHost,
): Promise<Examination | undefined> {
  const job = await readJob(target, host);
  if (job === undefined) return undefined;
  const [tools, gpuQuery] = await Promise.all([findTools(target, host), host.queryGpus()]);
  if (tools === undefined) return undefined;
  const { workingDirectory } = tools;
  const gpus = gpuQuery.kind === 'gpus' ? visibleGpus(gpuQuery.gpus, host.env.CUDA_VISIBLE_DEVICES) : [];
  const gpu = decideGpu(gpus, {
    requested: requested.gpu ?? gpus.find(({ uuid }) => uuid === requested.gpuUuid)?.index,
    remembered: host.memory.gpu,
    device: job.device,
  });
  const checked = await host.checkConfig(target, { toolkit: tools.toolkit.path, workingDirectory });
  const found = await runChecks(
    checks,
    {
      start: checked.start,
      gpuQuery,
      gpu,
      gpuRequired: host.settings(target).gpuRequired,
      python: tools.python,
      toolkitFolder: tools.toolkit.path,
      platform: host.platform,
      files: host.files,
      askPython: (question) => askPython(tools.python.path, question, host),
    },
    host.logger,
  );
  return {
    job: checked.job ?? job,
    tools,
    start: checked.start,
    gpuQuery,
    gpus,
    gpu,
    ...sort(checked, found),
  };
}

/** The job of a saved config in a trusted workspace; undefined after the user was told why there is none. */
async function readJob(target: LaunchTarget, host: LaunchHost): Promise<JobSummary | undefined> {
  const refuse = async (message: string) => {
    await host.dialogs.notify('error', message);
    return undefined;
  };
  if (!host.isTrusted()) {
    return refuse(
      'Training runs programs, so it needs a trusted workspace. Trust this folder first (command "Workspaces: Manage Workspace Trust").',
    );
  }
  if (!(await host.saveAll())) {
    return refuse('Some changed files could not be saved, so training would use an older text.');
  }
  const { isConfig, job } = await host.checkConfig(target);
  if (!isConfig || job === undefined) {
    return refuse(`'${target.configPath}' is not an ai-toolkit config that can be read.`);
  }
  return job;
}

async function askPython(python: string, question: PythonQuestion, host: LaunchHost): Promise<PythonReport> {
  const result = await host.runPython(python, pythonScript(question), pythonLimitMs);
  return readPythonReport(result.kind === 'exited' ? result.stdout : undefined, question);
}

function sort(
  { problems, start }: CheckConfigResult,
  found: readonly LaunchFinding[],
): Pick<Examination, 'errors' | 'warnings' | 'notices'> {
  const ofSeverity = (severity: 'error' | 'warning') => [
    ...problems.filter((problem) => problem.severity === severity).map(fromConfig),
    ...found.filter((finding) => finding.severity === severity).map(fromMachine),
  ];
  const notices = found.filter(({ severity }) => severity === 'information').map(({ message }) => message);
  return {
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    notices: [...(start?.resume === undefined ? [] : [start.resume]), ...notices],
  };
}

function fromConfig(problem: ConfigProblem): Problem {
  return { code: problem.code, message: problem.message, inConfig: problem, action: undefined };
}

function fromMachine({ code, message, action }: LaunchFinding): Problem {
  return { code, message, inConfig: undefined, action };
}
