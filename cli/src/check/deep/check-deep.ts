import { preflightChecks } from '../../../../client/src/launch/checks/index';
import { type Examination, runPreflight } from '../../../../client/src/launch/run-preflight';
import type { ConfigProblem, StartPlace } from '../../../../common/protocol';
import {
  createLanguageService,
  type DiagnosticOptions,
  knownCodes,
  type LanguageService,
} from '../../../../core/language-service';
import { openPackageFiles } from '../../../../server/src/connection/package-files';
import { checkStart } from '../../../../server/src/disk/check-start';
import { openEnvironments } from '../../../../server/src/disk/environment';
import type { DeepArguments, LintArguments } from '../arguments';
import { findInputs, type InputName, type LintInput, readInput } from '../inputs';
import { type FoundProject, ProjectFiles } from '../project-files';
import { readToolkit } from '../read-toolkit';
import { writeReportText } from '../write-report';
import { createDeepHost, deepTarget } from './deep-host';
import { type DeepReport, deepJson, deepText } from './deep-report';

/** Runs the check before training from the command line: 0 ready, 1 something at or above `--fail-on`, 2 unusable. */
export async function checkDeep(wanted: LintArguments, deep: DeepArguments): Promise<number> {
  const reports: DeepReport[] = [];
  let isUnusable = false;
  const projects = new ProjectFiles(
    wanted.config,
    knownCodes.map(({ code }) => code),
  );
  for (const name of findInputs(wanted.inputs)) {
    const result = await checkOne(name, wanted, deep, projects);
    if (typeof result === 'string') {
      isUnusable = true;
      complain(`${name.path}: ${result}`);
    } else reports.push(result);
  }
  const isTerminal = process.stdout.isTTY === true && wanted.output === undefined;
  const text = wanted.format === 'json' ? deepJson(reports) : deepText(reports, wanted.color ?? isTerminal);
  if (!writeReportText(text, wanted.output, complain) || isUnusable) return 2;
  return reports.some(({ errors, warnings }) => errors > 0 || (wanted.failOn === 'warning' && warnings > 0))
    ? 1
    : 0;
}

/** Checks one config, or says why it cannot be checked. */
async function checkOne(
  name: InputName,
  wanted: LintArguments,
  deep: DeepArguments,
  projects: ProjectFiles,
): Promise<DeepReport | string> {
  const begun = performance.now();
  const input = readInput(name);
  if (!('text' in input)) return input.reason;
  if (input.path === '-') return '--deep needs a file, because ai-toolkit reads one.';
  const files = openPackageFiles();
  const service = createLanguageService({ schema: files.schema, logger, documentation: files.docsPageUri });
  let problems: readonly ConfigProblem[] = [];
  const host = createDeepHost({
    toolkit: wanted.toolkit ?? projects.toolkitOf(input.path),
    wanted: deep,
    checkConfig: async (place) => {
      const checked = await checkText(service, input, place, wanted, projects.projectOf(input.path));
      if (place !== undefined) problems = checked.problems;
      return checked;
    },
  });
  const examination = await runPreflight(deepTarget(input.path), {}, preflightChecks, host);
  if (examination === undefined) return host.refusals.join(' ');
  return reportOf(input, examination, problems, (performance.now() - begun) / 1000);
}

async function checkText(
  service: LanguageService,
  input: LintInput,
  place: StartPlace | undefined,
  wanted: LintArguments,
  project: FoundProject | undefined,
) {
  const parsed = service.parse(input.uri, 0, input.text, input.format);
  if (!parsed.isConfig)
    return { isConfig: false, problems: [], job: undefined, start: undefined, fixAll: [] };
  const keys = place && (await readToolkit(place.toolkit, complain));
  const options: DiagnosticOptions = {
    useCase: wanted.useCase ?? project?.settings.useCase ?? 'character',
    variable: place && (await openEnvironments(logger, () => undefined).environmentOf(place.toolkit, true)),
    severities: { ...project?.settings.rules, ...wanted.severities },
    syntaxErrors: true,
    toolkit: keys === 'unusable' ? undefined : keys,
    toolkitVersion: wanted.toolkitVersion ?? project?.settings.toolkitVersion,
  };
  return checkStart(service, parsed, options, place);
}

function reportOf(
  input: LintInput,
  examination: Examination,
  problems: readonly ConfigProblem[],
  seconds: number,
): DeepReport {
  const { errors, warnings } = examination;
  const notes = problems.filter(({ severity }) => severity === 'information');
  const found = [
    ...errors.map((problem) => ({ severity: 'error' as const, ...problem })),
    ...warnings.map((problem) => ({ severity: 'warning' as const, ...problem })),
    ...notes.map((problem) => ({
      severity: 'information' as const,
      code: problem.code,
      message: problem.message,
      inConfig: problem,
      action: undefined,
    })),
  ];
  return {
    path: input.path,
    errors: errors.length,
    warnings: warnings.length,
    findings: found,
    facts: examination.facts,
    unanswered: examination.unanswered,
    seconds,
    page: openPackageFiles().docsPageUri,
  };
}

const logger = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };

function complain(message: string): void {
  process.stderr.write(`qwen-lora check: ${message}\n`);
}
