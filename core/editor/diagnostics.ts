import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Logger } from '../host';
import { archFacts } from '../profiles/archs';
import { diskRules, rules } from '../rules/index';
import type { FileProbe, RuleContext, RuleVersions } from '../rules/rule';
import type { ConfigSchema } from '../schema/config-schema';
import { findStructure } from '../schema/find-structure';
import { lineAt } from '../syntax/config-document';
import type { CodeFacts, Finding, ReportedFinding, Severity } from '../syntax/finding';
import { hasOddBreaks } from '../syntax/line-breaks';
import { printable } from '../syntax/printable';
import { applySuppressions } from '../syntax/suppressions';
import type { ToolkitKeys } from '../toolkit/toolkit-keys';
import { toolkitVersions } from '../toolkit/versions';
import { type DatasetScan, rememberScans, ScanCancelled, scanDatasets } from '../trainer/datasets/index';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { useCaseOf } from '../trainer/use-case';
import {
  failedCheckCode,
  syntaxCode,
  tooLargeCode,
  unusedSuppressionCode,
} from './diagnostics/document-codes';
import { gravestOfPlaces } from './diagnostics/gravest-of-places';

const diskCodes: ReadonlySet<string> = new Set(diskRules.map((rule) => rule.code));

/** How one document is judged. */
export interface DiagnosticOptions extends Omit<RuleContext, 'versions'> {
  /** The user's severity by code; a code that is absent keeps its own. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Whether plain YAML syntax errors are ours to report; false where another extension does. */
  readonly syntaxErrors: boolean;
  /** What the user's own ai-toolkit asks for, where it is known. */
  readonly toolkit?: ToolkitKeys | undefined;
  /** The version that the user chose: `0.12.26`, `0.13`; other text and undefined leave it to the checkout. */
  readonly toolkitVersion?: string | undefined;
  /** Whether a start is checked, for which some findings are graver than while editing. */
  readonly atStart?: boolean;
  /** Asked between rules; a true answer ends the pass. */
  isCancelled?(): boolean;
}

/**
 * Every finding of a config: syntax, structure, then rules, with one finding per mistake (of the findings on one text the
 * gravest stays), severities as the user set them, and suppression comments applied.
 * `onDisk` is what `findOnDisk` found for the same text; undefined while the disk has not been asked, and then comments
 * that silence its findings are not called idle.
 */
export function findProblems(
  config: TrainingConfig,
  schema: ConfigSchema,
  options: DiagnosticOptions,
  logger: Logger,
  onDisk?: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  const broken = config.document.problems.length > 0;
  const fatal = config.document.problems.find((problem) => problem.fatal);
  if (fatal) {
    // No other extension reports these, so the setting for plain syntax errors does not count.
    return withUserSeverity(report(fatal, fatal.isUnread ? tooLargeCode : syntaxCode), options);
  }
  const context = contextFor(config, options);
  const structure = findStructure(config, schema, options.toolkit, context.versions);
  const judged = [...checkRules(config, context, logger), ...(onDisk ?? [])];
  const all = [
    ...(options.syntaxErrors ? syntaxFindings(config, judged) : []),
    ...gravestOfPlaces(
      judged.filter((finding) => isShown(finding, options)),
      structure.filter((finding) => isShown(finding, options)),
    ),
  ];
  const present = broken ? all.filter((finding) => isCertain(finding, config)) : all;
  const { kept, unused } = applySuppressions(config.document, present, onDisk ? undefined : diskCodes);
  const reported = [...kept, ...unused.map((finding) => report(finding, unusedSuppressionCode))];
  const shown = reported.flatMap((finding) => withUserSeverity(finding, options)).sort(inOrder);
  return hasOddBreaks(config.document.text) ? shown.map(withoutFixes) : shown;
}

function withoutFixes({ fixes: _, ...finding }: ReportedFinding): ReportedFinding {
  return finding;
}

/** In a broken text the part that cannot be read may hold what is missed, and its own line means something else. */
function isCertain(finding: ReportedFinding, { document }: TrainingConfig): boolean {
  if (finding.code === syntaxCode.code || finding.explainsSyntax) return true;
  const line = lineAt(document, finding.span.start);
  return !finding.missing && document.problems.every(({ span }) => lineAt(document, span.start) !== line);
}

/** How datasets are scanned: in the caller's thread, or in one that does not keep the caller waiting. */
export type ScanDatasets = (process: TrainingProcess) => Promise<DatasetScan>;

