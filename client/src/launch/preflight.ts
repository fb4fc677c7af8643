import type { StartFacts } from '../../../common/protocol';
import type {
  CheckAnswer,
  HubAnswer,
  LaunchFact,
  LaunchFinding,
  MachineMemory,
  PythonQuestion,
  PythonReport,
} from '../../../core/launch/index';
import type { Logger } from '../logger';
import type { Files } from './files';
import type { GpuDecision } from './gpu-pick';
import type { GpuQuery } from './gpus';
import type { Python } from './python-locator';

export interface PreflightContext {
  /** What the server knows of the start's place; undefined when it could not tell. */
  readonly start: StartFacts | undefined;
  readonly gpuQuery: GpuQuery;
  readonly gpu: GpuDecision;
  readonly gpuRequired: boolean;
  readonly python: Python;
  /** The folder of the ai-toolkit checkout. */
  readonly toolkitFolder: string;
  readonly toolkitVersion: string;
  /** The checkout's requirement files as one text; undefined where it has none. */
  readonly requirements: string | undefined;
  /** Whether the checkout loads models. One that requires no package, such as the practice toolkit, does not. */
  readonly loadsModels: boolean;
  /** The folder that relative paths of the config start from. */
  readonly workingDirectory: string;
  readonly platform: NodeJS.Platform;
  /** The environment that the training gets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly files: Files;
  readonly askMemory: () => Promise<MachineMemory>;
  /** Asks the Hugging Face Hub about a model, with the user's token; undefined where the network is not to be asked. */
  readonly askHub: ((repository: string) => Promise<HubAnswer>) | undefined;
  /** Starts that Python once and asks it. Importing torch is slow, so only who needs the answer asks for it. */
  readonly askPython: (question: PythonQuestion) => Promise<PythonReport>;
}

/** One check of the machine. It may look at the disk; it never throws for what it finds there. */
export interface PreflightCheck {
  readonly name: string;
  run(context: PreflightContext): Promise<CheckAnswer>;
}

/** What all checks found, the worst first, and what is well, in the order of the checks. */
export interface PreflightResult extends CheckAnswer {
  /** The checks that gave no answer, because they failed or took too long. */
  readonly unanswered: readonly string[];
}

/**
 * Runs checks side by side. One that throws or takes too long (a network drive that does not answer) costs only its
 * own findings, for no check may keep a training from starting.
 */
export async function runChecks(
  checks: readonly PreflightCheck[],
  context: PreflightContext,
  logger: Logger,
  limitMs = 20_000,
): Promise<PreflightResult> {
  const answers = await Promise.all(checks.map((check) => runOne(check, context, logger, limitMs)));
  const weight = { error: 0, warning: 1, information: 2 };
  const given = answers.filter((answer) => answer !== undefined);
  const findings: readonly LaunchFinding[] = given.flatMap((answer) => answer.findings);
  const facts: readonly LaunchFact[] = given.flatMap((answer) => answer.facts);
  return {
    findings: [...findings].sort((a, b) => weight[a.severity] - weight[b.severity]),
    facts,
    unanswered: checks.filter((_, at) => answers[at] === undefined).map(({ name }) => name),
  };
}

async function runOne(
  check: PreflightCheck,
  context: PreflightContext,
  logger: Logger,
  limitMs: number,
): Promise<CheckAnswer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      logger.warn(`The check '${check.name}' did not answer within ${limitMs / 1000} s and was skipped.`);
      resolve(undefined);
    }, limitMs);
  });
  try {
    return await Promise.race([check.run(context), limit]);
  } catch (error) {
    logger.error(`The check '${check.name}' failed: ${String(error)}`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
