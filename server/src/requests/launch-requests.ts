import type { CancellationToken, Connection } from 'vscode-languageserver';
import {
  type CheckConfigParams,
  type CheckConfigResult,
  type ControlCopyParams,
  type ControlCopyResult,
  checkConfigRequest,
  controlCopyRequest,
  type FindConfigsParams,
  type FindConfigsResult,
  findConfigsRequest,
  type SetValuesParams,
  type SetValuesResult,
  setValuesRequest,
} from '../../../common/protocol';
import type { Logger } from '../../../core/host';
import type { LanguageService } from '../../../core/language-service';
import { failingHandler } from '../connection/safe-handler';
import { checkStart } from '../disk/check-start';
import type { ConfigAccess } from './config-access';

interface LaunchDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
}

/** Answers what a start asks: is this a config, what is wrong with it, what does it say, and the copy that it trains. */
export function answerLaunchRequests(
  connection: Connection,
  { service, access }: LaunchDependencies,
  logger: Logger,
): void {
  connection.onRequest(
    checkConfigRequest,
    failingHandler(checkConfigRequest, logger, (params: CheckConfigParams, token) =>
      checkConfig(params, token, service, access),
    ),
  );
  connection.onRequest(
    findConfigsRequest,
    failingHandler(findConfigsRequest, logger, (params: FindConfigsParams, token) =>
      findConfigs(params, token, service, access),
    ),
  );
  connection.onRequest(
    setValuesRequest,
    failingHandler(
      setValuesRequest,
      logger,
      async ({ uri, values }: SetValuesParams): Promise<SetValuesResult> => {
        const config = await access.openOrOnDisk(uri);
        return { edits: config ? service.setValues(config.parsed, values) : [] };
      },
    ),
  );
  connection.onRequest(
    controlCopyRequest,
    failingHandler(
      controlCopyRequest,
      logger,
      async ({ uri, databasePath }: ControlCopyParams): Promise<ControlCopyResult> => {
        const config = await access.openOrOnDisk(uri);
        return { text: config && service.controlCopy(config.parsed, databasePath) };
      },
    ),
  );
}

async function checkConfig(
  { uri, start }: CheckConfigParams,
  token: CancellationToken,
  service: LanguageService,
  access: ConfigAccess,
): Promise<CheckConfigResult> {
  const config = await access.openOrOnDisk(uri);
  if (!config) return { isConfig: false, problems: [], job: undefined, start: undefined, fixAll: [] };
  const isCancelled = () => token.isCancellationRequested;
  return checkStart(service, config.parsed, await access.optionsFor(uri, start), start, isCancelled);
}

async function findConfigs(
  { uris }: FindConfigsParams,
  token: CancellationToken,
  service: LanguageService,
  access: ConfigAccess,
): Promise<FindConfigsResult> {
  const configs: { uri: string; name: string | undefined }[] = [];
  for (const uri of uris) {
    if (token.isCancellationRequested) break;
    const config = await access.openOrOnDisk(uri);
    if (config) configs.push({ uri, name: service.jobSummary(config.parsed)?.name });
  }
  return { configs };
}
