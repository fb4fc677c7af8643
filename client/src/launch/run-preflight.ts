import type { ConfigProblem, JobSummary } from '../../../common/protocol';
import { findTools } from './find-tools';
import { decideGpu, type GpuDecision, visibleGpus } from './gpu-pick';
import type { Gpu, GpuQuery } from './gpus';
import { type JobPlaces, readVariables, resolveJobPlaces } from './job-places';
import type { LaunchHost, LaunchTarget } from './launch-host';
import type { LaunchTools } from './launch-tools';
import { type PreflightCheck, type PreflightFinding, runChecks } from './preflight';
import { askTorch, readTorchAnswer } from './torch-probe';

/** All that is known about a config before it is trained. */
export interface Examination {
  readonly job: JobSummary;
  readonly tools: LaunchTools;
  readonly places: JobPlaces;
  readonly gpuQuery: GpuQuery;
  /** The GPUs that this session may use. */
  readonly gpus: readonly Gpu[];
  readonly gpu: GpuDecision;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** What is neither, but good to know, such as where the training resumes. */
  readonly notices: readonly string[];
}

/** A reason to refuse or to warn, of the text or of the moment. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The server's finding, when it is one in the text. */
  readonly inConfig: ConfigProblem | undefined;
}

/**
 * The check before training: saves, asks the server about the text, finds the programs and the GPUs, and runs the
 * checks of the moment. Undefined after the user was told why nothing can be said.
 */
export async function runPreflight(
  target: LaunchTarget,
  requested: { readonly gpu?: number; readonly gpuUuid?: string },
  checks: readonly PreflightCheck[],
  host: LaunchHost,
): Promise<Examination | undefined> {
  if (!host.isTrusted()) {
    await host.dialogs.notify(
      'error',
      'Training runs programs, so it needs a trusted workspace. Trust this folder first (command "Workspaces: Manage Workspace Trust").',
    );
    return undefined;
  }
  if (!(await host.saveAll())) {
    await host.dialogs.notify(
      'error',
      'Not every changed file could be saved, so training would run an old text.',
    );
    return undefined;
  }
  const checked = await host.checkConfig(target);
  if (!checked.isConfig || checked.job === undefined) {
    await host.dialogs.notify('error', `'${target.configPath}' is no ai-toolkit config that can be read.`);
    return undefined;
  }
  const job = checked.job;
  const [tools, gpuQuery] = await Promise.all([findTools(target, host), host.queryGpus()]);
  if (tools === undefined) return undefined;

  const gpus = gpuQuery.kind === 'gpus' ? visibleGpus(gpuQuery.gpus, host.env.CUDA_VISIBLE_DEVICES) : [];
  const gpu = decideGpu(gpus, {
    requested: requested.gpu ?? gpus.find(({ uuid }) => uuid === requested.gpuUuid)?.index,
    remembered: host.memory.gpu,
    device: job.device,
  });
  const variables = await readVariables(host.env, tools.toolkit.path, host.platform, host.files);
  const places = resolveJobPlaces({
    job,
    workingDirectory: tools.workingDirectory,
    variables,
    platform: host.platform,
  });
  const found = await runChecks(
    checks,
    {
      job,
      places,
      workingDirectory: tools.workingDirectory,
      variables,
      gpu: knownGpu(gpu),
      gpuRequired: host.settings(target).gpuRequired,
      python: tools.python,
      platform: host.platform,
      files: host.files,
      askTorch: async () => readTorchAnswer(await host.runPython(tools.python.path, askTorch, 18_000)),
    },
    host.logger,
  );
  const inConfig = (severity: 'error' | 'warning') =>
    checked.problems.filter((problem) => problem.severity === severity).map(fromConfig);
  const ofMoment = (severity: 'error' | 'warning') =>
    found
      .filter((finding) => finding.severity === severity)
      // The text's own finding has a place to jump to, so it speaks for both.
      .filter(({ code }) => !checked.problems.some((problem) => problem.code === code))
      .map(fromMoment);
  return {
    job,
    tools,
    places,
    gpuQuery,
    gpus,
    gpu,
    errors: [...inConfig('error'), ...ofMoment('error')],
    warnings: [...inConfig('warning'), ...ofMoment('warning')],
    notices: found.filter(({ severity }) => severity === 'information').map(({ message }) => message),
  };
}

function knownGpu(decision: GpuDecision): Gpu | undefined {
  return decision.kind === 'take' ? decision.gpu : undefined;
}

function fromConfig(problem: ConfigProblem): Problem {
  return { code: problem.code, message: problem.message, inConfig: problem };
}

function fromMoment(finding: PreflightFinding): Problem {
  return { code: finding.code, message: finding.message, inConfig: undefined };
}
