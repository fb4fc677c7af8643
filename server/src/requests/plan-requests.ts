import type { CancellationToken, Connection } from 'vscode-languageserver';
import { type PlanParams, type PlanResult, planRequest } from '../../../common/protocol';
import type { Logger } from '../../../core/host';
import type { LanguageService } from '../../../core/language-service';
import { failingHandler } from '../connection/safe-handler';
import { problemWithFixes } from '../disk/config-problem';
import type { DiskThread } from '../disk/disk-thread';
import type { ConfigAccess } from './config-access';
import { diskWork, type MachineFacts } from './disk-answers';

interface PlanDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly disk: DiskThread;
  readonly machine: MachineFacts;
}

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
  { service, access, disk, machine }: PlanDependencies,
): Promise<PlanResult> {
  const config = await access.openOrOnDisk(params.uri);
  if (!config) return { plan: undefined, problems: [], version: 0, lines: {} };
  const { parsed, settings } = config;
  machine.gpu = params.gpu ?? machine.gpu;
  const options = {
    ...(await access.optionsFor(params.uri)),
    syntaxErrors: true,
    atStart: true,
    planVersion: params.toolkitVersion,
    gpu: params.gpu,
    measured: params.measured,
    pricePerHour: settings.pricePerHour,
  };
  const startFolders = settings.launchFolder === undefined ? [] : [settings.launchFolder];
  const work = diskWork(parsed, options, { startFolders, network: false, fresh: params.fresh });
  const examination = await disk.examine(work, {
    onCancel: (cancel) => token.onCancellationRequested(cancel),
  });
  if (!examination) throw new Error('The plan was canceled.');
  return {
    plan: examination.plan,
    problems: service.diagnose(parsed, options, examination.findings).map(problemWithFixes),
    version: parsed.version,
    lines: service.valueLines(parsed),
  };
}
