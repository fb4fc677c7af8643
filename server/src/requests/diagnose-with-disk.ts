import { setTimeout } from 'node:timers/promises';
import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type {
  DiagnosticOptions,
  LanguageService,
  ParsedConfig,
  ReportedFinding,
} from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import type { FileMemory } from '../disk/file-memory';
import { fileProbe } from '../disk/node-host';
import type { Settings } from '../settings/settings';
import type { ConfigAccess } from './config-access';
import type { Diagnose } from './diagnostics-feed';

interface DiagnoseDependencies {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly access: ConfigAccess;
  /** Checks come again and again while a config is edited; its images stay the same. */
  readonly memory: FileMemory;
  readonly logger: Logger;
}

/** What the disk was asked under; what has changed since is another object. */
type Basis = Pick<DiagnosticOptions, 'variable' | 'toolkit'> & { readonly settings: Settings };

/** What the disk said about one version of a document. */
interface DiskAnswer {
  readonly asked: ParsedConfig;
  readonly basis: Basis;
  readonly findings: readonly ReportedFinding[];
}

/** Milliseconds without a keystroke before the disk is asked. */
const typingPause = 250;

/**
 * Diagnostics of open documents. The text's findings never wait for the disk: the disk is asked on the side, once typing
 * pauses, and its findings join when they are there. Until then those of the last version stand where they still can.
 */
export function diagnoseWithDisk(
  dependencies: DiagnoseDependencies,
): Diagnose & { forget(uri: string): void } {
  const answers = new Map<string, DiskAnswer>();
  const asking = new Set<ParsedConfig>();
  const last = new Map<string, readonly Diagnostic[]>();
  const { service, logger } = dependencies;
  return {
    async now(uri, token): Promise<readonly Diagnostic[]> {
      try {
        const found = await findNow(uri, token, answers.get(uri), dependencies);
        if (token?.isCancellationRequested !== true) last.set(uri, found);
        return found;
      } catch (error) {
        // A crash of ours must not read as a clean file: what was found before stays, and the failure is said.
        logger.error(`diagnostics: ${error instanceof Error ? error.stack : String(error)}`);
        return [...(last.get(uri) ?? []), service.failureDiagnostic()];
      }
    },
    diskChanged: (uri) => askDisk(uri, answers, asking, dependencies),
    forget(uri) {
      answers.delete(uri);
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
  const onDisk = answer && service.rebaseFindings(answer.findings, answer.asked, parsed);
  const cancellable = token ? { ...options, isCancelled: () => token.isCancellationRequested } : options;
  return service.diagnose(parsed, cancellable, onDisk).map(({ diagnostic }) => diagnostic);
}

/** True when the disk has told something new about the present version. */
async function askDisk(
  uri: string,
  answers: Map<string, DiskAnswer>,
  asking: Set<ParsedConfig>,
  { service, documents, access, memory }: DiagnoseDependencies,
): Promise<boolean> {
  const config = await access.openConfig(uri);
  const before = answers.get(uri);
  if (!config || asking.has(config.parsed)) return false;
  const { parsed, settings } = config;
  const options = await access.optionsFor(uri);
  const basis = { settings, variable: options.variable, toolkit: options.toolkit };
  if (before?.asked === parsed && isSameBasis(before.basis, basis)) return false;
  asking.add(parsed);
  try {
    await setTimeout(typingPause);
    if (documents.open(uri) !== parsed) return false;
    const probe = memory.remember(fileProbe(settings.launchFolder), settings.launchFolder ?? '');
    const findings = await service.findOnDisk(parsed, options, probe);
    if (documents.open(uri) !== parsed) return false;
    answers.set(uri, { asked: parsed, basis, findings });
    return findings.length > 0 || (before?.findings.length ?? 0) > 0;
  } finally {
    asking.delete(parsed);
  }
}

function isSameBasis(one: Basis, other: Basis): boolean {
  return one.settings === other.settings && one.variable === other.variable && one.toolkit === other.toolkit;
}
