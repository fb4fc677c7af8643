import type { ClientCapabilities, Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type { LanguageService } from '../../../core/language-service';
import { safeHandler } from '../connection/safe-handler';
import type { ConfigAccess } from './config-access';
import type { DiskAnswers } from './disk-answers';

interface HintDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly answers: DiskAnswers;
  readonly client: ClientCapabilities;
}

/** What `answerHintRequests` can do, for the server's announcement. */
export const hintCapabilities: ServerCapabilities = { inlayHintProvider: { resolveProvider: false } };

/**
 * Answers inlay hints from the last look at the disk, which happens beside the diagnostics; nothing is read here.
 *
 * @returns a function that makes the client ask again
 */
export function answerHintRequests(
  connection: Connection,
  { service, access, answers, client }: HintDependencies,
  logger: Logger,
): () => void {
  connection.languages.inlayHint.on(
    safeHandler('inlay hints', logger, [], async ({ textDocument: { uri }, range }, token) => {
      const config = await access.openConfig(uri);
      const answer = answers.answerFor(uri);
      if (!config || !answer || token.isCancellationRequested) return [];
      const { off } = config.settings.inlayHints;
      const wanted = answer.examination.hints.filter(({ kind }) => !off.has(kind));
      return service.inlayHints(config.parsed, wanted, answer.of, range);
    }),
  );
  if (client.workspace?.inlayHint?.refreshSupport !== true) return nothing;
  return () => {
    connection.languages.inlayHint
      .refresh()
      .catch((error) => logger.warn(`the client does not ask for hints again: ${String(error)}`));
  };
}

function nothing(): void {
  // The client asks again by itself after each change.
}
