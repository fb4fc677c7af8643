import type { JobSummary } from '../../../common/protocol';
import type { Logger } from '../logger';
import type { Files } from './files';
import type { Gpu } from './gpus';
import type { JobPlaces, Variables } from './job-places';
import type { Python } from './python-locator';
import type { TorchAnswer } from './torch-probe';

/** What only the moment before a start can know. */
export interface PreflightFinding {
  /** An error refuses the start (the user may overrule), a warning is counted, an information is said. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  /** Where a jump should lead: a file or folder that the finding is about. */
  readonly path?: string;
}

export interface PreflightContext {
  readonly job: JobSummary;
  readonly places: JobPlaces;
  /** The folder that relative paths of the config start from. */
  readonly workingDirectory: string;
  readonly variables: Variables;
  /** The GPU that will be used, when that is already known. */
  readonly gpu: Gpu | undefined;
  readonly gpuRequired: boolean;
  readonly python: Python;
  readonly platform: NodeJS.Platform;
  readonly files: Files;
  /** Imports torch in that Python; slow, so only who needs the answer asks. */
  readonly askTorch: () => Promise<TorchAnswer>;
}

/** One check of the moment. It may look at the disk; it never throws for what it finds there. */
export interface PreflightCheck {
  readonly name: string;
  run(context: PreflightContext): Promise<readonly PreflightFinding[]>;
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
): Promise<readonly PreflightFinding[]> {
  const answers = await Promise.all(checks.map((check) => runOne(check, context, logger, limitMs)));
  const weight = { error: 0, warning: 1, information: 2 };
  return answers.flat().sort((a, b) => weight[a.severity] - weight[b.severity]);
}

async function runOne(
  check: PreflightCheck,
  context: PreflightContext,
  logger: Logger,
  limitMs: number,
): Promise<readonly PreflightFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<readonly PreflightFinding[]>((resolve) => {
    timer = setTimeout(() => {
      logger.warn(`The check '${check.name}' gave no answer within ${limitMs / 1000} s and was passed over.`);
      resolve([]);
    }, limitMs);
  });
  try {
    return await Promise.race([check.run(context), limit]);
  } catch (error) {
    logger.error(`The check '${check.name}' failed: ${String(error)}`);
    return [];
  } finally {
    clearTimeout(timer);
  }
}
