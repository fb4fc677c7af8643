import type { ConfigValues } from './config-values';

export interface RunPrompt {
  /** Place in `sample.samples` or `sample.prompts`, from 0: the number in the names of its images. */
  readonly index: number;
  readonly text: string;
  readonly seed: number | undefined;
  /** Paths of its control images, as written. */
  readonly controls: readonly string[];
}

const controlKeys = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'];
/** More prompts than any run samples. */
const mostPrompts = 200;

/**
 * The prompts of a run with what each image of theirs is made from. `samples` replaces `prompts`; the seed is 42 unless
 * written, and one more for each next prompt with `walk_seed` (toolkit/config_modules.py, jobs/process/BaseSDTrainProcess.py).
 */
export function readRunPrompts(values: ConfigValues): readonly RunPrompt[] {
  const seed = count(values.get('sample.seed')) ?? 42;
  const isWalking = /^true$/i.test(values.get('sample.walk_seed') ?? '');
  const trigger = values.get('trigger_word');
  const prompts: RunPrompt[] = [];
  for (let index = 0; index < mostPrompts; index++) {
    const item = `sample.samples[${index}]`;
    const text = values.get(`${item}.prompt`) ?? values.get(`sample.prompts[${index}]`);
    if (text === undefined) break;
    prompts.push({
      index,
      text: trigger === undefined ? text : text.replaceAll('[trigger]', trigger),
      seed: count(values.get(`${item}.seed`)) ?? (isWalking ? seed + index : seed),
      controls: controlKeys
        .flatMap((key) => values.get(`${item}.${key}`) ?? [])
        .filter((path) => path !== 'null'),
    });
  }
  return prompts;
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
