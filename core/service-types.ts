import type {
  CodeAction,
  CodeActionContext,
  CompletionItem,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Position,
  TextEdit as ProtocolEdit,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { CompletionOptions } from './editor/completion';
import type { DiagnosticOptions, ScanDatasets } from './editor/diagnostics';
import type { FindPath } from './editor/document-links';
import type { HoverOptions } from './editor/hover';
import type { Hint } from './editor/inlay-hints';
import type { EpochFacts } from './editor/interval-actions';
import type { JobSummary } from './editor/job-summary';
import type { RenameRefusal, RenameTarget } from './editor/rename';
import type { NewValue } from './editor/set-values';
import type { CarriedFix } from './editor/to-protocol';
import type { Examination, ExaminationOptions } from './examination';
import type { Logger } from './host';
import type { StartFacts } from './launch/start-facts';
import type { FileProbe } from './rules/rule';
import type { ConfigSchema } from './schema/config-schema';
import type { ConfigFormat } from './syntax/config-document';
import type { ReportedFinding, Severity } from './syntax/finding';
import type { TrainingConfig } from './trainer/training-config';

/** A fix that is marked as safe and that would do harm in this very text. */
export interface RefusedFixReport {
  /** One-based. */
  readonly line: number;
  readonly code: string;
  readonly title: string;
  /** Continues the sentence "not applied, because …". */
  readonly because: string;
}

/** One parsed version of a document. The caller caches it; the service keeps nothing. */
export interface ParsedConfig {
  readonly uri: string;
  readonly version: number;
  readonly config: TrainingConfig;
  /** Whether the content is an ai-toolkit config. */
  readonly isConfig: boolean;
}

export interface LanguageServiceInit {
  /** The parsed `schemas/ai-toolkit.schema.json`. */
  readonly schema: ConfigSchema;
  readonly logger: Logger;
  /** Link to the docs page of a code. */
  documentation(code: string): string;
}

/** A diagnostic with what the command line says besides. */
export interface ConfigDiagnostic {
  readonly diagnostic: Diagnostic;
  /** `config.process[0].model.quantize_dtype` */
  readonly configPath: string;
  /** The message as plain text. */
  readonly message: string;
  readonly fixable: boolean;
  /** The fixes in the protocol's terms, the preferred one first. */
  readonly fixes: readonly CarriedFix[];
  readonly severity: Severity;
}

/** The only door to the language core: text in, the protocol's plain objects out. */
export interface LanguageService {
  /** `before` is another version of the same document: what both have in common is not parsed again where that is certain. */
  parse(
    uri: string,
    version: number,
    text: string,
    format: ConfigFormat,
    before?: ParsedConfig,
  ): ParsedConfig;
  /** `onDisk` is what `findOnDisk` gave for the same parsed version. */
  diagnose(
    parsed: ParsedConfig,
    options: DiagnosticOptions,
    onDisk?: readonly ReportedFinding[],
  ): readonly ConfigDiagnostic[];
  /** The findings that need the disk, for `diagnose`. `scan` replaces a scan of datasets by way of the probe. */
  findOnDisk(
    parsed: ParsedConfig,
    options: DiagnosticOptions,
    probe: FileProbe,
    scan?: ScanDatasets,
  ): Promise<readonly ReportedFinding[]>;
  /**
   * Findings, hints and the plan, in one look at the disk.
   *
   * @throws ScanCancelled when the options' `isCancelled` says so
   */
  examine(
    parsed: ParsedConfig,
    options: ExaminationOptions,
    probe: FileProbe,
    scan: ScanDatasets,
  ): Promise<Examination>;
  /** The hints of an examination of `from`, as they hold for `parsed`, in the lines of `range`. */
  inlayHints(parsed: ParsedConfig, hints: readonly Hint[], from: ParsedConfig, range: Range): InlayHint[];
  /** Rewrites of `steps` and `save_every` in whole epochs, for the lines of `range`. */
  intervalActions(parsed: ParsedConfig, range: Range, epochs: readonly EpochFacts[]): CodeAction[];
  /** What to show where `diagnose` itself failed, so that the crash does not read as a clean file. */
  failureDiagnostic(): Diagnostic;
  /** An examination of an earlier version as it holds for a later one, until the disk was asked again. */
  rebase(examination: Examination, from: ParsedConfig, to: ParsedConfig): Examination;
  codeActions(parsed: ParsedConfig, context: CodeActionContext, options: DiagnosticOptions): CodeAction[];
  /** What a launch needs to know; undefined when no process can be read. */
  jobSummary(parsed: ParsedConfig): JobSummary | undefined;
  /** The zero-based line of every key below the first trainer's process, as `train.steps`. */
  valueLines(parsed: ParsedConfig): Readonly<Record<string, number>>;
  /** The edits that write new values into the first process, as `train.lr`; none where they are there already. */
  setValues(parsed: ParsedConfig, values: readonly NewValue[]): ProtocolEdit[];
  /** What the checks of the machine must know of a start, as far as config and disk tell. */
  startFacts(
    parsed: ParsedConfig,
    options: DiagnosticOptions,
    probe: FileProbe,
    scan: ScanDatasets,
  ): Promise<StartFacts>;
  /** The text to train instead, with the control channel's database; undefined when it cannot take the key safely. */
  controlCopy(parsed: ParsedConfig, databasePath: string): string | undefined;
  /** The text after every safe fix. */
  fixedText(parsed: ParsedConfig, options: DiagnosticOptions): string;
  /** The safe fixes that `fixedText` did not apply, and why; lines are those of the fixed text. */
  refusedFixes(parsed: ParsedConfig, options: DiagnosticOptions): readonly RefusedFixReport[];
  /** What can be typed at a position, in a config or in what may become one. */
  complete(parsed: ParsedConfig, position: Position, options: CompletionOptions): Promise<CompletionItem[]>;
  /** Whether a document that is not a config yet may be the beginning of one. */
  mayBecomeConfig(parsed: ParsedConfig): boolean;
  hover(
    parsed: ParsedConfig,
    position: Position,
    options: Omit<HoverOptions, 'documentation'>,
  ): Hover | undefined;
  documentSymbols(parsed: ParsedConfig): DocumentSymbol[];
  foldingRanges(parsed: ParsedConfig): FoldingRange[];
  /** `findPath` is asked for each path that the config names. */
  documentLinks(parsed: ParsedConfig, findPath: FindPath): Promise<DocumentLink[]>;
  prepareRename(parsed: ParsedConfig, position: Position): RenameTarget | RenameRefusal;
  /** Renames the trigger word, pinned to the parsed version. */
  rename(parsed: ParsedConfig, position: Position, newName: string): WorkspaceEdit | RenameRefusal;
}
