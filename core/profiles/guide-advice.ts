import { type Advice, type FamilyName, modelFamilies } from './model-families';

/** What a LoRA is for; the guide's numbers differ by it. */
export type AdviceUseCase = keyof (typeof modelFamilies)[FamilyName]['useCases'];

/** What the guide says of one key, for one model family. */
export interface GuideAdvice {
  /** The value to write. */
  readonly best: string | number | boolean;
  readonly range: Advice | undefined;
  /** The numbers depend on what the LoRA is for. */
  readonly byUseCase: boolean;
  /** The rule that checks the key on Qwen-Image, and whose page says why. */
  readonly rule: string;
}

interface AdvisedKey {
  readonly rule: string;
  /** The row of the guide's comparison of the families. */
  readonly compared: string | undefined;
  readonly byUseCase?: boolean;
  advise(family: FamilyName, useCase: AdviceUseCase): Advice | string | boolean | undefined;
}

const onlyQwen =
  (value: string | boolean) =>
  (family: FamilyName): string | boolean | undefined =>
    family === 'qwen' ? value : undefined;

const rank: AdvisedKey = {
  rule: 'qwen-rank',
  compared: 'Rank',
  byUseCase: true,
  advise: (family, useCase) => modelFamilies[family].useCases[useCase].rank,
};

/** Keys of a training process, dotted and without list indexes. */
const advisedKeys: Readonly<Record<string, AdvisedKey>> = {
  'network.linear': rank,
  'network.rank': rank,
  'network.linear_alpha': { ...rank, rule: 'qwen-alpha', compared: undefined },
  'train.lr': {
    rule: 'qwen-learning-rate',
    compared: 'Learning rate',
    byUseCase: true,
    advise: (family, useCase) => modelFamilies[family].useCases[useCase].learningRate,
  },
  'train.train_text_encoder': {
    rule: 'qwen-text-encoder',
    compared: 'Text encoder',
    advise: (family) => (modelFamilies[family].textEncoderTrainable ? undefined : false),
  },
  'train.noise_scheduler': {
    rule: 'qwen-noise-scheduler',
    compared: 'Scheduler',
    advise: (family) => modelFamilies[family].noiseScheduler,
  },
  'sample.sampler': {
    rule: 'qwen-sampler',
    compared: 'Scheduler',
    advise: (family) => modelFamilies[family].noiseScheduler,
  },
  'sample.guidance_scale': {
    rule: 'qwen-guidance-scale',
    compared: 'Guidance',
    advise: (family) => modelFamilies[family].guidanceScale,
  },
  'sample.sample_steps': {
    rule: 'qwen-sample-steps',
    compared: 'Steps',
    advise: (family) => modelFamilies[family].sampleSteps,
  },
  'train.dtype': { rule: 'qwen-dtype', compared: undefined, advise: onlyQwen('bf16') },
  'train.gradient_checkpointing': {
    rule: 'qwen-gradient-checkpointing',
    compared: undefined,
    advise: onlyQwen(true),
  },
  'model.quantize': { rule: 'qwen-quantize-off', compared: undefined, advise: onlyQwen(true) },
  'sample.neg': { rule: 'qwen-negative-prompt', compared: undefined, advise: onlyQwen('') },
};

/** The guide's advice for a key of a process (`train.lr`); undefined where it gives none. */
export function guideAdvice(
  key: string,
  family: FamilyName,
  useCase: AdviceUseCase,
): GuideAdvice | undefined {
  const advised = advisedKey(key);
  const advice = advised?.advise(family, useCase);
  if (!advised || advice === undefined) return undefined;
  const { rule, byUseCase = false } = advised;
  if (typeof advice === 'object') return { best: advice.best, range: advice, byUseCase, rule };
  return { best: advice, range: undefined, byUseCase, rule };
}

/** What each family has for a key that the guide compares; undefined for all other keys. */
export function guideComparison(
  key: string,
  useCase: AdviceUseCase,
): { readonly title: string; readonly values: Readonly<Record<FamilyName, Advice | string>> } | undefined {
  const advised = advisedKey(key);
  if (advised?.compared === undefined) return undefined;
  const valueFor = (family: FamilyName): Advice | string => {
    const advice = advised.advise(family, useCase);
    if (typeof advice === 'object' || typeof advice === 'string') return advice;
    return advice === undefined ? 'can be true' : String(advice);
  };
  return {
    title: advised.compared,
    values: { qwen: valueFor('qwen'), flux: valueFor('flux'), sdxl: valueFor('sdxl') },
  };
}

function advisedKey(key: string): AdvisedKey | undefined {
  return Object.hasOwn(advisedKeys, key) ? advisedKeys[key] : undefined;
}
