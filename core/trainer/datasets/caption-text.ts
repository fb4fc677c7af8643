import type { DatasetSettings } from './dataset-settings';
import { PythonError } from './python-error';

/**
 * The caption that a dataset gives for a raw text (toolkit/dataloader_mixins.py:382-456): tokens joined, the trigger word
 * put in. Null where ai-toolkit draws it at random.
 *
 * @throws PythonError for a trigger word that is not text
 */
export function captionText(
  raw: string,
  settings: DatasetSettings,
  { short = false }: { readonly short?: boolean } = {},
): string | null {
  const live = !settings.cachesText && !short;
  if (live && settings.captionDropout >= 1) return '';
  const tokens = live ? keptTokens(raw.split(','), settings) : raw.split(',');
  if (tokens === null) return null;
  const caption = injectTrigger(tokens.join(', '), settings.trigger, !settings.isReg);
  const { randomTriggers, randomTriggersMax } = settings;
  const adds = randomTriggers.length > 0 && randomTriggersMax !== 0;
  if (settings.shuffleTokens && (tokens.length > 1 || adds || caption.includes(','))) return null;
  if (!adds) return caption;
  if (randomTriggersMax > 1 || randomTriggers.length > 1) return null;
  return `${caption}, ${randomTriggers[0]}`;
}

function keptTokens(
  tokens: readonly string[],
  { tokenDropout, keepTokens }: DatasetSettings,
): readonly string[] | null {
  if (tokenDropout <= 0 || tokens.length <= keepTokens) return tokens;
  // An empty caption is one empty token, and is the same without it.
  if (tokens.length === 1 && tokens[0] === '') return tokens;
  return tokenDropout >= 1 ? tokens.slice(0, Math.max(0, keepTokens)) : null;
}

/**
 * toolkit/prompt_utils.py:715-748: `[name]` and `[trigger]` become the trigger word; where it occurs nowhere it is put in
 * front if `add` asks for that.
 *
 * @throws PythonError for a trigger word that is not text
 */
function injectTrigger(prompt: string, trigger: DatasetSettings['trigger'], add: boolean): string {
  if (typeof trigger === 'object') {
    throw new PythonError('TypeError', `replace() argument 2 must be str, not ${trigger.wrongType}`);
  }
  const word = trigger ?? '';
  const replaced = prompt.split('[name]').join(word).split('[trigger]').join(word);
  if (word.trim() === '' || replaced.includes(word) || !add) return replaced;
  return `${word} ${replaced}`;
}

/** The caption of a step on which the caption is dropped, as the cache holds it (dataloader_mixins.py:2188-2193). */
export function droppedCaption({ trigger, isReg }: DatasetSettings): string {
  return trigger !== undefined && !isReg ? injectTrigger('', trigger, true) : '';
}

/** The caption with the trigger word replaced by the preservation class (dataloader_mixins.py:373-380). */
export function preservedCaption(caption: string, settings: DatasetSettings): string {
  const { trigger, preservationClass } = settings;
  if (typeof trigger !== 'string' || preservationClass === undefined) return caption;
  // Python's `replace` finds an empty text before each character and at the end.
  if (trigger === '') return ['', ...caption, ''].join(preservationClass);
  return caption.split(trigger).join(preservationClass);
}

/**
 * The text that reaches the encoder while training without cached text embeddings: the process' own trigger word is put in
 * once more (extensions_built_in/sd_trainer/SDTrainer.py).
 *
 * @testonly
 */
export function encodedPrompt(
  caption: string,
  processTrigger: DatasetSettings['trigger'],
  isReg: boolean,
): string {
  return processTrigger === undefined ? caption : injectTrigger(caption, processTrigger, !isReg);
}
