import { parseArgs } from 'node:util';
import { readVersion } from '../../../core/language-service';

export interface PlanArguments {
  readonly json: boolean;
  /** Whether the lists of files are part of the plan. */
  readonly withFiles: boolean;
  /** A folder of ai-toolkit, from which relative paths start. */
  readonly toolkit: string | undefined;
  readonly toolkitVersion: string | undefined;
  /** GiB of the GPU that will train. */
  readonly gpuGiB: number | undefined;
  readonly pricePerHour: number | undefined;
  readonly inputs: readonly string[];
}

export type PlanReading =
  | { readonly kind: 'run'; readonly arguments: PlanArguments }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'unusable'; readonly message: string };

export const usage = `Usage: qwen-lora plan [--format text|json] [--files] [--toolkit FOLDER] [--gpu GIB] [--price PER_HOUR] FILE…

Says what ai-toolkit will make of a config before it runs: datasets, buckets, captions, steps, checkpoints, samples,
memory by phase, time, disk, and where the run would end.

  --format text|json         how the plan is printed (default: text); json gives one object for a file, a list for several
  --files                    list every image, its caption and its crop, and every file that is not used
  --toolkit FOLDER           the folder of ai-toolkit; relative dataset paths start there, then in the current folder
  --toolkit-version VERSION  the ai-toolkit that will train, if no folder is named
  --gpu GIB                  the memory of the GPU that will train, to compare with
  --price PER_HOUR           what an hour costs, in any currency
  --help                     print this

Exit status: 0 planned, 1 the run would fail, 2 unusable input.
`;

/** Reads the command line; never throws. */
export function readPlanArguments(args: readonly string[]): PlanReading {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        files: { type: 'boolean', default: false },
        toolkit: { type: 'string' },
        'toolkit-version': { type: 'string' },
        gpu: { type: 'string' },
        price: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'print', text: usage };
    const { format, files, toolkit } = values;
    if (format !== 'text' && format !== 'json') return unusable(`--format is text or json, not '${format}'.`);
    if (positionals.length === 0) return unusable('Name a config.');
    const version = values['toolkit-version'];
    const toolkitVersion = readVersion(version);
    if (version !== undefined && toolkitVersion === undefined) {
      return unusable(`--toolkit-version is a version such as 0.12.26, not '${version}'.`);
    }
    const gpuGiB = positive('--gpu', values.gpu);
    const pricePerHour = positive('--price', values.price);
    if (typeof gpuGiB === 'string') return unusable(gpuGiB);
    if (typeof pricePerHour === 'string') return unusable(pricePerHour);
    return {
      kind: 'run',
      arguments: {
        json: format === 'json',
        withFiles: files,
        toolkit,
        toolkitVersion,
        gpuGiB,
        pricePerHour,
        inputs: positionals,
      },
    };
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}

function positive(option: string, text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : `${option} is a number above 0, not '${text}'.`;
}

function unusable(message: string): PlanReading {
  return { kind: 'unusable', message };
}
