import { samplePromptsOf } from './sample-prompts';
import type { TrainingProcess } from './training-config';

/** Whether a run draws samples at all. */
export function drawsSamples(process: TrainingProcess): boolean {
  return !process.truthy('train.disable_sampling') && samplePromptsOf(process).length > 0;
}

/**
 * What a prompt says behind `--flag`; undefined when the flag is not there. Of several the last counts
 * (toolkit/config_modules.py:1396-1455).
 */
export function promptFlag(prompt: string, flag: string): string | undefined {
  const parts = prompt.split('--').slice(1);
  const part = parts.findLast((one) => one.split(' ')[0]?.trim() === flag);
  return part?.slice(flag.length).trim();
}

/** The words that are drawn: what stands before the first flag. */
export function promptText(prompt: string): string {
  return (prompt.split('--')[0] ?? '').trim();
}
