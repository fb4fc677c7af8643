import {
  type Connection,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type { FindPath, LanguageService, ParsedConfig, RenameRefusal } from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import { safeHandler } from '../connection/safe-handler';

interface DocumentDependencies {
  readonly service: LanguageService;
  readonly documents: Documents;
  isOurs(parsed: ParsedConfig): Promise<boolean>;
  /** Where the paths of a config lead. */
  findPathFor(uri: string): Promise<FindPath>;
}

/** What `answerDocumentRequests` can do, for the server's announcement. */
export const documentCapabilities: ServerCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentLinkProvider: { resolveProvider: false },
  renameProvider: { prepareProvider: true },
};

/** Answers what an editor asks of a whole document: outline, folds, links, and the renaming of the trigger word. */
export function answerDocumentRequests(
  connection: Connection,
  needs: DocumentDependencies,
  logger: Logger,
): void {
  const { service } = needs;
  const configAt = async (uri: string): Promise<ParsedConfig | undefined> => {
    const parsed = needs.documents.open(uri);
    return parsed && (await needs.isOurs(parsed)) ? parsed : undefined;
  };
  connection.onDocumentSymbol(
    safeHandler('outline', logger, [], async ({ textDocument }) => {
      const parsed = await configAt(textDocument.uri);
      return parsed ? service.documentSymbols(parsed) : [];
    }),
  );
  connection.onFoldingRanges(
    safeHandler('folding', logger, [], async ({ textDocument }) => {
      const parsed = await configAt(textDocument.uri);
      return parsed ? service.foldingRanges(parsed) : [];
    }),
  );
  connection.onDocumentLinks(
    safeHandler('links', logger, [], async ({ textDocument: { uri } }) => {
      const parsed = await configAt(uri);
      return parsed ? service.documentLinks(parsed, await needs.findPathFor(uri)) : [];
    }),
  );
  connection.onPrepareRename(
    safeHandler('rename', logger, null, async ({ textDocument, position }) => {
      const parsed = await configAt(textDocument.uri);
      return parsed ? orRefused(service.prepareRename(parsed, position)) : null;
    }),
  );
  connection.onRenameRequest(
    safeHandler('rename', logger, null, async ({ textDocument, position, newName }) => {
      const parsed = await configAt(textDocument.uri);
      return parsed ? orRefused(service.rename(parsed, position, newName)) : null;
    }),
  );
}

/** The editor shows a failed request's message to the person who asked. */
function orRefused<T extends object>(answer: T | RenameRefusal): T | ResponseError<never> {
  return 'refusal' in answer ? new ResponseError(LSPErrorCodes.RequestFailed, answer.refusal) : answer;
}
