import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type { LanguageService } from '../../../core/language-service';
import type { ConfigAccess } from './config-access';
import type { Diagnose } from './diagnostics-feed';
import type { DiskAnswer, DiskAnswers } from './disk-answers';

interface DiagnoseDependencies {
  readonly service: LanguageService;
  readonly access: ConfigAccess;
  readonly answers: DiskAnswers;
  /** Told when the disk has said something new about a document. */
  onNews(): void;
  readonly logger: Logger;
}

/**
 * Diagnostics of open documents. The text's findings never wait for the disk: its findings join when they are there. Until
 * then those of the last version stand where they still can.
 */
export function diagnoseWithDisk(
  dependencies: DiagnoseDependencies,
): Diagnose & { forget(uri: string): void; sent(uri: string): readonly Diagnostic[] } {
  const last = new Map<string, readonly Diagnostic[]>();
  const { service, answers, logger } = dependencies;
  return {
    async now(uri, token): Promise<readonly Diagnostic[]> {
      try {
        const found = await findNow(uri, token, answers.answerFor(uri), dependencies);
        if (token?.isCancellationRequested !== true) last.set(uri, found);
        return found;
      } catch (error) {
        // A crash of ours must not read as a clean file: what was found before stays, and the failure is said.
        logger.error(`diagnostics: ${error instanceof Error ? error.stack : String(error)}`);
        return [...(last.get(uri) ?? []), service.failureDiagnostic()];
      }
    },
    async diskChanged(uri) {
      const isNews = await answers.ask(uri);
      if (isNews) dependencies.onNews();
      return isNews;
    },
    sent: (uri) => last.get(uri) ?? [],
    forget(uri) {
      answers.forget(uri);
      last.delete(uri);
    },
  };
}

async function findNow(
  uri: string,
  token: CancellationToken | undefined,
  answer: DiskAnswer | undefined,
  { service, access }: DiagnoseDependencies,
): Promise<readonly Diagnostic[]> {
  const config = await access.openConfig(uri);
  if (!config) return [];
  const { parsed } = config;
  const options = await access.optionsFor(uri);
  const onDisk = answer && service.rebase(answer.examination, answer.of, parsed).findings;
  const cancellable = token ? { ...options, isCancelled: () => token.isCancellationRequested } : options;
  const found = service.diagnose(parsed, cancellable, onDisk).map(({ diagnostic }) => diagnostic);
  return answer?.failed === true ? [...found, service.failureDiagnostic()] : found;
}