/** The findings that need the disk; never part of a keystroke. `scan` replaces the scan by way of the probe. */
export async function findOnDisk(
  config: TrainingConfig,
  options: DiagnosticOptions,
  probe: FileProbe,
  logger: Logger,
  scan?: ScanDatasets,
): Promise<readonly ReportedFinding[]> {
  const found: ReportedFinding[] = [];
  const isCancelled = () => options.isCancelled?.() ?? false;
  const scans = rememberScans(scan ?? ((process) => scanDatasets(process, probe, { isCancelled })));
  const context = { ...contextFor(config, options), scan: scans };
  for (const rule of diskRules) {
    if (options.isCancelled?.()) break;
    if (options.severities[rule.code] === 'off' || !holdsHere(rule, context)) continue;
    try {
      for await (const finding of rule.checkDisk(config, context, probe)) found.push(report(finding, rule));
    } catch (error) {
      if (error instanceof ScanCancelled) break;
      found.push(failure(rule, error, logger));
    }
  }
  return found;
}

function syntaxFindings(config: TrainingConfig, judged: readonly ReportedFinding[]): ReportedFinding[] {
  const explained = judged.filter((finding) => finding.explainsSyntax).map((finding) => finding.span);
  return config.document.problems
    .filter(({ span }) => !explained.some(({ start, end }) => start <= span.start && span.start <= end))
    .map((problem) => report(problem, syntaxCode));
}

function checkRules(config: TrainingConfig, context: JudgeContext, logger: Logger): ReportedFinding[] {
  const found: ReportedFinding[] = [];
  for (const rule of rules) {
    if (context.isCancelled?.()) break;
    if (context.severities[rule.code] === 'off' || !holdsHere(rule, context)) continue;
    try {
      for (const finding of rule.check(config, context)) found.push(report(finding, rule));
    } catch (error) {
      // A rule that throws is a bug of ours; it costs its own findings and nobody else's.
      found.push(failure(rule, error, logger));
    }
  }
  return found;
}

/** A failure of ours must not read as a clean file. */
function failure(rule: CodeFacts, error: unknown, logger: Logger): ReportedFinding {
  logger.error(`rule ${rule.code}: ${error instanceof Error ? error.stack : String(error)}`);
  const message = `The check '${rule.code}' failed because of an error in this extension, so this file may have a problem that is not reported. The log shows the error.`;
  return report({ span: { start: 0, end: 0 }, message }, failedCheckCode);
}

/** A rule that is true for some of the possible versions only would be false certainty. */
function holdsHere({ versions }: RuleVersions, context: RuleContext): boolean {
  return versions === undefined || context.versions.holds(versions) === 'always';
}

/** What the rules are told, and how their findings are judged. */
type JudgeContext = DiagnosticOptions & RuleContext;

/** The config's own word on its use case wins over the settings. */
function contextFor(config: TrainingConfig, options: DiagnosticOptions): JudgeContext {
  const versions = toolkitVersions({
    checkout: options.toolkit?.version,
    chosen: options.toolkitVersion,
    needed: config.trainers.map(({ arch }) => archFacts(arch)?.since).find((since) => since !== undefined),
  });
  return { ...options, versions, useCase: useCaseOf(config.document) ?? options.useCase };
}

function report(
  finding: Finding,
  { code, severity, startSeverity }: Pick<CodeFacts, 'code' | 'severity' | 'startSeverity'>,
): ReportedFinding {
  return {
    ...finding,
    code,
    severity: finding.severity ?? severity,
    startSeverity: finding.startSeverity ?? startSeverity,
  };
}

function withUserSeverity(finding: ReportedFinding, options: DiagnosticOptions): ReportedFinding[] {
  const usual = options.atStart ? (finding.startSeverity ?? finding.severity) : finding.severity;
  const severity = options.severities[finding.code] ?? usual;
  return severity === 'off' ? [] : [{ ...finding, severity, message: printable(finding.message) }];
}

/** What the user switched off hides nothing. */
function isShown(finding: ReportedFinding, options: DiagnosticOptions): boolean {
  return options.severities[finding.code] !== 'off';
}

function inOrder(a: ReportedFinding, b: ReportedFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

/** The diagnostic for a document that could not be judged at all. */
export function failedDiagnosis(documentation: (code: string) => string): Diagnostic {
  const { code } = failedCheckCode;
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Warning,
    code,
    codeDescription: { href: documentation(code) },
    source: 'qwen-lora',
    message:
      'The check of this file failed because of an error in this extension. What is shown may be out of date. The log shows the error.',
  };
}
