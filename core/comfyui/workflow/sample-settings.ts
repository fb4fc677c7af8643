import { type ConfigNode, isNumber, isText, isTruthy, scalarText } from '../../syntax/config-node';
import { promptFlag, promptText } from '../../trainer/sample-drawing';
import { type SamplePrompt, samplePromptsOf } from '../../trainer/sample-prompts';
import type { TrainingProcess } from '../../trainer/training-config';

/** One sample as ai-toolkit generates it: its prompt, the flags in it, and the defaults filled in. */
export interface SampleSettings {
  readonly prompt: string;
  /** Empty where the config sets none; ai-toolkit then encodes the word "False". */
  readonly negative: string;
  /** Pixels, brought to multiples of 32. */
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidance: number;
  /** Digits as text where a JavaScript number is not exact. */
  readonly seed: number | string;
  /** `network_multiplier`, ComfyUI's strength. */
  readonly strength: number;
  /** Control images as written, in order. */
  readonly controls: readonly string[];
}

/** Every sample of the first process, in order (toolkit/config_modules.py:44-121, jobs/process/BaseSDTrainProcess.py:298-340). */
export function sampleSettingsOf(process: TrainingProcess): readonly SampleSettings[] {
  const trigger = scalarText(process.node('trigger_word')) ?? '';
  const walks = process.truthy('sample.walk_seed');
  let seed = integerOf(process.node('sample.seed')) ?? 0n;
  const start = seed;
  return samplePromptsOf(process).map((sample, index) => {
    if (walks) seed = start + BigInt(index);
    seed = integerOf(sample.item?.node('seed')) ?? seed;
    return settingsOf(sample, process, trigger, seed);
  });
}

function settingsOf(
  sample: SamplePrompt,
  process: TrainingProcess,
  trigger: string,
  seed: bigint,
): SampleSettings {
  const whole = sample.text.value.replaceAll('[name]', trigger).replaceAll('[trigger]', trigger);
  const numberAt = (key: string, flags: readonly string[], absent: number): number => {
    const flag = lastFlag(whole, flags);
    const written = sample.item?.node(key) ?? process.node(`sample.${key}`);
    return finite(flag) ?? (isNumber(written) ? written.value : finite(scalarText(written))) ?? absent;
  };
  const flagSeed = lastFlag(whole, ['seed', 'd']);
  return {
    prompt: promptText(whole),
    negative: promptFlag(whole, 'n') ?? negativeOf(sample, process),
    width: sizeOf(numberAt('width', ['w'], 512)),
    height: sizeOf(numberAt('height', ['h'], 512)),
    steps: Math.max(1, Math.floor(numberAt('sample_steps', ['steps', 's'], 20))),
    guidance: numberAt('guidance_scale', ['cfg', 'l'], 7),
    seed: seedOf(flagSeed !== undefined && /^[-+]?\d+$/.test(flagSeed) ? BigInt(flagSeed) : seed),
    strength: numberAt('network_multiplier', ['network_multiplier', 'm'], 1),
    controls: controlsOf(sample, whole),
  };
}

function negativeOf(sample: SamplePrompt, process: TrainingProcess): string {
  const written = sample.item?.node('neg') ?? process.node('sample.neg');
  return isText(written) ? written.value : '';
}

/** Samples are brought to multiples of 8, at least 64, and then to multiples of 32 (qwen_image.py:287-289). */
function sizeOf(pixels: number): number {
  const eights = Math.max(64, Math.floor(pixels) - (Math.floor(pixels) % 8));
  return Math.floor(eights / 32) * 32;
}

function controlsOf(sample: SamplePrompt, prompt: string): readonly string[] {
  const at = (key: string) => textOf(sample.item?.node(key));
  const flag = promptFlag(prompt, 'ctrl_img');
  const first = at('ctrl_img_1') ?? flag ?? at('ctrl_img');
  return [first, at('ctrl_img_2'), at('ctrl_img_3')].filter((path) => path !== undefined);
}

function textOf(node: ConfigNode | undefined): string | undefined {
  return isText(node) && isTruthy(node) ? node.value : undefined;
}

/** Of two spellings of a flag the one written last counts; only one is usual. */
function lastFlag(prompt: string, names: readonly string[]): string | undefined {
  return names.map((name) => promptFlag(prompt, name)).find((value) => value !== undefined);
}

function finite(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function integerOf(node: ConfigNode | undefined): bigint | undefined {
  // The source, since a seed of 64 bits is more than a JavaScript number holds.
  const text = (isNumber(node) ? node.source : scalarText(node))?.replaceAll('_', '');
  return text !== undefined && /^[-+]?\d{1,40}$/.test(text) ? BigInt(text) : undefined;
}

/** Seeds go to 2^64 - 1 in ComfyUI; torch takes a negative seed as its two's complement. */
function seedOf(seed: bigint): number | string {
  const unsigned = BigInt.asUintN(64, seed);
  return unsigned <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(unsigned) : unsigned.toString();
}
