import type {
  CodeAction,
  CodeActionContext,
  CompletionItem,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Position,
  TextEdit as ProtocolEdit,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { codeActions } from './editor/code-actions';
import { type CompletionOptions, complete } from './editor/completion';
import {
  type DiagnosticOptions,
  failedDiagnosis,
  findOnDisk,
  findProblems,
  type ScanDatasets,
} from './editor/diagnostics';
import { documentLinks, type FindPath } from './editor/document-links';
import { documentSymbols } from './editor/document-symbols';
import { fixAll } from './editor/fix-all';
import { fixProblem } from './editor/fix-all/fix-safety';
import { foldingRanges } from './editor/folding-ranges';
import { type HoverOptions, hover } from './editor/hover';
import { type JobFacts, jobFacts } from './editor/job-summary';
import { prepareRename, type RenameRefusal, type RenameTarget, rename } from './editor/rename';
import { type NewValue, setValues } from './editor/set-values';
import {
  type CarriedFix,
  carriedFixes,
  toDiagnostic,
  toOffset,
  toProtocolEdit,
  toRange,
} from './editor/to-protocol';
import { valueLines } from './editor/value-lines';
import type { Logger } from './host';
import { type NeededPackage, neededPackages } from './launch/needed-packages';
import type { FileProbe } from './rules/rule';
import type { ConfigSchema } from './schema/config-schema';
import { type ConfigFormat, lineAt, parseConfigDocument } from './syntax/config-document';
import { formatPath, pathAt } from './syntax/config-path';
import type { ReportedFinding, Severity, Span } from './syntax/finding';
import { rebaseFindings } from './syntax/rebase-findings';
import { applyEdits } from './syntax/text-edits';
import { isTrainingConfig } from './trainer/config-detection';
import { mayBecomeConfig } from './trainer/config-start';
import { controlCopy } from './trainer/control-copy';
import { rememberScans, scanDatasets } from './trainer/datasets/index';
import { type JobStart, jobStart } from './trainer/job-start';
import { type TrainingConfig, viewTrainingConfig } from './trainer/training-config';
import { useCaseOf } from './trainer/use-case';

export { fixAllKind } from './editor/code-actions';
export { type CompletionOptions, completionTriggers } from './editor/completion';
export type { DiagnosticOptions, ScanDatasets } from './editor/diagnostics';
export { knownCodes } from './editor/diagnostics/known-codes';
export type { FindPath } from './editor/document-links';
export type { RenameRefusal } from './editor/rename';
export type { FileProbe, ProbedItem, UseCase } from './rules/rule';
export type { ConfigSchema } from './schema/config-schema';
export type { ConfigFormat } from './syntax/config-document';
export type { CodeFacts, ReportedFinding, Severity } from './syntax/finding';
export { buildToolkitKeys, type ToolkitNames } from './toolkit/build-toolkit-keys';
export { readerFiles as toolkitFiles } from './toolkit/key-readers';
export type { KeyRead } from './toolkit/read-keys';
export { nameFiles, type ToolkitKeys } from './toolkit/toolkit-keys';
export { isNewerThanFacts, readVersion } from './toolkit/versions';
export { parseDotEnv, type Variable } from './trainer/environment';
export type { ImageFacts } from './trainer/file-probe';
export type { JobStart } from './trainer/job-start';

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

/** What a launch needs of a config, with ranges in place of spans. */
export type JobRanges = Omit<JobFacts, 'nameSpan' | 'stepsSpan' | 'typeSpan'> & {
  readonly nameRange: Range;
  readonly stepsRange: Range | undefined;
  readonly typeRange: Range | undefined;
};

/** The only door to the language core: text in, the protocol's plain objects out. */
export interface LanguageService {
  parse(uri: string, version: number, text: string, format: ConfigFormat): ParsedConfig;
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
  /** What to show where `diagnose` itself failed, so that the crash does not read as a clean file. */
  failureDiagnostic(): Diagnostic;
  /** Findings of an earlier version as they hold for a later one, until the disk was asked again. */
  rebaseFindings(
    findings: readonly ReportedFinding[],
    from: ParsedConfig,
    to: ParsedConfig,
  ): readonly ReportedFinding[];
  codeActions(parsed: ParsedConfig, context: CodeActionContext, options: DiagnosticOptions): CodeAction[];
  /** The launch's facts; undefined when no process can be read. */
  jobSummary(parsed: ParsedConfig): JobRanges | undefined;
  /** The zero-based line of every key below the first trainer's process, as `train.steps`. */
  valueLines(parsed: ParsedConfig): Readonly<Record<string, number>>;
  /** The edits that write new values into the first process, as `train.lr`; none where they are there already. */
  setValues(parsed: ParsedConfig, values: readonly NewValue[]): ProtocolEdit[];
  /** Where a start of the first process writes and begins, as far as config and disk tell. */
  startFacts(parsed: ParsedConfig, options: DiagnosticOptions, probe: FileProbe): Promise<JobStart>;
  /** The Python packages that a start of this config imports. */
  neededPackages(parsed: ParsedConfig): readonly NeededPackage[];
  /** The text to train instead, with the control channel's database; undefined when it cannot take the key safely. */
  controlCopy(parsed: ParsedConfig, databasePath: string): string | undefined;
  /** The text after every safe fix. */
  fixedText(parsed: ParsedConfig, options: DiagnosticOptions): string;
  /** The safe fixes that `fixedText` did not apply, and why; lines are those of the fixed text. */
  refusedFixes(parsed: ParsedConfig, options: DiagnosticOptions): readonly RefusedFixReport[];
  /** What can be typed at a position, in a config or in what may become one. */
  complete(parsed: ParsedConfig, position: Position, options: CompletionOptions): Promise<CompletionItem[]>;
  /** Whether a document that is no config yet may be the beginning of one. */
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

/** Scans datasets by way of a probe, each process once. */
export function scanOfConfig(probe: FileProbe, isCancelled: () => boolean = () => false): ScanDatasets {
  return rememberScans((process) => scanDatasets(process, probe, { isCancelled }));
}

/** Wires the service; nothing is read or started before the first call. */
export function createLanguageService(init: LanguageServiceInit): LanguageService {
  const find = (config: TrainingConfig, options: DiagnosticOptions): readonly ReportedFinding[] =>
    findProblems(config, init.schema, options, init.logger);
  const readText = (parsed: ParsedConfig, options: DiagnosticOptions) => (current: string) => {
    const { text, format } = parsed.config.document;
    const config =
      current === text ? parsed.config : viewTrainingConfig(parseConfigDocument(current, format));
    return { document: config.document, findings: find(config, options) };
  };
  const allFixes = (parsed: ParsedConfig, options: DiagnosticOptions) =>
    fixAll(parsed.config.document.text, readText(parsed, options));
  return {
    parse(uri, version, text, format) {
      const document = parseConfigDocument(text, format);
      return { uri, version, config: viewTrainingConfig(document), isConfig: isTrainingConfig(document) };
    },
    failureDiagnostic: () => failedDiagnosis(init.documentation),
    startFacts: (parsed, options, probe) => jobStart(parsed.config, options.variable, probe),
    neededPackages: (parsed) => neededPackages(parsed.config),
    controlCopy: (parsed, databasePath) => controlCopy(parsed.config, databasePath),
    findOnDisk: (parsed, options, probe, scan) =>
      findOnDisk(parsed.config, options, probe, init.logger, scan),
    diagnose(parsed, options, onDisk) {
      const { document } = parsed.config;
      const context = { uri: parsed.uri, version: parsed.version, documentation: init.documentation };
      return findProblems(parsed.config, init.schema, options, init.logger, onDisk).map((finding) => ({
        diagnostic: toDiagnostic(document, finding, context),
        configPath: formatPath(pathAt(document.root, finding.span.start)),
        message: finding.message,
        fixable: (finding.fixes?.length ?? 0) > 0,
        fixes: carriedFixes(document, finding),
        severity: finding.severity,
      }));
    },
    rebaseFindings: (findings, from, to) =>
      rebaseFindings(findings, from.config.document.text, to.config.document.text),
    codeActions(parsed, context, options) {
      const { document } = parsed.config;
      const target = { uri: parsed.uri, version: parsed.version, document };
      const read = readText(parsed, options);
      const holds = ({ code, range }: Diagnostic) => {
        const before = read(document.text);
        const start = toOffset(document, range.start);
        const finding = before.findings.find((one) => one.code === code && one.span.start === start);
        const fix = finding?.fixes?.[0];
        return (
          finding !== undefined && fix !== undefined && fixProblem(before, finding, fix, read) === undefined
        );
      };
      const edits = () => allFixes(parsed, options).edits.map((edit) => toProtocolEdit(document, edit));
      return codeActions(target, context, edits, holds);
    },
    jobSummary(parsed) {
      const facts = jobFacts(parsed.config);
      if (!facts) return undefined;
      const { nameSpan, stepsSpan, typeSpan, ...rest } = facts;
      const rangeOf = (span: Span | undefined) => span && toRange(parsed.config.document, span);
      const nameRange = toRange(parsed.config.document, nameSpan);
      return { ...rest, nameRange, stepsRange: rangeOf(stepsSpan), typeRange: rangeOf(typeSpan) };
    },
    valueLines: ({ config }) => valueLines(config),
    setValues: ({ config }, values) =>
      setValues(config, values).map((edit) => toProtocolEdit(config.document, edit)),
    fixedText(parsed, options) {
      return applyEdits(parsed.config.document.text, allFixes(parsed, options).edits);
    },
    refusedFixes(parsed, options) {
      const { document } = parsed.config;
      const fixed = applyEdits(document.text, allFixes(parsed, options).edits);
      const config = viewTrainingConfig(parseConfigDocument(fixed, document.format));
      return allFixes({ ...parsed, config }, options).refused.map(({ finding, fix, because }) => ({
        line: lineAt(config.document, finding.span.start) + 1,
        code: finding.code,
        title: fix.title,
        because,
      }));
    },
    complete({ config: { document } }, position, options) {
      const useCase = useCaseOf(document) ?? options.useCase;
      return complete(document, toOffset(document, position), init.schema, { ...options, useCase });
    },
    mayBecomeConfig: (parsed) => mayBecomeConfig(parsed.config.document),
    hover({ config }, position, options) {
      const useCase = useCaseOf(config.document) ?? options.useCase;
      const { documentation } = init;
      return hover(config, toOffset(config.document, position), init.schema, {
        ...options,
        useCase,
        documentation,
      });
    },
    documentSymbols: (parsed) => documentSymbols(parsed.config),
    foldingRanges: (parsed) => foldingRanges(parsed.config.document),
    documentLinks: (parsed, findPath) => documentLinks(parsed.config, init.schema, findPath),
    prepareRename: ({ config }, position) => prepareRename(config, toOffset(config.document, position)),
    rename({ config, uri, version }, position, newName) {
      const renamed = rename(config, toOffset(config.document, position), newName);
      if ('refusal' in renamed) return renamed;
      return { documentChanges: [{ textDocument: { uri, version }, edits: [...renamed] }] };
    },
  };
}
