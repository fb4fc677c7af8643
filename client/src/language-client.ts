import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, State, TransportKind } from 'vscode-languageclient/node';
import {
  aliveRequest,
  type CheckConfigParams,
  type CheckConfigResult,
  type ControlCopyParams,
  type ControlCopyResult,
  checkConfigRequest,
  controlCopyRequest,
  type FindConfigsParams,
  type FindConfigsResult,
  findConfigsRequest,
  type InitializationOptions,
  type PlanParams,
  type PlanResult,
  planRequest,
  type SetValuesParams,
  type SetValuesResult,
  type StartPlace,
  setValuesRequest,
} from '../../common/protocol';
import type { PathPlaces } from './launch/setting-path';
import { type ServerDeaths, watchServerDeaths } from './server-deaths';
import { resolveForServer } from './server-settings';

const redHatYaml = 'redhat.vscode-yaml';
const languages = ['yaml', 'json', 'jsonc'];
const schemes = ['file', 'untitled', 'vscode-vfs'];

/** The language server as the rest of the client sees it. */
export interface Server extends vscode.Disposable {
  start(): Promise<void>;
  /** Stops and starts again. Calls made meanwhile join the restart that waits. */
  restart(): Promise<void>;
  checkConfig(uri: vscode.Uri, start?: StartPlace): Promise<CheckConfigResult>;
  controlCopy(uri: vscode.Uri, databasePath: string): Promise<string | undefined>;
  findConfigs(uris: readonly vscode.Uri[]): Promise<FindConfigsResult>;
  /** The plan of a config, with the findings of its text and of the folders that it names. */
  plan(params: Omit<PlanParams, 'uri'>, uri: vscode.Uri): Promise<PlanResult>;
  /** The edits that write values into a config. */
  setValues(uri: vscode.Uri, values: SetValuesParams['values']): Promise<SetValuesResult>;
  /** The server's process, while it runs. */
  processId(): number | undefined;
  /** Tells the server to ask for its settings again, after something outside them has changed. */
  refreshSettings(): void;
}

export interface ServerOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** The ai-toolkit checkout that is known without a setting. */
  readonly knownToolkit: () => string | undefined;
}

export function createServer({ context, log, knownToolkit }: ServerOptions): Server {
  const deaths = watchServerDeaths({
    log,
    isAlive: () => client.sendRequest(aliveRequest),
    processId: () => processIdOf(client),
    restart: () => restart(),
  });
  const client = createClient(context, clientOptions(log, knownToolkit, deaths));

  const refreshSettings = () => {
    if (!client.isRunning()) return;
    client
      .sendNotification('workspace/didChangeConfiguration', { settings: null })
      .catch((error) => log.warn(`The language server did not accept the new settings: ${String(error)}`));
  };

  let lastStep: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const enqueue = (step: () => Promise<void>): Promise<void> => {
    const result = lastStep.then(step);
    lastStep = result.catch(() => undefined);
    return result;
  };

  const neighbors = watchYamlErrors(refreshSettings);
  const ask: Ask = async (request, params) => {
    await lastStep;
    if (client.state === State.Stopped) {
      throw new Error("The language server is not running. Run 'Qwen LoRA: Restart language server'.");
    }
    return client.sendRequest(request, params);
  };
  const restart = (): Promise<void> => {
    waiting ??= enqueue(async () => {
      waiting = undefined;
      log.info('Restarting the language server.');
      if (client.needsStop()) await client.stop();
      deaths.startedAgain();
      await client.start();
    });
    return waiting;
  };

  return {
    start: () => enqueue(() => client.start()),
    restart,
    ...requestsBy(ask),
    processId: () => processIdOf(client),
    refreshSettings,
    dispose: () => {
      neighbors.dispose();
      deaths.dispose();
      void enqueue(async () => {
        if (client.needsStop()) await client.stop();
      });
    },
  };
}

function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const transport = TransportKind.ipc;
  const debug = { module, transport, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  return new LanguageClient('qwenLora', 'Qwen LoRA Trainer', { run: { module, transport }, debug }, options);
}

type Ask = <R>(request: string, params: object) => Promise<R>;
type Requests = 'checkConfig' | 'controlCopy' | 'findConfigs' | 'plan' | 'setValues';

