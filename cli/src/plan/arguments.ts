import { parseArgs } from 'node:util';
import { isJson, positiveNumber, toolkitVersionOf } from '../command';

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

/** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
export function readPlanArguments(args: readonly string[]): PlanArguments | undefined {
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
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('Name a config.');
  return {
    json: isJson(values.format),
    withFiles: values.files,
    toolkit: values.toolkit,
    toolkitVersion: toolkitVersionOf(values['toolkit-version']),
    gpuGiB: positiveNumber('--gpu', values.gpu),
    pricePerHour: positiveNumber('--price', values.price),
    inputs: positionals,
  };
}
