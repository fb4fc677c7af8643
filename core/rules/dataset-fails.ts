import { runFailures } from '../trainer/run-failure';
import { scheduleOf } from '../trainer/schedule';
import type { DiskRule } from './rule';

/** Failures that other rules explain in better words. */
const explained =
  /^(?:FileNotFoundError|TypeError: stat: path should be|AssertionError: no |UnicodeDecodeError|IsADirectoryError|ValueError: (?:Missing control|Dataset level|All datasets)|RuntimeError: (?:mat1|shape)|ValueError: Input and output|AssertionError: buckets|AttributeError: 'NoneType' object has no attribute 'get_caption_list'|AttributeError: 'str' object has no attribute 'get'|Exception: Control images)/;

export const datasetFails: DiskRule = {
  code: 'dataset-fails',
  severity: 'error',
  summary: 'A dataset that ai-toolkit cannot build or train, after loading the model.',
  claims: [{ where: 'dataset', what: 'fails', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      const failures = [...scan.failures, ...runFailures(process, scan, scheduleOf(process, undefined))];
      const seen = new Set<string>();
      for (const failure of failures) {
        const section = process.datasets[failure.dataset ?? -1];
        const key = `${failure.dataset} ${failure.error}`;
        if (failure.at === 'process' || explained.test(failure.error) || seen.has(key)) continue;
        seen.add(key);
        const entry =
          section?.entry(keyOf(failure.error)) ??
          section?.entry('folder_path') ??
          section?.entry('dataset_path');
        const at = entry?.value ?? process.entry('datasets')?.key;
        if (!at) continue;
        yield {
          span: at.span,
          message: `${whenOf(failure.at)}: ${failure.error}. ${adviceOf(failure.error)}`,
        };
      }
    }
  },
};

function whenOf(at: string): string {
  return at === 'run' ? 'The run ends' : 'ai-toolkit loads the model and then stops';
}

/** The key that an error most likely comes from. */
function keyOf(error: string): string {
  if (error.includes('multiply sequence by non-int'))
    return error.includes("'float'") ? 'num_repeats' : 'resolution';
  if (error.includes("'>' not supported")) return 'num_repeats';
  if (error.includes('unsupported operand')) return 'resolution';
  if (error.includes('ZeroDivision')) return 'scale';
  if (error.includes('replace() argument')) return 'trigger_word';
  if (error.includes('concatenate str')) return 'caption_ext';
  if (error.includes('invalid dataset type')) return 'type';
  if (error.includes('range()') || error.includes('batch_size')) return 'batch_size';
  return 'folder_path';
}

function adviceOf(error: string): string {
  if (error.startsWith('JSONDecodeError'))
    return 'A path that is not a folder is read as a JSON file. Write the folder of the images.';
  if (error.includes("no attribute 'keys'"))
    return 'A JSON dataset is one object whose keys are image files.';
  if (error.includes('invalid dataset type')) return "Remove 'type'.";
  if (error.startsWith('TypeError')) return 'Write a value of the right type.';
  return 'Correct the value.';
}