function requestsBy(ask: Ask): Pick<Server, Requests> {
  return {
    checkConfig: (uri, start) => {
      const params: CheckConfigParams = { uri: uri.toString(), ...(start ? { start } : {}) };
      return ask<CheckConfigResult>(checkConfigRequest, params);
    },
    controlCopy: async (uri, databasePath) => {
      const params: ControlCopyParams = { uri: uri.toString(), databasePath };
      return (await ask<ControlCopyResult>(controlCopyRequest, params)).text;
    },
    findConfigs: (uris) => {
      const params: FindConfigsParams = { uris: uris.map((uri) => uri.toString()) };
      return ask<FindConfigsResult>(findConfigsRequest, params);
    },
    plan: (params, uri) => ask<PlanResult>(planRequest, { ...params, uri: uri.toString() }),
    setValues: (uri, values) => {
      const params: SetValuesParams = { uri: uri.toString(), values };
      return ask<SetValuesResult>(setValuesRequest, params);
    },
  };
}

/** The server says it when it starts. */
function processIdOf(client: LanguageClient): number | undefined {
  const experimental: unknown = client.initializeResult?.capabilities.experimental;
  if (typeof experimental !== 'object' || experimental === null) return undefined;
  const { processId } = experimental as { processId?: unknown };
  return typeof processId === 'number' ? processId : undefined;
}

/** The other extension may be installed, removed or disabled while we run; its activation has no event of its own. */
function watchYamlErrors(onChange: () => void): vscode.Disposable {
  let elsewhere = reportsYamlErrors();
  const compareAgain = () => {
    if (elsewhere === reportsYamlErrors()) return;
    elsewhere = !elsewhere;
    onChange();
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(compareAgain),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('yaml.validate')) compareAgain();
    }),
  );
}

function clientOptions(
  log: vscode.LogOutputChannel,
  knownToolkit: () => string | undefined,
  deaths: ServerDeaths,
): LanguageClientOptions {
  const documentationBase = `${vscode.env.uriScheme}://qwen-lora.qwen-lora-trainer/rules/`;
  const initializationOptions: InitializationOptions = { documentationBase };
  return {
    documentSelector: languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
    initializationOptions,
    outputChannel: log,
    synchronize: { configurationSection: 'qwenLora' },
    diagnosticPullOptions: { onChange: true, onSave: false, onTabs: false },
    markdown: { isTrusted: { enabledCommands: ['qwenLora.openRuleDocs'] } },
    errorHandler: deaths.errorHandler,
    middleware: {
      sendRequest: deaths.sendRequest,
      provideHover: async (document, position, token, next) =>
        withCommandLinks(await next(document, position, token), documentationBase),
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          if (!Array.isArray(answers)) return answers;
          const known = {
            yamlErrorsReportedElsewhere: reportsYamlErrors(),
            toolkitPath: knownToolkit(),
          };
          return params.items.map((item, at) =>
            resolveForServer(item.section, answers[at], { ...known, places: placesOf(item.scopeUri) }),
          );
        },
      },
    },
  };
}

/** Hovers may not link to the editor's own scheme, but to commands that they are trusted with. */
function withCommandLinks(hover: vscode.Hover | null | undefined, documentationBase: string) {
  for (const content of hover?.contents ?? []) {
    if (!(content instanceof vscode.MarkdownString)) continue;
    content.value = content.value.replace(/\]\(([^()\s]+)\)/g, (link, target: string) => {
      if (!target.startsWith(documentationBase)) return link;
      const code = target.slice(documentationBase.length);
      return `](command:qwenLora.openRuleDocs?${encodeURIComponent(JSON.stringify([code]))})`;
    });
  }
  return hover;
}

function placesOf(scopeUri: string | undefined): PathPlaces {
  const uri = scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri);
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  const workspaceFolder = folder ?? vscode.workspace.workspaceFolders?.[0];
  return {
    platform: process.platform,
    home: homedir(),
    workspaceFolder: workspaceFolder?.uri.fsPath,
    fileDirname: uri?.scheme === 'file' ? path.dirname(uri.fsPath) : homedir(),
  };
}

/** Red Hat's extension activates on the first YAML document; installed and enabled means that it will speak. */
function reportsYamlErrors(): boolean {
  const extension = vscode.extensions.getExtension(redHatYaml);
  if (!extension) return false;
  return vscode.workspace.getConfiguration('yaml').get<unknown>('validate') !== false;
}
