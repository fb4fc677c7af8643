import type { Diagnostic } from 'vscode-languageserver-types';
import { codeActions } from './editor/code-actions';
import { complete } from './editor/completion';
import type { ScanDatasets } from './editor/diagnostics';
import { type DiagnosticOptions, failedDiagnosis, findOnDisk, findProblems } from './editor/diagnostics';
import { documentLinks } from './editor/document-links';
import { documentSymbols } from './editor/document-symbols';
import { fixAll } from './editor/fix-all';
import { fixProblem, type Reading } from './editor/fix-all/fix-safety';
import { foldingRanges } from './editor/folding-ranges';
import { hover } from './editor/hover';
import { intervalActions } from './editor/interval-actions';
import { jobSummary } from './editor/job-summary';
import { prepareRename, rename } from './editor/rename';
import { setValues } from './editor/set-values';
import { isSound } from './editor/sound-actions';
import { carriedFixes, toDiagnostic, toOffset, toProtocolEdit, toRange } from './editor/to-protocol';
import { valueLines } from './editor/value-lines';
import { examine } from './examination';
import { startFacts } from './launch/start-facts';
import type { FileProbe } from './rules/rule';
import type { LanguageService, LanguageServiceInit, ParsedConfig } from './service-types';
import { lineAt, parseConfigDocument } from './syntax/config-document';
import { formatPath, pathAt } from './syntax/config-path';
import type { ReportedFinding } from './syntax/finding';
import { rebaseFindings, rebaseOffsets } from './syntax/rebase-findings';
import { reparse } from './syntax/reparse';
import { applyEdits } from './syntax/text-edits';
import { isTrainingConfig } from './trainer/config-detection';
import { mayBecomeConfig } from './trainer/config-start';
import { controlCopy } from './trainer/control-copy';
import { rememberScans, scanDatasets } from './trainer/datasets/index';
import { type TrainingConfig, viewTrainingConfig } from './trainer/training-config';
import { useCaseOf } from './trainer/use-case';

export { fixAllKind } from './editor/code-actions';
export { type CompletionOptions, completionTriggers } from './editor/completion';
export type { DiagnosticOptions, ScanDatasets } from './editor/diagnostics';
export { knownCodes, machineCodes } from './editor/diagnostics/known-codes';
export type { FindPath } from './editor/document-links';
export { type Hint, type HintKind, hintKinds } from './editor/inlay-hints';
export type { EpochFacts } from './editor/interval-actions';
export type { RenameRefusal } from './editor/rename';
export type { Examination, ExaminationOptions } from './examination';
export type { FileProbe, ProbedItem, UseCase } from './rules/rule';
export type { ConfigSchema } from './schema/config-schema';
export type {
  ConfigDiagnostic,
  LanguageService,
  LanguageServiceInit,
  ParsedConfig,
  RefusedFixReport,
} from './service-types';
export type { ConfigFormat } from './syntax/config-document';
export type { CodeFacts, ReportedFinding, Severity } from './syntax/finding';
export { buildToolkitKeys, type ToolkitNames } from './toolkit/build-toolkit-keys';
export { readerFiles as toolkitFiles } from './toolkit/key-readers';
export type { KeyRead } from './toolkit/read-keys';
export { nameFiles, type ToolkitKeys } from './toolkit/toolkit-keys';
export { readVersion } from './toolkit/versions';
export {
  type DatasetScan,
  rememberScans,
  ScanCancelled,
  scanDatasets,
  scanKey,
} from './trainer/datasets/index';
export { parseDotEnv, type Variable, variablesIn } from './trainer/environment';
export type { ImageFacts } from './trainer/file-probe';

/** The version that a start is counted with if no other is known. */
const usualVersion = '0.12.26';

/** Scans datasets by way of a probe, each process once. */
export function scanOfConfig(probe: FileProbe, isCancelled: () => boolean = () => false): ScanDatasets {
  return rememberScans((process) => scanDatasets(process, probe, { isCancelled }));
}

