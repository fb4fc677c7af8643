/** A closed range of advice, and the value to write. */
export interface Advice {
  readonly low: number;
  readonly high: number;
  readonly best: number;
  /** The first value that the guide calls a mistake. */
  readonly wrongFrom?: number;
  /** The last value that the guide allows at all. */
  readonly wrongAbove?: number;
}

/** The numbers that depend on what a LoRA is for. */
export interface UseCaseAdvice {
  /** `network.linear` */
  readonly rank: Advice;
  /** `train.lr` of an optimizer that does not set its own. */
  readonly learningRate: Advice;
  /** Passes over the dataset. */
  readonly epochs: Advice;
}

/** What differs by model family; the guide's summary table. */
export interface ModelFamily {
  readonly name: string;
  readonly archs: readonly string[];
  readonly useCases: {
    readonly character: UseCaseAdvice;
    readonly style: UseCaseAdvice;
    readonly complex: UseCaseAdvice;
  };
  /** The guide raises or lowers the learning rate by this much at a time. */
  readonly learningRateStep: number;
  readonly guidanceScale: Advice;
  readonly sampleSteps: Advice;
  /** Characters of a sample prompt. */
  readonly promptLength: Advice;
  readonly noiseScheduler: string;
  /** Whether training the text encoder is an option at all. */
  readonly textEncoderTrainable: boolean;
  /** Samples and crops are cut to a multiple of this many pixels (get_bucket_divisibility of the model's class). */
  readonly pixelMultiple: number;
}

/** How a message speaks of what a LoRA is for. */
export const useCaseNames = { character: 'character', style: 'style', complex: 'complex character' } as const;

export type FamilyName = 'qwen' | 'flux' | 'sdxl';

const characterEpochs: Advice = { low: 8, high: 15, best: 10 };
const complexEpochs: Advice = { low: 8, high: 15, best: 12 };
const styleEpochs: Advice = { low: 8, high: Number.POSITIVE_INFINITY, best: 50 };
const promptLength: Advice = { low: 50, high: 200, best: 100 };

const qwenRate: Advice = { low: 0.00005, high: 0.0002, best: 0.0002, wrongAbove: 0.0005 };
const fluxAdvice = {
  rank: { low: 32, high: 64, best: 32 },
  learningRate: { low: 0.00005, high: 0.0004, best: 0.0001 },
};
const sdxlAdvice = {
  rank: { low: 64, high: 128, best: 64 },
  learningRate: { low: 0.00005, high: 0.0004, best: 0.0001 },
};

/** The guide's "Key Differences from Other Models", by family; a new arch is one more entry in `archs`. */
export const modelFamilies: Readonly<Record<FamilyName, ModelFamily>> = {
  qwen: {
    name: 'Qwen-Image',
    archs: ['qwen_image', 'qwen_image_edit', 'qwen_image_edit_plus'],
    useCases: {
      character: {
        rank: { low: 8, high: 64, best: 16, wrongFrom: 128 },
        learningRate: qwenRate,
        epochs: characterEpochs,
      },
      // "Never exceed 0.0005" is said of characters; a style may train at up to that rate.
      style: {
        rank: { low: 8, high: 64, best: 32, wrongFrom: 128 },
        learningRate: { low: 0.00005, high: 0.0005, best: 0.0002 },
        epochs: styleEpochs,
      },
      complex: {
        rank: { low: 16, high: 64, best: 32, wrongFrom: 128 },
        learningRate: qwenRate,
        epochs: complexEpochs,
      },
    },
    learningRateStep: 0.00005,
    guidanceScale: { low: 3, high: 4, best: 3.5 },
    sampleSteps: { low: 20, high: 50, best: 28 },
    promptLength,
    noiseScheduler: 'flowmatch',
    textEncoderTrainable: false,
    pixelMultiple: 32,
  },
  flux: {
    name: 'FLUX',
    archs: ['flux', 'flex1'],
    useCases: {
      character: { ...fluxAdvice, epochs: characterEpochs },
      style: { ...fluxAdvice, epochs: styleEpochs },
      complex: { ...fluxAdvice, epochs: complexEpochs },
    },
    learningRateStep: 0.00005,
    guidanceScale: { low: 3.5, high: 4, best: 3.5 },
    sampleSteps: { low: 28, high: 30, best: 28 },
    promptLength,
    noiseScheduler: 'flowmatch',
    textEncoderTrainable: true,
    pixelMultiple: 32,
  },
  sdxl: {
    name: 'SDXL',
    archs: ['sdxl'],
    useCases: {
      character: { ...sdxlAdvice, epochs: characterEpochs },
      style: { ...sdxlAdvice, epochs: styleEpochs },
      complex: { ...sdxlAdvice, epochs: complexEpochs },
    },
    learningRateStep: 0.00005,
    guidanceScale: { low: 7, high: 7, best: 7 },
    sampleSteps: { low: 20, high: 30, best: 28 },
    promptLength,
    noiseScheduler: 'ddpm',
    textEncoderTrainable: true,
    pixelMultiple: 16,
  },
};

/** What of a process tells its model; a training process has this shape. */
export interface ModelClues {
  readonly arch: string | undefined;
  readonly nameOrPath: string | undefined;
  readonly saysQwen: boolean;
}

/**
 * The family whose numbers and rules hold: by `model.arch` where it is written, else by the checkpoint's name or the
 * guide's `is_qwen`. Undefined for a model that no row describes.
 */
export function familyOf(clues: ModelClues): FamilyName | undefined {
  const { arch } = clues;
  if (arch !== undefined) {
    for (const [name, family] of Object.entries(modelFamilies)) {
      if (family.archs.includes(arch) && isFamilyName(name)) return name;
    }
    return undefined;
  }
  return clues.saysQwen || namesQwenImage(clues.nameOrPath) ? 'qwen' : undefined;
}

export function isQwen(clues: ModelClues): boolean {
  return familyOf(clues) === 'qwen';
}

/** Qwen-Image of any generation: rules that hold for Qwen-Image-2.1 as they are ask this. */
export function isAnyQwen(clues: ModelClues): boolean {
  return isQwen(clues) || clues.arch === 'qwen_image_2';
}

/**
 * Whether a Hub id or a path names a Qwen-Image checkpoint that ai-toolkit 0.12.26 trains. Qwen-Image-Layered and
 * Qwen-Image 2.x have no arch there.
 */
export function namesQwenImage(nameOrPath: string | undefined): boolean {
  return nameOrPath !== undefined && /qwen[-_ ]?image(?![-_ ]?(?:layered|v?2\.))/i.test(nameOrPath);
}

function isFamilyName(name: string): name is FamilyName {
  return name in modelFamilies;
}
