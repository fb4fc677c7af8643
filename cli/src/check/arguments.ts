import { parseArgs } from 'node:util';
import type { Severity, UseCase } from '../../../core/language-service';
import { messageOf, oneOf, toolkitVersionOf } from '../command';

export const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'] as const;
export type ReportFormat = (typeof formats)[number];

export interface LintArguments {
  readonly format: ReportFormat;
  /** `write` changes the files, `diff` prints what it would change. */
  readonly fix: 'no' | 'write' | 'diff';
  /** The mildest severity that makes the run fail. */
  readonly failOn: 'error' | 'warning';
  /** Named files that are not configs, or that the project file leaves out, are left out. */
  readonly configsOnly: boolean;
  /** Where the report goes; undefined for standard output. */
  readonly output: string | undefined;
  /** Severities by code, which win over comments in project files. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly useCase: UseCase | undefined;
  /** The ai-toolkit checkout whose keys count. */
  readonly toolkit: string | undefined;
  readonly toolkitVersion: string | undefined;
  /** The project file; undefined to look for one from each file upwards. */
  readonly config: string | undefined;
  /** Threads; undefined for as many as the work and the machine's cores ask for. */
  readonly jobs: number | undefined;
  readonly color: boolean | undefined;
  /** Checks for a start on this machine, too; undefined for a check of the texts and their folders only. */
  readonly deep: DeepArguments | undefined;
  /** Files, folders, globs, or `-` for standard input. */
  readonly inputs: readonly string[];
}

/** How a start on this machine is checked. */
export interface DeepArguments {
  /** The Python that would train; undefined for the checkout's own. */
  readonly python: string | undefined;
  readonly needsGpu: boolean;
  /** Whether the Hugging Face Hub may be asked about a model that is not here. */
  readonly network: boolean;
}

/** What the arguments ask for: a run, a text to print, or an explanation of what is wrong with them. */
export type ArgumentsReading =
  | { readonly kind: 'run'; readonly arguments: LintArguments }
  | { readonly kind: 'usage' | 'version' | 'rules' }
  | { readonly kind: 'explain'; readonly code: string }
  | { readonly kind: 'unusable'; readonly message: string };

export const usage = `Usage: qwen-lora check [options] FILE|FOLDER|GLOB…

Checks training configs for ai-toolkit. A folder is searched for configs; '-' reads standard input.
'aitk-lint' is the same command.

  --format FORMAT           text, json, sarif, github, gitlab, junit or markdown (default: text)
  --output FILE             write the report to a file instead of standard output
  --fix                     write every safe fix into the files; with '-' the fixed text goes to standard output
  --diff                    print what --fix would change; exit status 1 if there is something
  --fail-on error|warning   the mildest finding that makes the run fail (default: error)
  --configs-only            leave out named files that are no ai-toolkit configs, as in a folder
  --severity CODE=LEVEL     off, hint, information, warning or error for a code; can be repeated
  --use-case CASE           character, style or complex: which of the guide's ranges apply (default: character)
  --toolkit PATH            the ai-toolkit checkout that trains: its keys and its version count
  --toolkit-version VERSION the ai-toolkit to check for, such as 0.12.26 or 0.13 (default: what holds for both)
  --config FILE             the project file (default: .aitk-lint.yaml, from each file's folder upwards)
  --jobs N                  number of threads (default: by number of files and cores)
  --deep                    check everything that a start on this machine needs, too: ai-toolkit, Python and its packages,
                            GPU, memory, disks, the model and its download; says what is well (text and json)
  --python PATH             with --deep: the Python that trains (default: the one in ai-toolkit's folder)
  --no-gpu                  with --deep: do not require an NVIDIA GPU
  --no-network              with --deep: do not ask the Hugging Face Hub
  --no-color                no colors; NO_COLOR does the same
  --rules                   list every code with its severity
  --explain CODE            print the docs page of a code
  --version                 print the version
  --help                    print this

Precedence: options, then comments in the file, then the project file, then the default of each rule.
Exit status: 0 nothing to fail on, 1 findings at or above --fail-on, 2 unusable input.
`;

