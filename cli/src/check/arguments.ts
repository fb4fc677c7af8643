import { parseArgs } from 'node:util';
import { readVersion } from '../../../core/language-service';

export interface LintArguments {
  readonly format: 'text' | 'json';
  readonly fix: boolean;
  /** The mildest severity that makes the run fail. */
  readonly failOn: 'error' | 'warning';
  /** Files, folders, globs, or `-` for standard input. */
  readonly inputs: readonly string[];
  /** The version of ai-toolkit to judge by; undefined for all that are described. */
  readonly toolkitVersion: string | undefined;
}

/** What the arguments ask for: a run, a text to print, or an explanation of what is wrong with them. */
export type ArgumentsReading =
  | { readonly kind: 'run'; readonly arguments: LintArguments }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'unusable'; readonly message: string };

export const usage = `Usage: qwen-lora check [--format text|json] [--fix] [--fail-on error|warning] [--toolkit-version VERSION] FILE|FOLDER|GLOB…

Checks training configs for ai-toolkit. A folder is searched for configs; '-' reads standard input.
'aitk-lint' is the same command.

  --format text|json        how findings are printed (default: text)
  --fix                     write every safe fix into the files; with '-' the fixed text goes to standard output
  --fail-on error|warning   the mildest finding that makes the run fail (default: error)
  --toolkit-version VERSION the ai-toolkit to check for, such as 0.12.26 or 0.13 (default: what holds for both)
  --version                 print the version
  --help                    print this

Exit status: 0 nothing to fail on, 1 findings at or above --fail-on, 2 unusable input.
`;

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[], version: string): ArgumentsReading {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        fix: { type: 'boolean', default: false },
        'fail-on': { type: 'string', default: 'error' },
        'toolkit-version': { type: 'string' },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'print', text: usage };
    if (values.version) return { kind: 'print', text: `${version}\n` };
    const { format } = values;
    const failOn = values['fail-on'];
    if (format !== 'text' && format !== 'json') return unusable(`--format is text or json, not '${format}'.`);
    if (failOn !== 'error' && failOn !== 'warning') {
      return unusable(`--fail-on is error or warning, not '${failOn}'.`);
    }
    const chosen = values['toolkit-version'];
    const toolkitVersion = readVersion(chosen);
    if (chosen !== undefined && toolkitVersion === undefined) {
      return unusable(`--toolkit-version is a version such as 0.12.26 or 0.13, not '${chosen}'.`);
    }
    if (positionals.length === 0) return unusable('Name a file, a folder, a glob, or - for standard input.');
    return {
      kind: 'run',
      arguments: { format, fix: values.fix, failOn, inputs: positionals, toolkitVersion },
    };
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}

function unusable(message: string): ArgumentsReading {
  return { kind: 'unusable', message };
}
