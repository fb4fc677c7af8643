import type { StartFacts } from '../../../common/protocol';
import type { LaunchFinding, PythonQuestion, PythonReport } from '../../../core/launch/index';
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
  readonly platform: NodeJS.Platform;
  readonly files: Files;
  /** Starts that Python once and asks it. Importing torch is slow, so only who needs the answer asks for it. */
  readonly askPython: (question: PythonQuestion) => Promise<PythonReport>;
}

/** One check of the machine. It may look at the disk; it never throws for what it finds there. */
export interface PreflightCheck {
  readonly name: string;
  run(context: PreflightContext): Promise<readonly LaunchFinding[]>;
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
): Promise<readonly LaunchFinding[]> {
  const answers = await Promise.all(checks.map((check) => runOne(check, context, logger, limitMs)));
  const weight = { error: 0, warning: 1, information: 2 };
  return answers.flat().sort((a, b) => weight[a.severity] - weight[b.severity]);
}

async function runOne(
  check: PreflightCheck,
  context: PreflightContext,
  logger: Logger,
  limitMs: number,
): Promise<readonly LaunchFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<readonly LaunchFinding[]>((resolve) => {
    timer = setTimeout(() => {
      logger.warn(`The check '${check.name}' did not answer within ${limitMs / 1000} s and was skipped.`);
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
