import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { aliveRequest, type InitializationOptions } from '../../common/protocol';
import { createSignal } from '../../common/signal';
import type { LanguageHost, Logger } from '../../core/host';
import { createLanguageService, fixAllKind } from '../../core/language-service';
import { fitClient } from './connection/client-fit';
import { cacheDocuments } from './connection/documents';
import type { PackageFiles } from './connection/package-files';
import { createScanProgress } from './connection/scan-progress';
import { openWorkspaceFolders } from './connection/workspace-folders';
import { openDiskThread } from './disk/disk-thread';
import { openEnvironments } from './disk/environment';
import { openToolkitReader } from './disk/toolkit-reader';
import { createConfigAccess } from './requests/config-access';
import { diagnoseWithDisk } from './requests/diagnose-with-disk';
import { type DiagnosticsFeed, pullFeed, pushFeed } from './requests/diagnostics-feed';
import { type DiskAnswersDependencies, type MachineFacts, openDiskAnswers } from './requests/disk-answers';
import { answerDocumentRequests, documentCapabilities } from './requests/document-requests';
import { answerHintRequests, hintCapabilities } from './requests/hint-requests';
import { answerLaunchRequests } from './requests/launch-requests';
import { answerPlanRequests } from './requests/plan-requests';
import { answerPositionRequests, positionCapabilities } from './requests/position-requests';
import { openProjectSettings } from './settings/project-settings';
import { openSettingsSource } from './settings/settings-source';

/** Starts answering on a connection: announces what the server can do and hands each request to the language service. */
export function startServer(connection: Connection, files: PackageFiles, host: LanguageHost): void {
  const logger = loggerOf(connection);
  connection.onInitialize((params) => {
    serve(connection, params, files, host, logger);
    return announce(params);
  });
}

function announce(params: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'qwen-lora' },
    capabilities: {
      // Every client has it, whatever else it offers.
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeActionProvider: { codeActionKinds: ['quickfix', fixAllKind] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      // A client that started the server can end it when it hangs.
      experimental: { processId: process.pid },
      ...documentCapabilities,
      ...hintCapabilities,
      ...positionCapabilities,
      ...(canPull(params)
        ? {
            diagnosticProvider: {
              identifier: 'qwen-lora',
              interFileDependencies: false,
              workspaceDiagnostics: false,
            },
          }
        : {}),
    },
  };
}

function serve(
  connection: Connection,
  params: InitializeParams,
  files: PackageFiles,
  host: LanguageHost,
  logger: Logger,
): void {
  const base = documentationBase(params);
  const documentation = (code: string) => (base === undefined ? files.docsPageUri(code) : `${base}${code}`);
  const service = createLanguageService({ schema: files.schema, logger, documentation });
  const open = new TextDocuments(TextDocument);
  const documents = cacheDocuments(service, (uri) => open.get(uri));
  const { workspace } = params.capabilities;
  const changes = createSignal();
  const onChange = () => changes.fire();
  const settings = openSettingsSource(
    connection,
    workspace?.configuration === true,
    workspace?.didChangeConfiguration?.dynamicRegistration === true,
    params.initializationOptions,
    onChange,
    openProjectSettings({ logger, onChange }),
  );
  const toolkits = openToolkitReader({ workerFile: files.toolkitWorker, logger, onChange });
  const access = createConfigAccess({
    documents,
    settings,
    toolkits,
    environments: openEnvironments(logger, onChange),
    workspaceFolders: openWorkspaceFolders(connection, params),
    mayBecomeConfig: (parsed) => service.mayBecomeConfig(parsed),
  });
  const client = params.capabilities;
  const looks = { service, documents, access, logger };
  const { disk, machine, folders, answers } = openDisk(connection, params, files, looks);
  folders.on(onChange);
  const refreshHints = answerHintRequests(connection, { service, access, answers, client }, logger);
  const diagnose = diagnoseWithDisk({ service, access, answers, onNews: refreshHints, logger });
  const feed: DiagnosticsFeed = canPull(params)
    ? pullFeed(connection, diagnose, logger)
    : pushFeed(connection, diagnose, documents, () => open.keys(), logger);
  changes.on(() => feed.everythingChanged());
  changes.on(refreshHints);
  connection.onShutdown(() => disk.dispose());

  open.onDidChangeContent(({ document }) => feed.documentChanged(document.uri));
  open.onDidClose(({ document: { uri } }) => {
    feed.documentClosed(uri);
    for (const each of [diagnose, documents, settings]) each.forget(uri);
  });
  answerLaunchRequests(connection, { service, access }, logger);
  answerPlanRequests(connection, { service, access, disk, machine }, logger);
  const fit = fitClient(client);
  answerDocumentRequests(connection, { service, access, answers, fit, sent: diagnose.sent }, logger);
  answerPositionRequests(connection, { service, access, host, client }, logger);
  connection.onRequest(aliveRequest, () => true);
  open.listen(connection);
}

/** The thread that asks the disk, with what it has answered about the open documents. */
function openDisk(
  connection: Connection,
  { capabilities }: InitializeParams,
  { diskWorker }: PackageFiles,
  parts: Pick<DiskAnswersDependencies, 'service' | 'documents' | 'access' | 'logger'>,
) {
  const { logger } = parts;
  const folders = createSignal();
  const machine: MachineFacts = { gpu: undefined };
  const disk = openDiskThread({ workerFile: diskWorker, logger, onChange: () => folders.fire() });
  const showProgress = createScanProgress(connection, capabilities, logger);
  const answers = openDiskAnswers({ ...parts, disk, folders, machine, showProgress });
  return { disk, machine, folders, answers };
}

/** A client that cannot be told to ask again would never hear what the disk says; it is sent diagnostics instead. */
function canPull({ capabilities }: InitializeParams): boolean {
  return (
    capabilities.textDocument?.diagnostic !== undefined &&
    capabilities.workspace?.diagnostics?.refreshSupport === true
  );
}

function documentationBase(params: InitializeParams): string | undefined {
  const options: Partial<InitializationOptions> | undefined = params.initializationOptions;
  return typeof options?.documentationBase === 'string' ? options.documentationBase : undefined;
}

function loggerOf(connection: Connection): Logger {
  return {
    error: (message) => connection.console.error(message),
    warn: (message) => connection.console.warn(message),
    info: (message) => connection.console.info(message),
    debug: (message) => connection.console.debug(message),
  };
}
