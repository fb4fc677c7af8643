import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  DocumentDiagnosticRequest,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { notificationText } from './launch/notification-text';
import { createServerGuard, type ServerGuard } from './server-guard';
import { watchRequests } from './server-watch';

type SendRequest = NonNullable<NonNullable<LanguageClientOptions['middleware']>['sendRequest']>;

/** What keeps a dying or hanging server from taking the editor's patience with it. */
export interface ServerDeaths extends vscode.Disposable {
  readonly errorHandler: ErrorHandler;
  readonly sendRequest: SendRequest;
  /** The server has been started by hand. */
  startedAgain(): void;
}

export interface DeathNeeds {
  readonly log: vscode.LogOutputChannel;
  /** Resolves when the server answers anything. */
  isAlive(): Promise<unknown>;
  /** The server's process; undefined before it has said so. */
  processId(): number | undefined;
  restart(): Promise<void>;
}

/** Restarts the server when it dies, tells once, and after five deaths in three minutes stops and names the document. */
export function watchServerDeaths(needs: DeathNeeds): ServerDeaths {
  const guard = createServerGuard(Date.now);
  const watched = watchRequests({ guard, isAlive: needs.isAlive, kill: () => kill(needs), later });
  const changes = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) guard.changed(document.uri.toString());
  });
  return {
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => afterDeath(guard, needs),
    },
    sendRequest: (type, params, token, next) => {
      const method = typeof type === 'string' ? type : type.method;
      const uri = uriOf(params);
      if (uri === undefined) return next(type, params, token);
      if (guard.isSkipped(uri)) return skippedAnswer(method);
      return watched(uri, () => next(type, params, token));
    },
    startedAgain: () => guard.startedAgain(),
    dispose: () => changes.dispose(),
  };
}

function afterDeath(guard: ServerGuard, needs: DeathNeeds): CloseHandlerResult {
  const { restart, tell, suspect } = guard.died(Date.now());
  const file = suspect === undefined ? undefined : vscode.workspace.asRelativePath(vscode.Uri.parse(suspect));
  needs.log.error(`The language server ended unexpectedly.${restart ? ' It is started again.' : ''}`);
  if (!restart) {
    const message = `The Qwen LoRA Trainer language server ended five times within three minutes${
      file === undefined ? '' : ` while it checked ${file}; this file is not checked until it changes`
    }. Configs are not checked until the server is restarted.`;
    ask(message, needs).catch((error) => needs.log.error(String(error)));
    return { action: CloseAction.DoNotRestart, handled: true };
  }
  if (tell) {
    void vscode.window.showWarningMessage(
      'The Qwen LoRA Trainer language server ended unexpectedly and was restarted. The log shows more.',
    );
  }
  return { action: CloseAction.Restart, handled: true };
}

async function ask(message: string, { restart, log }: DeathNeeds): Promise<void> {
  const again = 'Restart';
  const show = 'Show log';
  const chosen = await vscode.window.showErrorMessage(notificationText(message), again, show);
  if (chosen === again) await restart();
  if (chosen === show) log.show();
}

/** The end of the process is a death as any other. */
function kill({ log, processId }: DeathNeeds): void {
  const pid = processId();
  log.error('The language server does not answer; it is ended.');
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    log.error(`The language server could not be ended: ${String(error)}`);
  }
}

/** Nothing is said of a document that is left alone, but that it is. */
function skippedAnswer<R>(method: string): Promise<R> {
  if (method !== DocumentDiagnosticRequest.method) {
    return Promise.reject(
      new Error('This file is not checked, because the language server ended while it checked it.'),
    );
  }
  const start = { line: 0, character: 0 };
  const items = [
    {
      range: { start, end: start },
      severity: 2,
      source: 'qwen-lora',
      code: 'check-failed',
      message:
        'This file is not checked, because the language server ended while it checked it. It is checked again when it changes.',
    },
  ];
  return Promise.resolve({ kind: 'full', items } as R);
}

/** The document that a request of the protocol, or one of ours, is about. */
function uriOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const { textDocument, uri } = params as { textDocument?: { uri?: unknown }; uri?: unknown };
  const found = textDocument?.uri ?? uri;
  return typeof found === 'string' ? found : undefined;
}

function later(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
