import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createLanguageService,
  type ExaminationOptions,
  type LanguageService,
  scanOfConfig,
} from '../../../core/language-service';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { hubFolder } from '../../../server/src/disk/free-space';
import { syncProbe } from '../../../server/src/disk/sync-probe';
import { findInputs, type LintInput, readInput } from '../check/inputs';
import { diagnosticsJson } from '../check/reports/json';
import { runCommand } from '../command';
import { type PlanArguments, readPlanArguments, usage } from './arguments';
import { type PlannedFile, planText } from './report-text';

/** The version that a plan is made for where no other is known. */
const defaultVersion = '0.12.26';

/** Runs `qwen-lora plan` and gives its exit status: 0 planned, 1 the run would fail, 2 unusable input. */
export function runPlan(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'plan', usage, read: readPlanArguments, run: plan }, args);
}

function plan(wanted: PlanArguments): Promise<number> {
  const files = openPackageFiles();
  const service = createLanguageService({
    schema: files.schema,
    logger: { error: complain, warn: complain, info: silent, debug: silent },
    documentation: files.docsPageUri,
  });
  return planAll(service, wanted);
}

async function planAll(service: LanguageService, wanted: PlanArguments): Promise<number> {
  const planned: PlannedFile[] = [];
  let unusable = false;
  for (const name of findInputs(wanted.inputs)) {
    const input = readInput(name);
    const result = 'text' in input ? await planOne(service, input, wanted) : input.reason;
    if (typeof result === 'string') {
      unusable = true;
      complain(`${input.path}: ${result}`);
    } else planned.push(result);
  }
  if (wanted.json) {
    const objects = planned.map(jsonOf);
    const single = wanted.inputs.length === 1 && objects.length === 1;
    process.stdout.write(`${JSON.stringify(single ? objects[0] : objects, undefined, 2)}\n`);
  } else process.stdout.write(planned.map(planText).join('\n'));
  if (unusable) return 2;
  return planned.some(({ plan }) => plan.fails) ? 1 : 0;
}

/** Plans one text, or says why it cannot be planned. */
async function planOne(
  service: LanguageService,
  input: LintInput,
  wanted: PlanArguments,
): Promise<PlannedFile | string> {
  const parsed = service.parse(input.uri, 0, input.text, input.format);
  const [trainer] = parsed.config.trainers;
  if (!parsed.isConfig || !trainer) return 'no training process can be read in this file';
  const toolkitVersion = versionIn(wanted.toolkit) ?? wanted.toolkitVersion ?? defaultVersion;
  const options: ExaminationOptions = {
    useCase: 'character',
    variable: undefined,
    severities: {},
    syntaxErrors: true,
    // A plan is what a start would meet, so what stops a start is an error here.
    atStart: true,
    toolkitVersion,
    configFolder: input.uri.startsWith('file:///') ? path.dirname(fileURLToPath(input.uri)) : undefined,
    hubFolder: hubFolder((name) => process.env[name], homedir()),
    withFiles: wanted.withFiles,
    gpu: wanted.gpuGiB === undefined ? undefined : { name: 'GPU', totalGiB: wanted.gpuGiB },
    pricePerHour: wanted.pricePerHour,
  };
  const starts =
    wanted.toolkit === undefined ? [process.cwd()] : [path.resolve(wanted.toolkit), process.cwd()];
  const probe = syncProbe(starts);
  const { plan, findings } = await service.examine(parsed, options, probe, scanOfConfig(probe));
  if (!plan) return 'no training process can be read in this file';
  const diagnostics = service.diagnose(parsed, options, findings);
  return { path: input.path, toolkitVersion, plan, diagnostics };
}

function jsonOf({ path: file, toolkitVersion, plan, diagnostics }: PlannedFile): object {
  return { path: file, toolkitVersion, ...plan, diagnostics: diagnosticsJson(diagnostics) };
}

/** `VERSION` of a checkout's version.py. */
function versionIn(toolkit: string | undefined): string | undefined {
  if (toolkit === undefined) return undefined;
  try {
    const text = readFileSync(path.join(toolkit, 'version.py'), 'utf8');
    return /^VERSION\s*=\s*['"]([^'"]+)['"]/m.exec(text)?.[1];
  } catch {
    // A folder without a version is planned for the default one.
    return undefined;
  }
}

function complain(message: string): void {
  process.stderr.write(`qwen-lora plan: ${message}\n`);
}

function silent(): void {
  // Lifecycle messages are of no interest on the command line.
}
