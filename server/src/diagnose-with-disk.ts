import type { Diagnostic } from 'vscode-languageserver';
import { isOurs } from './config-filter';
import type { Diagnose } from './diagnostics-feed';
import type { Documents } from './documents';
import type { DiagnosticOptions, LanguageService, ReportedFinding } from './language/language-service';
import { fileProbe } from './node-host';
import type { SettingsSource } from './settings-source';

interface DiagnoseNeeds {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly settings: SettingsSource;
  optionsFor(uri: string): Promise<DiagnosticOptions>;
}

/** What the disk said about one version of a document. */
interface DiskAnswer {
  readonly version: number;
  findings: readonly ReportedFinding[] | undefined;
  /** Whether diagnostics with these findings have been handed out. */
  told: boolean;
}

/**
 * Diagnostics of open documents. The text's findings never wait for the disk: the disk is asked on the side, once per
 * version, and its findings join when they are there.
 */
export function diagnoseWithDisk(needs: DiagnoseNeeds): Diagnose & { forget(uri: string): void } {
  const answers = new Map<string, DiskAnswer>();
  const { service, documents, settings, optionsFor } = needs;
  return {
    async now(uri, token): Promise<readonly Diagnostic[]> {
      const parsed = documents.open(uri);
      if (!parsed || !isOurs(parsed, await settings.settingsFor(uri))) return [];
      const options = await optionsFor(uri);
      const answer = answers.get(uri);
      const onDisk = answer?.version === parsed.version ? answer : undefined;
      if (onDisk?.findings) onDisk.told = true;
      const cancellable = token ? { ...options, isCancelled: () => token.isCancellationRequested } : options;
      return service.diagnose(parsed, cancellable, onDisk?.findings).map(({ diagnostic }) => diagnostic);
    },
    async diskChanged(uri) {
      const parsed = documents.open(uri);
      const current = await settings.settingsFor(uri);
      if (!parsed || !isOurs(parsed, current)) return false;
      let answer = answers.get(uri);
      if (answer?.version !== parsed.version) {
        answer = { version: parsed.version, findings: undefined, told: false };
        answers.set(uri, answer);
        const probe = fileProbe(current.launchFolder);
        answer.findings = await service.findOnDisk(parsed, await optionsFor(uri), probe);
      }
      const fresh = (answer.findings?.length ?? 0) > 0 && !answer.told;
      return fresh && documents.open(uri)?.version === answer.version;
    },
    forget: (uri) => answers.delete(uri),
  };
}
