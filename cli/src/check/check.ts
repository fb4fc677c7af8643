import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import {
  createLanguageService,
  type DiagnosticOptions,
  type LanguageService,
  type ParsedConfig,
} from '../../../core/language-service';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { fileProbe } from '../../../server/src/disk/node-host';
import { type LintArguments, readArguments, usage } from './arguments';
import { type LintInput, readInputs, type UnusableInput } from './inputs';
import { reportJson } from './report-json';
import { type LintedFile, reportText } from './report-text';

/** The environment of this shell need not be the trainer's, so unset variables are no finding here. */
const defaults: DiagnosticOptions = {
  useCase: 'character',
  hasVariable: undefined,
  severities: {},
  syntaxErrors: true,
};

/** Runs `qwen-lora check` (`aitk-lint`) and gives its exit status: 0 clean, 1 findings at or above `--fail-on`, 2 unusable input. */
export async function runCheck(args: readonly string[]): Promise<number> {
  const files = openPackageFiles();
  const reading = readArguments(args, files.version);
  if (reading.kind === 'print') {
    process.stdout.write(reading.text);
    return 0;
  }
  if (reading.kind === 'unusable') {
    process.stderr.write(`aitk-lint: ${reading.message}\n\n${usage}`);
    return 2;
  }
  const service = createLanguageService({
    schema: files.schema,
    logger: { error: complain, warn: complain, info: silent, debug: silent },
    documentation: files.docsPageUri,
  });
  return lint(service, reading.arguments);
}

async function lint(service: LanguageService, wanted: LintArguments): Promise<number> {
  const linted: LintedFile[] = [];
  let unusable = false;
  let fixedInput = false;
  for (const input of readInputs(wanted.inputs)) {
    const result = 'reason' in input ? input : await lintOne(service, input, wanted);
    if (result === undefined) continue;
    if ('reason' in result) {
      unusable = true;
      complain(`${result.path}: ${result.reason}`);
      continue;
    }
    linted.push(result);
    if (wanted.fix && input.path === '-') {
      fixedInput = true;
      process.stdout.write(result.text);
    }
  }
  report(linted, wanted, fixedInput);
  if (unusable) return 2;
  const failing = wanted.failOn === 'warning' ? ['error', 'warning'] : ['error'];
  const fails = linted.some((file) => file.diagnostics.some(({ severity }) => failing.includes(severity)));
  return fails ? 1 : 0;
}

/** Checks one text; undefined for a file that nobody named and that is no config. */
async function lintOne(
  service: LanguageService,
  input: LintInput,
  { fix, toolkitVersion }: LintArguments,
): Promise<LintedFile | UnusableInput | undefined> {
  const options: DiagnosticOptions = { ...defaults, toolkitVersion };
  const parsed = service.parse(input.uri, 0, input.text, input.format);
  if (!parsed.isConfig && !isBroken(parsed)) {
    return input.named ? { path: input.path, reason: 'this is no ai-toolkit config' } : undefined;
  }
  if (!parsed.isConfig && !input.named) return undefined;
  const text = fix ? service.fixedText(parsed, options) : input.text;
  const final = text === input.text ? parsed : service.parse(input.uri, 1, text, input.format);
  if (text !== input.text && input.path !== '-') {
    try {
      writeFileSync(input.path, text);
    } catch (error) {
      return { path: input.path, reason: error instanceof Error ? error.message : String(error) };
    }
  }
  // ai-toolkit resolves relative paths from the folder that it is started in; here that is the current one.
  const onDisk = await service.findOnDisk(final, options, fileProbe(process.cwd()));
  return { path: input.path, text, diagnostics: service.diagnose(final, options, onDisk) };
}

/** A named file that cannot be read as YAML may well be a config; its syntax errors are then what to say. */
function isBroken(parsed: ParsedConfig): boolean {
  return parsed.config.document.problems.length > 0;
}

/** With `--fix -` standard output carries the fixed text, so the report goes to standard error. */
function report(linted: readonly LintedFile[], wanted: LintArguments, fixedInput: boolean): void {
  const stream = fixedInput ? process.stderr : process.stdout;
  const colored = pc.isColorSupported && (stream.isTTY || process.env.FORCE_COLOR !== undefined);
  stream.write(wanted.format === 'json' ? reportJson(linted) : reportText(linted, colored));
}

function complain(message: string): void {
  process.stderr.write(`aitk-lint: ${message}\n`);
}

function silent(): void {
  // Lifecycle messages are of no interest on the command line.
}
