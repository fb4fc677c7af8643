import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentClientCapabilities,
} from 'vscode-languageserver-protocol/node';
import { repositoryRoot } from './find-in-text';

/** A client of the built server over its standard input and output, as any editor would be. */
export interface StdioClient {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  readonly initialized: InitializeResult;
  /** The next diagnostics pushed for a uri that satisfy a condition. */
  pushed(uri: string, until: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]>;
  stop(): Promise<void>;
}

export interface ClientOptions {
  /** The server's program, from the repository; ours if absent. */
  readonly program?: string;
  readonly pull?: boolean;
  /** Answer to `workspace/diagnostic/refresh` of a client that pulls; false for one that knows no such request. */
  readonly refresh?: false | (() => unknown);
  /** Answer to `workspace/inlayHint/refresh`; absent for a client that knows no such request. */
  readonly refreshHints?: () => unknown;
  /** Answer to `workspace/configuration` for the section `qwenLora`, read anew at each request. */
  readonly settings?: () => unknown;
  readonly initializationOptions?: unknown;
  /** A client of an old protocol, which announces nothing. */
  readonly bare?: boolean;
  /** Further capabilities of the client for documents. */
  readonly textDocument?: TextDocumentClientCapabilities;
}

/** Starts `dist/server.js --stdio`, or another server, and initializes it. */
export async function startStdioClient(options: ClientOptions = {}): Promise<StdioClient> {
  const program = path.join(repositoryRoot, options.program ?? 'dist/server.js');
  const server = spawn(process.execPath, [program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const listeners = new Set<(uri: string, diagnostics: Diagnostic[]) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: { uri: string; diagnostics: Diagnostic[] }) => {
      for (const listener of listeners) listener(params.uri, params.diagnostics);
    },
  );
  connection.onRequest('workspace/configuration', (params: { items: unknown[] }) =>
    params.items.map(() => options.settings?.() ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () =>
    options.refresh === undefined || options.refresh === false ? null : options.refresh(),
  );
  connection.onRequest('workspace/inlayHint/refresh', () => options.refreshHints?.() ?? null);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', initializeParams(options));
  await connection.sendNotification('initialized', {});
  return {
    connection,
    server,
    initialized,
    pushed: (uri, until) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => reject(new Error(`no such diagnostics for ${uri}`)), 10_000);
        const listener = (pushedUri: string, diagnostics: Diagnostic[]) => {
          if (pushedUri !== uri || !until(diagnostics)) return;
          clearTimeout(deadline);
          listeners.delete(listener);
          resolve(diagnostics);
        };
        listeners.add(listener);
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      const exited = new Promise((resolve) => server.once('exit', resolve));
      await connection.sendNotification('exit');
      await exited;
      connection.dispose();
    },
  };
}

function initializeParams(options: ClientOptions): InitializeParams {
  return {
    processId: process.pid,
    rootUri: null,
    capabilities: options.bare
      ? {}
      : {
          workspace: {
            configuration: options.settings !== undefined,
            didChangeConfiguration: { dynamicRegistration: true },
            workspaceEdit: { documentChanges: true },
            diagnostics: { refreshSupport: options.refresh !== false },
            ...(options.refreshHints ? { inlayHint: { refreshSupport: true } } : {}),
          },
          textDocument: {
            ...(options.pull ? { diagnostic: { dynamicRegistration: false } } : {}),
            publishDiagnostics: { versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
            codeAction: { dataSupport: true },
            ...options.textDocument,
          },
        },
    ...(options.initializationOptions !== undefined
      ? { initializationOptions: options.initializationOptions }
      : {}),
  };
}
