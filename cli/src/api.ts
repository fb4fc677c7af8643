import {
  type ConfigFormat,
  createLanguageService,
  type LanguageService,
  type Severity,
  type UseCase,
} from '../../core/language-service';
import { openPackageFiles } from '../../server/src/connection/package-files';

/** How a text is checked. Everything may be left out. */
export interface LintOptions {
  /** `yaml` (default) or `json`. */
  readonly format?: ConfigFormat;
  /** Severity by code; `off` leaves a code out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Which of the guide's ranges apply; `character` by default. */
  readonly useCase?: UseCase;
  /** The ai-toolkit to check for, such as `0.12.26`; by default what holds for all known versions. */
  readonly toolkitVersion?: string;
}

/** One finding. Lines and characters count from zero, in UTF-16 units; the end is exclusive. */
export interface LintFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** The place in the config, such as `config.process[0].train.lr`. */
  readonly configPath: string;
  readonly fixable: boolean;
}

/** The findings of a text, and the text after every safe fix. */
export interface LintResult {
  /** False for a text that is not an ai-toolkit config; it has no findings then. */
  readonly isConfig: boolean;
  readonly findings: readonly LintFinding[];
  /** The text after every safe fix; the same text when there is none. */
  readonly fixed: string;
}

let service: LanguageService | undefined;

/** Checks the text of a config. Reads no file of the caller's and throws only when the package is incomplete. */
export function lint(text: string, options: LintOptions = {}): LintResult {
  service ??= openService();
  const parsed = service.parse('untitled:text', 0, text, options.format ?? 'yaml');
  const isConfig = parsed.isConfig;
  if (!isConfig) return { isConfig, findings: [], fixed: text };
  const diagnosticOptions = {
    severities: options.severities ?? {},
    useCase: options.useCase ?? 'character',
    toolkitVersion: options.toolkitVersion,
    variable: undefined,
    syntaxErrors: true,
  };
  const findings = service
    .diagnose(parsed, diagnosticOptions)
    .map(({ diagnostic, severity, message, configPath, fixable }) => ({
      code: String(diagnostic.code),
      severity,
      message,
      range: diagnostic.range,
      configPath,
      fixable,
    }));
  return { isConfig, findings, fixed: service.fixedText(parsed, diagnosticOptions) };
}

function openService(): LanguageService {
  const files = openPackageFiles();
  const throwIt = (message: string) => {
    throw new Error(message);
  };
  const silent = () => undefined;
  return createLanguageService({
    schema: files.schema,
    logger: { error: throwIt, warn: silent, info: silent, debug: silent },
    documentation: files.docsPageUri,
  });
}