/** Wires the service; nothing is read or started before the first call. */
export function createLanguageService(init: LanguageServiceInit): LanguageService {
  return {
    parse(uri, version, text, format, before) {
      const known = before?.config.document;
      const document =
        (known?.format === format ? reparse(known, text) : undefined) ?? parseConfigDocument(text, format);
      return { uri, version, config: viewTrainingConfig(document), isConfig: isTrainingConfig(document) };
    },
    ...checkingPart(init),
    ...fixingPart(init),
    ...startingPart(),
    ...editingPart(init),
  };
}

type Checking =
  | 'failureDiagnostic'
  | 'findOnDisk'
  | 'examine'
  | 'diagnose'
  | 'rebase'
  | 'inlayHints'
  | 'intervalActions';

function checkingPart(init: LanguageServiceInit): Pick<LanguageService, Checking> {
  return {
    failureDiagnostic: () => failedDiagnosis(init.documentation),
    findOnDisk: (parsed, options, probe, scan) =>
      findOnDisk(parsed.config, options, probe, init.logger, scan),
    examine: (parsed, options, probe, scan) => examine(parsed.config, options, probe, scan, init.logger),
    inlayHints({ config: { document } }, hints, from, range) {
      return rebaseOffsets(hints, from.config.document.text, document.text).flatMap(
        ({ offset, text, tooltip }) => {
          const position = toRange(document, { start: offset, end: offset }).start;
          const isAsked = range.start.line <= position.line && position.line <= range.end.line;
          return isAsked ? [{ position, label: text, tooltip, paddingLeft: true }] : [];
        },
      );
    },
    intervalActions: ({ config, uri, version }, range, epochs) =>
      intervalActions(config, { uri, version }, range, epochs),
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
    rebase(examination, from, to) {
      const [before, after] = [from.config.document.text, to.config.document.text];
      return {
        ...examination,
        findings: rebaseFindings(examination.findings, before, after),
        hints: rebaseOffsets(examination.hints, before, after),
      };
    },
  };
}

type Fixing = 'codeActions' | 'fixedText' | 'refusedFixes' | 'setValues';

function fixingPart(init: LanguageServiceInit): Pick<LanguageService, Fixing> {
  const find = (config: TrainingConfig, options: DiagnosticOptions): readonly ReportedFinding[] =>
    findProblems(config, init.schema, options, init.logger);
  /** Reads texts of one request; a text that is asked for again is not judged again. */
  const readText = (parsed: ParsedConfig, options: DiagnosticOptions) => {
    const { text, format } = parsed.config.document;
    const known = new Map<string, Reading>();
    return (current: string): Reading => {
      const before = known.get(current);
      if (before) return before;
      const config =
        current === text ? parsed.config : viewTrainingConfig(parseConfigDocument(current, format));
      const read = { document: config.document, findings: find(config, options) };
      known.set(current, read);
      return read;
    };
  };
  const allFixes = (parsed: ParsedConfig, options: DiagnosticOptions, read = readText(parsed, options)) =>
    fixAll(parsed.config.document.text, read);
  return {
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
      const edits = () => allFixes(parsed, options, read).edits.map((edit) => toProtocolEdit(document, edit));
      return codeActions(target, context, edits, holds).filter((action) => isSound(action, document));
    },
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
  };
}

type Starting = 'startFacts' | 'controlCopy' | 'jobSummary';

function startingPart(): Pick<LanguageService, Starting> {
  return {
    startFacts: ({ config }, options, probe, scan) =>
      startFacts({
        config,
        variable: options.variable,
        probe,
        scan,
        toolkitVersion: options.toolkitVersion ?? usualVersion,
      }),
    controlCopy: (parsed, databasePath) => controlCopy(parsed.config, databasePath),
    jobSummary: (parsed) => jobSummary(parsed.config),
  };
}

type Editing =
  | 'complete'
  | 'mayBecomeConfig'
  | 'hover'
  | 'valueLines'
  | 'documentSymbols'
  | 'foldingRanges'
  | 'documentLinks'
  | 'prepareRename'
  | 'rename';

function editingPart(init: LanguageServiceInit): Pick<LanguageService, Editing> {
  return {
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
    valueLines: ({ config }) => valueLines(config),
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
