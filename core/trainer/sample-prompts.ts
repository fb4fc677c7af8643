import { type ConfigNode, isText, type TextScalar } from '../syntax/config-node';
import type { Section, TrainingProcess } from './training-config';

/** One prompt that ai-toolkit draws a sample for. */
export interface SamplePrompt {
  readonly text: TextScalar;
  /** The item of `sample.samples`; undefined for a line of `sample.prompts`. */
  readonly item: Section | undefined;
}

/** Several rules look at the prompts of the same version. */
const known = new WeakMap<TrainingProcess, readonly SamplePrompt[]>();

/**
 * The prompts of `sample`, in order. `samples` replaces `prompts`, even when it is empty
 * (ai-toolkit toolkit/config_modules.py:104-112).
 */
export function samplePromptsOf(process: TrainingProcess): readonly SamplePrompt[] {
  const found = known.get(process) ?? readPrompts(process);
  known.set(process, found);
  return found;
}

function readPrompts(process: TrainingProcess): readonly SamplePrompt[] {
  if (process.entry('sample.samples')) {
    return process.sections('sample.samples').flatMap((item) => promptOf(item.node('prompt'), item));
  }
  const prompts = process.node('sample.prompts');
  return prompts?.kind === 'sequence' ? prompts.items.flatMap((text) => promptOf(text, undefined)) : [];
}

function promptOf(text: ConfigNode | undefined, item: Section | undefined): SamplePrompt[] {
  return isText(text) ? [{ text, item }] : [];
}
