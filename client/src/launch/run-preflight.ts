import type {
  CheckConfigResult,
  ConfigProblem,
  JobSummary,
  StartFacts,
  TextChange,
} from '../../../common/protocol';
import {
  type LaunchAction,
  type LaunchFact,
  type LaunchFinding,
  type PythonQuestion,
  type PythonReport,
  parseDotEnv,
  pythonScript,
  readPythonReport,
} from '../../../core/launch/index';
import { pathsOf } from './files';
import { findTools } from './find-tools';
import { decideGpu, type GpuDecision, visibleGpus } from './gpu-pick';
import type { Gpu, GpuQuery } from './gpus';
import { readHubToken } from './hub-cache';
import type { LaunchTarget, PreflightHost } from './launch-host';
import type { LaunchTools } from './launch-tools';
import { type PreflightCheck, type PreflightResult, runChecks } from './preflight';
import { refuseUntrusted } from './refuse-untrusted';
import { loadsModels, readRequirements } from './requirements';

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
  /** All safe fixes of the text as one change, where one of them fixes an error. */
  readonly fixAll: readonly TextChange[];
  /** What is well, each with its value. */
  readonly facts: readonly LaunchFact[];
  /** The checks of the machine that gave no answer. */
  readonly unanswered: readonly string[];
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
  host: PreflightHost,
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
  const env = await trainingEnvironment(tools.toolkit.path, host);
  const requirements = await readRequirements(tools.toolkit.path, host.platform, host.files);
  const found = await runChecks(
    checks,
    {
      start: checked.start,
      gpuQuery,
      gpu,
      gpuRequired: host.settings(target).gpuRequired,
      python: tools.python,
      toolkitFolder: tools.toolkit.path,
      toolkitVersion: tools.toolkit.version,
      workingDirectory,
      requirements,
      loadsModels: loadsModels(requirements),
      platform: host.platform,
      env,
      home: host.home,
      files: host.files,
      askMemory: () => host.readMemory(),
      askHub: async (repository) => {
        const place = { env, home: host.home, platform: host.platform, files: host.files };
        return host.askHub(repository, (await host.huggingFaceToken()) ?? (await readHubToken(place)));
      },
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
    fixAll: checked.fixAll,
    ...sort(checked, found),
  };
}

/** The job of a saved config in a trusted workspace; undefined after the user was told why there is none. */
async function readJob(target: LaunchTarget, host: PreflightHost): Promise<JobSummary | undefined> {
  const refuse = async (message: string) => {
    await host.dialogs.notify('error', message);
    return undefined;
  };
  if (!host.isTrusted()) {
    await refuseUntrusted('Training', host);
    return undefined;
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

/** The variables that ai-toolkit sees: its `.env` file never replaces what is already set (`run.py:3-5`). */
async function trainingEnvironment(toolkit: string, { files, env, platform }: PreflightHost) {
  const text = await files.readText(pathsOf(platform).join(toolkit, '.env'));
  return { ...parseDotEnv(text ?? ''), ...env };
}

async function askPython(
  python: string,
  question: PythonQuestion,
  host: PreflightHost,
): Promise<PythonReport> {
  const result = await host.runPython(python, pythonScript(question), pythonLimitMs);
  return readPythonReport(result.kind === 'exited' ? result.stdout : undefined, question);
}

function sort(
  { problems, start }: CheckConfigResult,
  { findings, facts, unanswered }: PreflightResult,
): Pick<Examination, 'errors' | 'warnings' | 'notices' | 'facts' | 'unanswered'> {
  // Whether a package is there was asked of Python itself, which knows better than the text.
  const asked = start !== undefined && !unanswered.includes('Python');
  const written = problems.filter(
    ({ code, severity }) => !(asked && code === 'missing-package' && severity === 'warning'),
  );
  const ofSeverity = (severity: 'error' | 'warning') => [
    ...written.filter((problem) => problem.severity === severity).map(fromConfig),
    ...findings.filter((finding) => finding.severity === severity).map(fromMachine),
  ];
  const notices = findings.filter(({ severity }) => severity === 'information').map(({ message }) => message);
  return {
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    notices: [...(start?.resume === undefined ? [] : [start.resume]), ...notices],
    facts,
    unanswered,
  };
}

function fromConfig(problem: ConfigProblem): Problem {
  return { code: problem.code, message: problem.message, inConfig: problem, action: undefined };
}

function fromMachine({ code, message, action }: LaunchFinding): Problem {
  return { code, message, inConfig: undefined, action };
}
