import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { InitializationOptions } from '../../common/protocol';
import { isOurs } from './config-filter';
import { diagnoseWithDisk } from './diagnose-with-disk';
import { type DiagnosticsFeed, pullFeed, pushFeed } from './diagnostics-feed';
import { answerDocumentRequests, documentCapabilities } from './document-requests';
import { cacheDocuments } from './documents';
import type { LanguageHost, Logger } from './language/host';
import {
  createLanguageService,
  type DiagnosticOptions,
  fixAllKind,
  type ParsedConfig,
} from './language/language-service';
import { answerLaunchRequests } from './launch-requests';
import type { PackageFiles } from './package-files';
import { folderOf, pathFinder, workspaceFolderOf } from './path-places';
import { safeHandler } from './safe-handler';
import { openSettingsSource } from './settings-source';
import { toolkitFolder } from './toolkit-folder';
import { openToolkitReader } from './toolkit-reader';
import { answerTypingRequests, typingCapabilities } from './typing-requests';
import { openWorkspaceFolders } from './workspace-folders';

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
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeActionProvider: { codeActionKinds: ['quickfix', fixAllKind] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...documentCapabilities,
      ...typingCapabilities,
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
  const service = createLanguageService({
    schema: files.schema,
    logger,
    documentation: (code) => (base === undefined ? files.docsPageUri(code) : `${base}${code}`),
  });
  const open = new TextDocuments(TextDocument);
  const documents = cacheDocuments(service, (uri) => open.get(uri));
  const workspace = params.capabilities.workspace;
  const settings = openSettingsSource(
    connection,
    workspace?.configuration === true,
    workspace?.didChangeConfiguration?.dynamicRegistration === true,
    () => feed.everythingChanged(),
  );
  const workspaceFolders = openWorkspaceFolders(connection, params);
  const toolkits = openToolkitReader({
    workerFile: files.toolkitWorker,
    logger,
    onChange: () => feed.everythingChanged(),
  });
  const optionsFor = async (uri: string): Promise<DiagnosticOptions> => {
    const { rules, useCase, syntaxErrors, toolkitPath } = await settings.settingsFor(uri);
    const folder = toolkitFolder(toolkitPath, {
      workspaceFolder: workspaceFolderOf(uri, workspaceFolders()),
      fileDirname: folderOf(uri),
    });
    return {
      severities: rules,
      useCase,
      syntaxErrors,
      hasVariable: (name) => host.hasVariable(name),
      toolkit: folder === undefined ? undefined : toolkits.keysFor(folder),
    };
  };
  const diagnose = diagnoseWithDisk({ service, documents, settings, optionsFor });
  const feed: DiagnosticsFeed = canPull(params)
    ? pullFeed(connection, diagnose, logger)
    : pushFeed(connection, diagnose, documents, () => open.keys(), logger);

  open.onDidChangeContent(({ document }) => feed.documentChanged(document.uri));
  open.onDidClose(({ document: { uri } }) => {
    feed.documentClosed(uri);
    diagnose.forget(uri);
    documents.forget(uri);
    settings.forget(uri);
  });
  connection.onCodeAction(
    safeHandler('code actions', logger, [], async ({ textDocument: { uri }, context }) => {
      const parsed = documents.open(uri);
      if (!parsed || !isOurs(parsed, await settings.settingsFor(uri))) return [];
      return service.codeActions(parsed, context, await optionsFor(uri));
    }),
  );
  const isOursBySettings = async (parsed: ParsedConfig) =>
    isOurs(parsed, await settings.settingsFor(parsed.uri));
  answerLaunchRequests(connection, { service, documents, optionsFor, isOurs: isOursBySettings }, logger);
  answerDocumentRequests(
    connection,
    {
      service,
      documents,
      isOurs: isOursBySettings,
      findPathFor: async (uri) => {
        const { launchFolder } = await settings.settingsFor(uri);
        return pathFinder(uri, { launchFolder, workspaceFolders: workspaceFolders() });
      },
    },
    logger,
  );
  const { capabilities: client } = params;
  answerTypingRequests(connection, { service, documents, settings, host, workspaceFolders, client }, logger);
  open.listen(connection);
}

function canPull(params: InitializeParams): boolean {
  return params.capabilities.textDocument?.diagnostic !== undefined;
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
