import type { Log, PhysicalLocation, Region, ReportingDescriptor, Result, Run } from 'sarif';
import type { CodeFacts, ConfigDiagnostic, Severity } from '../../../../core/language-service';
import { fingerprints } from './fingerprint';
import { type LintedFile, portablePath, type Report } from './linted-file';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

type LspRange = ConfigDiagnostic['diagnostic']['range'];

/** SARIF 2.1.0 with the rules that occur, their pages, fixes, and fingerprints that survive moved lines. */
export function reportSarif(report: Report): string {
  const used = new Set(
    report.files.flatMap((file) => file.diagnostics.map((each) => String(each.diagnostic.code))),
  );
  const rules = report.codes.filter(({ code }) => used.has(code));
  const order = new Map(rules.map(({ code }, index) => [code, index]));
  const run: Run = {
    tool: {
      driver: {
        name: 'qwen-lora',
        version: report.version,
        semanticVersion: report.version,
        rules: rules.map((facts) => descriptor(facts, report)),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that the check ran in.' } } },
    invocations: [
      {
        executionSuccessful: report.failures.length === 0,
        toolExecutionNotifications: report.failures.map(({ path, reason }) => ({
          level: 'error' as const,
          message: { text: reason },
          locations: [{ physicalLocation: location(path) }],
        })),
      },
    ],
    results: report.files.flatMap((file) => resultsOf(file, order)),
  };
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor({ code, summary, severity }: CodeFacts, report: Report): ReportingDescriptor {
  const plain = summary.replaceAll('`', '');
  const page = report.page(code);
  const uri = report.files
    .flatMap((file) => file.diagnostics)
    .find(({ diagnostic }) => diagnostic.code === code)?.diagnostic.codeDescription?.href;
  return {
    id: code,
    name: code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain },
    fullDescription: { text: plain },
    help: page === undefined ? { text: plain } : { text: page, markdown: page },
    ...(uri === undefined ? {} : { helpUri: uri }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['ai-toolkit', 'training'],
      precision: 'very-high',
      'problem.severity': levels[severity] === 'note' ? 'recommendation' : levels[severity],
    },
  };
}

function resultsOf(file: LintedFile, order: ReadonlyMap<string, number>): readonly Result[] {
  const prints = fingerprints(file, portablePath(file.path));
  return file.diagnostics.map((finding, index) => {
    const { diagnostic, severity } = finding;
    const code = String(diagnostic.code);
    const ruleIndex = order.get(code);
    const fix = finding.fixes[0];
    return {
      ruleId: code,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: levels[severity],
      message: { text: finding.message },
      locations: [{ physicalLocation: location(file.path, diagnostic.range) }],
      partialFingerprints: { 'qwenLora/v1': prints[index] ?? '' },
      ...relatedOf(finding, file.path),
      ...(fix === undefined
        ? {}
        : {
            fixes: [
              {
                description: { text: fix.title },
                artifactChanges: [
                  {
                    artifactLocation: location(file.path).artifactLocation ?? {},
                    replacements: fix.edits.map(({ range, newText }) => ({
                      deletedRegion: region(range),
                      insertedContent: { text: newText },
                    })),
                  },
                ],
              },
            ],
          }),
    };
  });
}

function relatedOf({ diagnostic }: ConfigDiagnostic, path: string): Pick<Result, 'relatedLocations'> {
  const related = diagnostic.relatedInformation ?? [];
  if (related.length === 0) return {};
  return {
    relatedLocations: related.slice(0, 100).map(({ location: { range }, message }, id) => ({
      id,
      physicalLocation: location(path, range),
      message: { text: message },
    })),
  };
}

function location(path: string, range?: LspRange): PhysicalLocation {
  const uri = portablePath(path).split('/').map(encodeURIComponent).join('/');
  const isRelative = !/^(?:\/|[A-Za-z]:|-$)/.test(portablePath(path));
  return {
    artifactLocation: { uri, ...(isRelative ? { uriBaseId: '%SRCROOT%' } : {}) },
    ...(range === undefined ? {} : { region: region(range) }),
  };
}

function region({ start, end }: LspRange): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
