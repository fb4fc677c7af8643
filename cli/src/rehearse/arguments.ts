import { parseArgs } from 'node:util';
import { oneOf, onlyOne } from '../command';

export interface RehearseArguments {
  readonly config: string;
  readonly toolkit: string | undefined;
  readonly python: string | undefined;
  /** Where relative paths in the config start; undefined for the toolkit's folder. */
  readonly cwd: string | undefined;
  readonly device: 'auto' | 'cpu' | 'cuda';
  /** Images for each dataset; undefined for the default of the model. */
  readonly images: number | undefined;
  /** Folder that keeps everything; undefined to remove it. */
  readonly keep: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly format: 'text' | 'json';
  /** Folder of the small checkpoints; undefined for the user's cache folder. */
  readonly cache: string | undefined;
}

/** A rehearsal, or the removal of the small checkpoints. */
export type RehearseRequest =
  | { readonly kind: 'run'; readonly arguments: RehearseArguments }
  | { readonly kind: 'clear'; readonly cache: string | undefined };

export const usage = `Usage: qwen-lora rehearse CONFIG [OPTIONS]

Runs a training config through your own ai-toolkit with a small random checkpoint: a few steps, a sample, a save and a
second start. Nothing is downloaded, uploaded or written beside your files.

  --toolkit PATH        the ai-toolkit folder (default: the current folder, or one above it or above the config)
  --python PATH         the Python to use (default: the toolkit's own venv, otherwise python3)
  --cwd DIR             where relative paths in the config start (default: the ai-toolkit folder)
  --device auto|cpu|cuda  where to run (default: auto)
  --images N            images for each dataset (default: 1 to 6, by model)
  --keep DIR            keep the changed config, the output and the log in this empty folder
  --timeout SECONDS     time limit (default: 600)
  --format text|json    how the result is printed (default: text)
  --cache DIR           where the small checkpoint is kept between rehearsals
  --clear-cache         remove the small checkpoints and exit
  --help                print this

Exit status: 0 the rehearsal passed, 1 it failed, 2 it could not be made.
`;

const options = {
  toolkit: { type: 'string' },
  python: { type: 'string' },
  cwd: { type: 'string' },
  device: { type: 'string', default: 'auto' },
  images: { type: 'string' },
  keep: { type: 'string' },
  timeout: { type: 'string', default: '600' },
  format: { type: 'string', default: 'text' },
  cache: { type: 'string' },
  'clear-cache': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
export function readRehearseArguments(args: readonly string[]): RehearseRequest | undefined {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (values.help) return undefined;
  if (values['clear-cache']) return { kind: 'clear', cache: values.cache };
  const { toolkit, python, cwd, keep, cache } = values;
  return {
    kind: 'run',
    arguments: {
      config: onlyOne(positionals, 'Name one config file.'),
      toolkit,
      python,
      cwd,
      device: oneOf('--device', values.device, ['auto', 'cpu', 'cuda']),
      images: values.images === undefined ? undefined : wholeNumber('--images', values.images),
      keep,
      timeout: wholeNumber('--timeout', values.timeout),
      format: oneOf('--format', values.format, ['text', 'json']),
      cache,
    },
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1_000_000) return value;
  throw new Error(`${option} is a whole number from 1 to 1000000, not '${text}'.`);
}