const options = {
  format: { type: 'string', default: 'text' },
  output: { type: 'string' },
  fix: { type: 'boolean', default: false },
  diff: { type: 'boolean', default: false },
  'fail-on': { type: 'string', default: 'error' },
  'configs-only': { type: 'boolean', default: false },
  severity: { type: 'string', multiple: true },
  'use-case': { type: 'string' },
  toolkit: { type: 'string' },
  'toolkit-version': { type: 'string' },
  config: { type: 'string' },
  jobs: { type: 'string' },
  deep: { type: 'boolean', default: false },
  python: { type: 'string' },
  'no-gpu': { type: 'boolean', default: false },
  'no-network': { type: 'boolean', default: false },
  'no-color': { type: 'boolean', default: false },
  color: { type: 'boolean', default: false },
  rules: { type: 'boolean', default: false },
  explain: { type: 'string' },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The long options, for shell completion. */
export const checkOptions: readonly string[] = Object.keys(options).map((name) => `--${name}`);

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options });
}

type Values = ReturnType<typeof parse>['values'];

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[]): ArgumentsReading {
  try {
    const { values, positionals } = parse(args);
    if (values.help) return { kind: 'usage' };
    if (values.version) return { kind: 'version' };
    if (values.rules) return { kind: 'rules' };
    if (values.explain !== undefined) return { kind: 'explain', code: values.explain };
    return { kind: 'run', arguments: toArguments(values, positionals) };
  } catch (error) {
    return { kind: 'unusable', message: messageOf(error) };
  }
}

/** Throws with a sentence for values that cannot be used. */
function toArguments(values: Values, positionals: readonly string[]): LintArguments {
  if (values.fix && values.diff) throw new Error('--fix writes and --diff only shows. Give one of them.');
  if (values.jobs !== undefined && !/^[1-9]\d?$/.test(values.jobs)) {
    throw new Error(`--jobs is a number from 1 to 99, not '${values.jobs}'.`);
  }
  if (positionals.length === 0) throw new Error('Name a file, a folder, a glob, or - for standard input.');
  const format = oneOf('--format', values.format, formats);
  const deep = readDeep(values, format);
  return {
    deep,
    format,
    fix: values.fix ? 'write' : values.diff ? 'diff' : 'no',
    failOn: oneOf('--fail-on', values['fail-on'], ['error', 'warning'] as const),
    configsOnly: values['configs-only'],
    output: values.output,
    severities: Object.fromEntries((values.severity ?? []).map(readSeverity)),
    useCase:
      values['use-case'] === undefined
        ? undefined
        : oneOf('--use-case', values['use-case'], ['character', 'style', 'complex'] as const),
    toolkit: values.toolkit,
    toolkitVersion: toolkitVersionOf(values['toolkit-version']),
    config: values.config,
    jobs: values.jobs === undefined ? undefined : Number(values.jobs),
    color: values['no-color'] ? false : values.color ? true : undefined,
    inputs: positionals,
  };
}

/** @throws Error for options that do not go together */
function readDeep(values: Values, format: ReportFormat): DeepArguments | undefined {
  const { deep, python, fix, diff } = values;
  const network = !values['no-network'];
  const needsGpu = !values['no-gpu'];
  if (!deep) {
    if (python !== undefined || !network || !needsGpu) {
      throw new Error('--python, --no-gpu and --no-network are options of --deep.');
    }
    return undefined;
  }
  if (fix || diff) throw new Error('--deep changes nothing. Give --fix or --diff without it.');
  if (format !== 'text' && format !== 'json') throw new Error('--deep writes text or json.');
  return { python, needsGpu, network };
}

const levels = ['off', 'hint', 'information', 'warning', 'error'] as const;

function readSeverity(text: string): readonly [string, Severity | 'off'] {
  const [code = '', level = '', ...more] = text.split('=');
  if (code === '' || more.length > 0) throw new Error(`--severity is CODE=LEVEL, not '${text}'.`);
  return [code, oneOf(`--severity ${code}`, level, levels)];
}
