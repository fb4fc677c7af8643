import { parseArgs } from 'node:util';

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

/** What the arguments ask for: a rehearsal, a text to print, the removal of the cache, or what is wrong with them. */
export type RehearseReading =
  | { readonly kind: 'run'; readonly arguments: RehearseArguments }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'clear'; readonly cache: string | undefined }
  | { readonly kind: 'unusable'; readonly message: string };

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

/** Reads the command line; never throws. */
export function readRehearseArguments(args: readonly string[]): RehearseReading {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (values.help) return { kind: 'print', text: usage };
    if (values['clear-cache']) return { kind: 'clear', cache: values.cache };
    const { device, format, toolkit, python, cwd, keep, cache } = values;
    if (device !== 'auto' && device !== 'cpu' && device !== 'cuda') {
      return unusable(`--device is auto, cpu or cuda, not '${device}'.`);
    }
    if (format !== 'text' && format !== 'json') return unusable(`--format is text or json, not '${format}'.`);
    const images = values.images === undefined ? undefined : wholeNumber(values.images);
    if (values.images !== undefined && images === undefined)
      return unusable('--images is a number from 1 up.');
    const timeout = wholeNumber(values.timeout);
    if (timeout === undefined) return unusable('--timeout is a number of seconds.');
    const [config, ...more] = positionals;
    if (config === undefined || more.length > 0) return unusable('Name one config file.');
    return {
      kind: 'run',
      arguments: { config, toolkit, python, cwd, device, images, keep, timeout, format, cache },
    };
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 && value <= 1_000_000 ? value : undefined;
}

function unusable(message: string): RehearseReading {
  return { kind: 'unusable', message };
}
