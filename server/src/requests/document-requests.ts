import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type { LanguageService, ParsedConfig, RenameRefusal } from '../../../core/language-service';
import type { ClientFit } from '../connection/client-fit';
import { type GuardedHandler, safeHandler } from '../connection/safe-handler';
import { pathFinder } from '../disk/path-places';
import type { ConfigAccess } from './config-access';
import type { DiskAnswers } from './disk-answers';

interface DocumentDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly answers: DiskAnswers;
  readonly fit: ClientFit;
  /** The diagnostics of a document as the client has them. */
  sent(uri: string): readonly Diagnostic[];
}

/** What `answerDocumentRequests` can do, for the server's announcement. */
export const documentCapabilities: ServerCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentLinkProvider: { resolveProvider: false },
  renameProvider: { prepareProvider: true },
};

/** Answers what an editor asks of a whole document: fixes, outline, folds, links, and the renaming of the trigger word. */
export function answerDocumentRequests(
  connection: Connection,
  { service, access, answers, fit, sent }: DocumentDependencies,
  logger: Logger,
): void {
  /** Answers `empty` for documents that are not configs, and when the request was canceled while the config was opened. */
  const onConfig = <P extends { readonly textDocument: { readonly uri: string } }, R>(
    name: string,
    empty: R,
    handle: (parsed: ParsedConfig, params: P) => R | Promise<R>,
  ): GuardedHandler<P, R> =>
    safeHandler(name, logger, empty, async (params: P, token: CancellationToken) => {
      const config = await access.openConfig(params.textDocument.uri);
      return config && !token.isCancellationRequested ? handle(config.parsed, params) : empty;
    });

  connection.onCodeAction(
    onConfig('code actions', [], async (parsed, { context, range }) => {
      const diagnostics = fit.withData(context.diagnostics, sent(parsed.uri));
      const options = await access.optionsFor(parsed.uri);
      const actions = service.codeActions(parsed, { ...context, diagnostics }, options);
      const isRewrite =
        context.only === undefined || context.only.some((kind) => 'refactor.rewrite'.startsWith(kind));
      const epochs = answers.answerFor(parsed.uri)?.examination.epochs;
      const intervals = isRewrite && epochs ? service.intervalActions(parsed, range, epochs) : [];
      return [...actions, ...intervals].map(fit.action);
    }),
  );
  connection.onDocumentSymbol(onConfig('outline', [], (parsed) => service.documentSymbols(parsed)));
  connection.onFoldingRanges(onConfig('folding', [], (parsed) => service.foldingRanges(parsed)));
  connection.onDocumentLinks(
    onConfig('links', [], async (parsed) =>
      service.documentLinks(parsed, pathFinder(parsed.uri, await access.placesFor(parsed.uri))),
    ),
  );
  connection.onPrepareRename(
    onConfig('rename', null, (parsed, { position }) => orRefused(service.prepareRename(parsed, position))),
  );
  connection.onRenameRequest(
    onConfig('rename', null, (parsed, { position, newName }) => {
      const answer = orRefused(service.rename(parsed, position, newName));
      return answer instanceof ResponseError ? answer : fit.edit(answer);
    }),
  );
}

/** The editor shows a failed request's message to the person who asked. */
function orRefused<T extends object>(answer: T | RenameRefusal): T | ResponseError<never> {
  return 'refusal' in answer ? new ResponseError(LSPErrorCodes.RequestFailed, answer.refusal) : answer;
}
