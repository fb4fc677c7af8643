import { modelFamilies } from '../profiles/model-families';
import { type QwenCheckpoint, qwenCheckpoints, qwenControlImages } from '../profiles/qwen-checkpoints';
import { commonWordWith } from '../trainer/common-word';

/** What a first LoRA is to learn. */
export type NewConfigSubject = 'character' | 'style' | 'edit';

/** How the model is loaded: by bits per weight of the transformer. */
export interface NewConfigWeights {
  /** `model.qtype`, with the accuracy recovery adapter where the type needs one. */
  readonly qtype: string;
  readonly bits: number;
}

/** The answers that a config is written from. */
export interface NewConfigAnswers {
  readonly subject: NewConfigSubject;
  readonly checkpoint: QwenCheckpoint;
  readonly weights: NewConfigWeights;
  /** Name of the job, also of its folder. */
  readonly name: string;
  readonly folder: string;
  /** Folder with the control images; only for an edit checkpoint. */
  readonly controlFolder: string | undefined;
  /** A control image for the samples; only for an edit checkpoint. */
  readonly controlImage: string | undefined;
  /** Images that ai-toolkit finds in the folder. */
  readonly images: number;
  /** Empty for none. */
  readonly trigger: string;
}

/** Steps that a LoRA of a few images is given, at least: fewer epochs of more repeats come out the same. */
const fullTraining = 2500;
/** Steps from which a style of many images is given fewer epochs. */
const longTraining = 5000;
/** Samples and saves over the run. */
const rounds = 10;

/** The schedule that the guide recommends for so many images: repeats, steps, and the steps between two saves. */
export function newConfigSchedule(
  subject: NewConfigSubject,
  images: number,
): { readonly repeats: number; readonly steps: number; readonly interval: number } {
  const { character, style } = modelFamilies.qwen.useCases;
  if (subject === 'style') {
    // A multiple of the rounds, so that each save falls on the end of an epoch.
    const wanted = Math.round(longTraining / images / rounds) * rounds;
    const epochs = Math.min(style.epochs.best, Math.max(rounds, wanted));
    return { repeats: 1, steps: images * epochs, interval: (images * epochs) / rounds };
  }
  const epochs = character.epochs.best;
  const repeats = Math.max(1, Math.round(fullTraining / epochs / images));
  return { repeats, steps: images * repeats * epochs, interval: images * repeats };
}

/** The checkpoints that fit a subject, the newest first. */
export function newConfigCheckpoints(subject: NewConfigSubject): readonly QwenCheckpoint[] {
  return qwenCheckpoints
    .filter(({ arch }) => qwenControlImages[arch].most > 0 === (subject === 'edit'))
    .filter(({ arch }) => arch !== 'qwen_image_edit');
}

/** The quantizations to choose from for a checkpoint, the most exact first. */
export function newConfigWeights({ recoveryAdapters }: QwenCheckpoint): readonly NewConfigWeights[] {
  return [
    { qtype: 'qfloat8', bits: 8 },
    ...(recoveryAdapters.uint4 ? [{ qtype: recoveryAdapters.uint4, bits: 4 }] : []),
    ...(recoveryAdapters.uint3 ? [{ qtype: recoveryAdapters.uint3, bits: 3 }] : []),
  ];
}

/** What is wrong with a trigger word, in a sentence; undefined if it can be used. No trigger word is fine. */
export function triggerProblem(text: string): string | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  if (/["\\\n]/.test(word)) return 'A trigger word has no quotes, backslashes or line breaks.';
  const holder = commonWordWith(word);
  if (holder === undefined) return undefined;
  return holder === word
    ? `'${word}' is a common word: ai-toolkit counts a caption with it as complete. Use a made-up word, such as 'maya_char'.`
    : `'${word}' is part of words such as '${holder}': ai-toolkit compares letters, not words. Use a made-up word.`;
}

/** A job name from a folder's name or a trigger word: letters, digits, `_` and `-`. */
export function jobNameFrom(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^_+|_+$/g, '');
  return name === '' ? 'my_lora' : name;
}
