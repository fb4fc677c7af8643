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
import type { Documents } from '../connection/documents';
import { safeHandler } from '../connection/safe-handler';
import type { WorkspaceFolders } from '../connection/workspace-folders';
import { startFolders } from '../disk/path-places';
import { isExcluded, isOurs } from '../settings/config-filter';
import type { SettingsSource } from '../settings/settings-source';

interface PositionDependencies {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly settings: SettingsSource;
  readonly host: LanguageHost;
  readonly workspaceFolders: WorkspaceFolders;
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
  needs: PositionDependencies,
  logger: Logger,
): void {
  const { service, documents, settings, host, workspaceFolders, client } = needs;
  const abilities = abilitiesOf(client);
  const hoverInMarkdown = client.textDocument?.hover?.contentFormat?.includes('markdown') === true;
  connection.onCompletion(
    safeHandler('completion', logger, [], async ({ textDocument: { uri }, position, context }) => {
      const parsed = documents.open(uri);
      if (!parsed) return [];
      const current = await settings.settingsFor(uri);
      const begun = service.mayBecomeConfig(parsed) && !isExcluded(uri, current);
      if (!begun && !isOurs(parsed, current)) return [];
      return service.complete(parsed, position, {
        useCase: current.useCase,
        abilities,
        trigger: context?.triggerCharacter,
        folders: host,
        bases: startFolders(uri, {
          launchFolder: current.launchFolder,
          workspaceFolders: workspaceFolders(),
        }),
      });
    }),
  );
  connection.onHover(
    safeHandler('hover', logger, null, async ({ textDocument: { uri }, position }) => {
      const parsed = documents.open(uri);
      const current = await settings.settingsFor(uri);
      if (!parsed || !isOurs(parsed, current)) return null;
      return service.hover(parsed, position, { useCase: current.useCase, markdown: hoverInMarkdown }) ?? null;
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
