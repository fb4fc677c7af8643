import path from 'node:path';
import type { CheckConfigResult, StartFacts, StartPlace } from '../../../common/protocol';
import {
  type ConfigDiagnostic,
  type DiagnosticOptions,
  fixAllKind,
  type LanguageService,
  type ParsedConfig,
  scanOfConfig,
} from '../../../core/language-service';
import { problemWithFixes } from './config-problem';
import { fileProbe } from './node-host';

/**
 * What a start asks of a config: is it one, what is wrong with it, and what does it say. With a place, the folders that it
 * names are checked too.
 */
export async function checkStart(
  service: LanguageService,
  parsed: ParsedConfig,
  wanted: DiagnosticOptions,
  place: StartPlace | undefined,
  isCancelled: () => boolean = () => false,
): Promise<CheckConfigResult> {
  const options: DiagnosticOptions = { ...wanted, syntaxErrors: true, atStart: true, isCancelled };
  const onDisk = place && (await askDisk(service, parsed, options, place, isCancelled));
  const problems = service.diagnose(parsed, options, onDisk?.findings);
  return {
    isConfig: true,
    problems: problems.map((problem) => {
      const { fixes, ...bare } = problemWithFixes(problem);
      return place === undefined ? bare : { ...bare, fixes };
    }),
    job: service.jobSummary(parsed),
    start: onDisk?.start,
    fixAll: place !== undefined && problems.some(isFixableError) ? allFixes(service, parsed, options) : [],
  };
}

function isFixableError({ severity, fixes: [first] }: ConfigDiagnostic): boolean {
  return severity === 'error' && first?.safe === true;
}

function allFixes(service: LanguageService, parsed: ParsedConfig, options: DiagnosticOptions) {
  const [action] = service.codeActions(parsed, { diagnostics: [], only: [fixAllKind] }, options);
  const [change] = action?.edit?.documentChanges ?? [];
  return change !== undefined && 'edits' in change
    ? change.edits.flatMap((edit) =>
        'newText' in edit ? [{ range: edit.range, newText: edit.newText }] : [],
      )
    : [];
}

async function askDisk(
  service: LanguageService,
  parsed: ParsedConfig,
  options: DiagnosticOptions,
  { workingDirectory }: StartPlace,
  isCancelled: () => boolean,
) {
  // A start may ask the network, which the checks while typing never do.
  const probe = fileProbe(workingDirectory, { network: true });
  const scan = scanOfConfig(probe, isCancelled);
  const findings = await service.findOnDisk(parsed, options, probe, scan);
  const { jobFolder, ...facts } = await service.startFacts(parsed, options, probe, scan);
  const start: StartFacts = { ...facts, jobFolder: jobFolder && path.resolve(workingDirectory, jobFolder) };
  return { findings, start };
}
