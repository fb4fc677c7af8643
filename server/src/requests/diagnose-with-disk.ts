import { setTimeout } from 'node:timers/promises';
import type { Diagnostic } from 'vscode-languageserver';
import type {
  DiagnosticOptions,
  LanguageService,
  ParsedConfig,
  ReportedFinding,
} from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import { fileProbe } from '../disk/node-host';
import { isOurs } from '../settings/config-filter';
import type { Settings } from '../settings/settings';
import type { SettingsSource } from '../settings/settings-source';
import type { Diagnose } from './diagnostics-feed';

interface DiagnoseDependencies {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly settings: SettingsSource;
  optionsFor(uri: string): Promise<DiagnosticOptions>;
}

/** What the disk said about one version of a document. */
interface DiskAnswer {
  readonly asked: ParsedConfig;
  /** The settings that it was asked under; changed ones are another object. */
  readonly settings: Settings;
  readonly findings: readonly ReportedFinding[];
}

/** Milliseconds without a keystroke before the disk is asked. */
const typingPause = 250;

/**
 * Diagnostics of open documents. The text's findings never wait for the disk: the disk is asked on the side, once typing
 * pauses, and its findings join when they are there. Until then those of the last version stand where they still can.
 */
export function diagnoseWithDisk(needs: DiagnoseDependencies): Diagnose & { forget(uri: string): void } {
  const answers = new Map<string, DiskAnswer>();
  const asking = new Set<ParsedConfig>();
  const { service, documents, settings, optionsFor } = needs;
  return {
    async now(uri, token): Promise<readonly Diagnostic[]> {
      const parsed = documents.open(uri);
      if (!parsed || !isOurs(parsed, await settings.settingsFor(uri))) return [];
      const options = await optionsFor(uri);
      const answer = answers.get(uri);
      const onDisk = answer && service.rebaseFindings(answer.findings, answer.asked, parsed);
      const cancellable = token ? { ...options, isCancelled: () => token.isCancellationRequested } : options;
      return service.diagnose(parsed, cancellable, onDisk).map(({ diagnostic }) => diagnostic);
    },
    async diskChanged(uri) {
      const parsed = documents.open(uri);
      const current = await settings.settingsFor(uri);
      const before = answers.get(uri);
      if (!parsed || asking.has(parsed)) return false;
      if (before?.asked === parsed && before.settings === current) return false;
      asking.add(parsed);
      try {
        await setTimeout(typingPause);
        if (documents.open(uri) !== parsed || !isOurs(parsed, current)) return false;
        const findings = await service.findOnDisk(
          parsed,
          await optionsFor(uri),
          fileProbe(current.launchFolder),
        );
        if (documents.open(uri) !== parsed) return false;
        answers.set(uri, { asked: parsed, settings: current, findings });
        return findings.length > 0 || (before?.findings.length ?? 0) > 0;
      } finally {
        asking.delete(parsed);
      }
    },
    forget: (uri) => answers.delete(uri),
  };
}
