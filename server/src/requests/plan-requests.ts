import type { CancellationToken, Connection } from 'vscode-languageserver';
import { type PlanParams, type PlanResult, planRequest } from '../../../common/protocol';
import type { Logger } from '../../../core/host';
import { type LanguageService, scanOfConfig } from '../../../core/language-service';
import { buildPlan } from '../../../core/plan/index';
import { failingHandler } from '../connection/safe-handler';
import type { FileMemory } from '../disk/file-memory';
import { fileProbe } from '../disk/node-host';
import type { ConfigAccess } from './config-access';

interface PlanDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly memory: FileMemory;
}

/** The version that a plan is made for if no other is known. */
const defaultVersion = '0.12.26';

/** Answers what a run will do: the plan, what is wrong with the text and its folders, and where each value is written. */
export function answerPlanRequests(
  connection: Connection,
  dependencies: PlanDependencies,
  logger: Logger,
): void {
  connection.onRequest(
    planRequest,
    failingHandler(planRequest, logger, (params: PlanParams, token) => plan(params, token, dependencies)),
  );
}

async function plan(
  params: PlanParams,
  token: CancellationToken,
  { service, access, memory }: PlanDependencies,
): Promise<PlanResult> {
  const config = await access.openOrOnDisk(params.uri);
  if (!config) return { plan: undefined, problems: [], lines: {} };
  const { parsed, settings } = config;
  const options = { ...(await access.optionsFor(params.uri)), syntaxErrors: true, atStart: true };
  const probe = memory.remember(fileProbe(settings.launchFolder), settings.launchFolder ?? '');
  const scan = scanOfConfig(probe, () => token.isCancellationRequested);
  const onDisk = await service.findOnDisk(parsed, options, probe, scan);
  const [process] = parsed.config.trainers;
  const toolkitVersion = params.toolkitVersion ?? options.toolkitVersion ?? defaultVersion;
  const made =
    process &&
    (await buildPlan({
      config: parsed.config,
      process,
      probe,
      scan: await scan(process),
      toolkitVersion,
      gpu: params.gpu,
    }));
  return {
    plan: made,
    problems: service
      .diagnose(parsed, options, onDisk)
      .map(({ diagnostic: { code, range }, severity, message }) => ({
        code: String(code),
        severity,
        message,
        range,
      })),
    lines: service.valueLines(parsed),
  };
}
