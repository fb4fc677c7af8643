import {
  type ClientCapabilities,
  CompletionItemTag,
  type Connection,
  InsertTextMode,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { LanguageHost, Logger } from '../../../core/host';
import {
  type CompletionOptions,
  completionTriggers,
  type LanguageService,
} from '../../../core/language-service';
import { safeHandler } from '../connection/safe-handler';
import { startFolders } from '../disk/path-places';
import type { ConfigAccess } from './config-access';

interface PositionDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly host: LanguageHost;
  readonly client: ClientCapabilities;
}

/** What `answerPositionRequests` can do, for the server's announcement. */
export const positionCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: false },
  hoverProvider: true,
};

/** Answers what an editor asks at the cursor or under the mouse. */
export function answerPositionRequests(
  connection: Connection,
  { service, access, host, client }: PositionDependencies,
  logger: Logger,
): void {
  const abilities = abilitiesOf(client);
  const markdown = client.textDocument?.hover?.contentFormat?.includes('markdown') === true;
  connection.onCompletion(
    safeHandler('completion', logger, [], async ({ textDocument: { uri }, position, context }, token) => {
      const config = await access.openBeginning(uri);
      const bases = startFolders(uri, await access.placesFor(uri));
      if (!config || token.isCancellationRequested) return [];
      return service.complete(config.parsed, position, {
        useCase: config.settings.useCase,
        abilities,
        trigger: context?.triggerCharacter,
        folders: host,
        bases,
      });
    }),
  );
  connection.onHover(
    safeHandler('hover', logger, null, async ({ textDocument: { uri }, position }, token) => {
      const config = await access.openConfig(uri);
      if (!config || token.isCancellationRequested) return null;
      const { useCase } = config.settings;
      return service.hover(config.parsed, position, { useCase, markdown }) ?? null;
    }),
  );
}

function abilitiesOf(client: ClientCapabilities): CompletionOptions['abilities'] {
  const item = client.textDocument?.completion?.completionItem;
  return {
    snippets: item?.snippetSupport === true,
    markdown: item?.documentationFormat?.includes('markdown') === true,
    insertTextMode: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    deprecatedTag: item?.tagSupport?.valueSet.includes(CompletionItemTag.Deprecated) === true,
  };
}
