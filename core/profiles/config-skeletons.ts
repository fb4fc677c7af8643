import type { AdviceUseCase } from './guide-advice';
import { type FamilyName, modelFamilies } from './model-families';
import { promptSubjects } from './prompt-suffixes';
import { type QwenCheckpoint, qwenCheckpoints, qwenControlImages } from './qwen-checkpoints';

/** A part of a config to be written, independent of its notation. */
export type Skeleton =
  | {
      readonly kind: 'value';
      readonly value: string | number | boolean;
      /** Differs from job to job, so the author has to fill it in. */
      readonly own: boolean;
    }
  | { readonly kind: 'mapping'; readonly entries: readonly (readonly [key: string, value: Skeleton])[] }
  | { readonly kind: 'list'; readonly items: readonly Skeleton[] };

/** What is known of the model that a config trains. */
export interface SkeletonModel {
  /** Undefined for a model that the guide does not describe. */
  readonly family: FamilyName | undefined;
  readonly checkpoint: QwenCheckpoint | undefined;
  readonly useCase: AdviceUseCase;
}

/** Ten saves of 250 steps: about ten epochs of 25 images at ten repeats. */
const steps = 2500;
const interval = 250;

/**
 * The usual content of a section, by its key in a process without list indexes: `network`, `train.ema_config`; of a list
 * that of one item; of the process itself with an empty key. After the guide's template (§8), in ai-toolkit's own key names. Undefined for sections without a usual
 * content.
 */
export function sectionSkeleton(key: string, model: SkeletonModel): Skeleton | undefined {
  switch (key) {
    case '':
      return processSkeleton(model);
    case 'network':
      return network(model);
    case 'save':
      return mapping({ dtype: 'bf16', save_every: interval, max_step_saves_to_keep: steps / interval });
    case 'datasets':
      return dataset(model);
    case 'train':
      return train(model);
    case 'train.ema_config':
      return mapping({ use_ema: true, ema_decay: 0.999 });
    case 'model':
      return modelSection(model);
    case 'sample':
      return sample(model);
    case 'sample.prompts':
      return own(promptOf(promptSubjects[0] ?? ''));
    case 'sample.samples':
      return sampleItem(model, promptSubjects[0] ?? '');
    default:
      return undefined;
  }
}

/** One entry of `config.process` that trains a LoRA. */
function processSkeleton(model: SkeletonModel): Skeleton {
  return mapping({
    type: 'diffusion_trainer',
    training_folder: own('output'),
    trigger_word: own('my_trigger'),
    network: network(model),
    save: sectionSkeleton('save', model),
    datasets: { kind: 'list', items: [dataset(model)] },
    train: train(model),
    model: modelSection(model),
    sample: sample(model),
  });
}

/** A whole config. */
export function jobSkeleton(model: SkeletonModel): Skeleton {
  return mapping({
    job: 'extension',
    config: mapping({ name: own('my_lora'), process: { kind: 'list', items: [processSkeleton(model)] } }),
  });
}

/** What a skeleton holds at a key. */
export function entryOfSkeleton(skeleton: Skeleton | undefined, key: string): Skeleton | undefined {
  if (skeleton?.kind !== 'mapping') return undefined;
  return skeleton.entries.find(([name]) => name === key)?.[1];
}

function network({ family, useCase }: SkeletonModel): Skeleton {
  const rank = family ? modelFamilies[family].useCases[useCase].rank.best : 16;
  return mapping({ type: 'lora', linear: rank, linear_alpha: rank });
}

function dataset(model: SkeletonModel): Skeleton {
  return mapping({
    folder_path: own('datasets/my_subject'),
    control_path: takesControls(model) ? own('datasets/my_subject_control') : undefined,
    caption_ext: 'txt',
    cache_latents_to_disk: true,
    resolution: 1024,
  });
}

function train({ family, useCase }: SkeletonModel): Skeleton {
  const described = family && modelFamilies[family];
  return mapping({
    batch_size: 1,
    steps: own(steps),
    gradient_checkpointing: true,
    train_unet: true,
    train_text_encoder: false,
    noise_scheduler: described?.noiseScheduler,
    optimizer: 'adamw8bit',
    lr: described ? described.useCases[useCase].learningRate.best : 0.0001,
    dtype: 'bf16',
  });
}

function modelSection({ family, checkpoint }: SkeletonModel): Skeleton {
  const qwen = family === 'qwen' ? (checkpoint ?? latestQwenImage()) : undefined;
  if (!qwen) return mapping({ name_or_path: own('user/model'), arch: own('') });
  return mapping({ name_or_path: qwen.hubId, arch: archOf(qwen), quantize: true, qtype: 'qfloat8' });
}

function sample(model: SkeletonModel): Skeleton {
  const described = model.family && modelFamilies[model.family];
  const prompts: Skeleton = {
    kind: 'list',
    items: promptSubjects.map((subject) =>
      takesControls(model) ? sampleItem(model, subject) : own(promptOf(subject)),
    ),
  };
  return mapping({
    sampler: described?.noiseScheduler,
    sample_every: interval,
    width: 1024,
    height: 1024,
    [takesControls(model) ? 'samples' : 'prompts']: prompts,
    neg: '',
    guidance_scale: described?.guidanceScale.best,
    sample_steps: described?.sampleSteps.best,
  });
}

function sampleItem(model: SkeletonModel, subject: string): Skeleton {
  const { checkpoint } = model;
  const prompt = own(promptOf(subject));
  if (!checkpoint || !takesControls(model)) return mapping({ prompt });
  return mapping({ prompt, [qwenControlImages[checkpoint.arch].sampleKey]: own('datasets/my_control.png') });
}

/** A prompt that begins with the trigger word, as ai-toolkit fills it in. */
export function promptOf(subject: string): string {
  return `[trigger], ${subject}`;
}

/** The arch of a checkpoint as the web UI writes it. */
export function archOf({ arch, archSuffix }: QwenCheckpoint): string {
  return archSuffix === undefined ? arch : `${arch}:${archSuffix}`;
}

function takesControls({ checkpoint }: SkeletonModel): boolean {
  return checkpoint !== undefined && qwenControlImages[checkpoint.arch].least > 0;
}

function latestQwenImage(): QwenCheckpoint | undefined {
  return qwenCheckpoints.find(({ arch }) => arch === 'qwen_image');
}

function own(value: string | number): Skeleton {
  return { kind: 'value', value, own: true };
}

function mapping(
  entries: Readonly<Record<string, Skeleton | string | number | boolean | undefined>>,
): Skeleton {
  return {
    kind: 'mapping',
    entries: Object.entries(entries).flatMap(([key, value]) => {
      if (value === undefined) return [];
      return [[key, typeof value === 'object' ? value : { kind: 'value', value, own: false }] as const];
    }),
  };
}
