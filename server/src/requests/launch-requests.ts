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
<<<<<<< HEAD
import { checkStart } from '../disk/check-start';
=======
import type { DiskThread } from '../disk/disk-thread';
import { fileProbe } from '../disk/node-host';
>>>>>>> e80844e (Examine the disk in a thread of its own, and show what numbers come to as inlay hints)
import type { ConfigAccess } from './config-access';
import { diskWork } from './disk-answers';

interface LaunchDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly disk: DiskThread;
}

/** Answers what a start asks: is this a config, what is wrong with it, what does it say, and the copy that it trains. */
export function answerLaunchRequests(
  connection: Connection,
  dependencies: LaunchDependencies,
  logger: Logger,
): void {
  const { service, access } = dependencies;
  connection.onRequest(
    checkConfigRequest,
    failingHandler(checkConfigRequest, logger, (params: CheckConfigParams, token) =>
      checkConfig(params, token, dependencies),
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
  { service, access, disk }: LaunchDependencies,
): Promise<CheckConfigResult> {
  const config = await access.openOrOnDisk(uri);
  if (!config) return { isConfig: false, problems: [], job: undefined, start: undefined };
<<<<<<< HEAD
  const isCancelled = () => token.isCancellationRequested;
  return checkStart(service, config.parsed, await access.optionsFor(uri, start), start, isCancelled);
=======
  const { parsed } = config;
  const options: DiagnosticOptions = {
    ...(await access.optionsFor(uri, start)),
    syntaxErrors: true,
    atStart: true,
    isCancelled: () => token.isCancellationRequested,
  };
  // A start may ask the network, which the checks while typing never do, and does not trust what was read before.
  const look = start && { startFolders: [start.workingDirectory], network: true, fresh: true };
  const examination =
    look &&
    (await disk.examine(diskWork(parsed, options, look), {
      onCancel: (cancel) => token.onCancellationRequested(cancel),
    }));
  if (look && !examination) throw new Error('The check was cancelled.');
  const problems = service.diagnose(parsed, options, examination?.findings);
  return {
    isConfig: true,
    problems: problems.map(({ diagnostic, severity }) => ({
      code: String(diagnostic.code),
      severity,
      message: typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value,
      range: diagnostic.range,
    })),
    job: service.jobSummary(parsed),
    start: start && (await startFacts(parsed, options, start, service)),
  };
}

async function startFacts(
  parsed: ParsedConfig,
  options: DiagnosticOptions,
  start: StartPlace,
  service: LanguageService,
): Promise<StartFacts> {
  const { jobFolder, resume } = await service.startFacts(
    parsed,
    options,
    fileProbe(start.workingDirectory, { network: true }),
  );
  return {
    jobFolder: jobFolder && path.resolve(start.workingDirectory, jobFolder),
    resume,
    packages: service.neededPackages(parsed),
  };
>>>>>>> e80844e (Examine the disk in a thread of its own, and show what numbers come to as inlay hints)
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
