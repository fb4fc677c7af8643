/** A closed range of advice, and the value to write. */
export interface Advice {
  readonly low: number;
  readonly high: number;
  readonly best: number;
}

/** Numbers that differ by model family; the guide's summary table. */
export interface ModelFamily {
  readonly name: string;
  readonly archs: readonly string[];
  readonly rank: Advice;
  readonly learningRate: Advice;
  readonly guidanceScale: Advice;
  readonly sampleSteps: Advice;
  readonly noiseScheduler: string;
  /** Whether training the text encoder is an option at all. */
  readonly textEncoderTrainable: boolean;
}

export type FamilyName = 'qwen' | 'flux' | 'sdxl';

/** The guide's "Key Differences from Other Models", by family; a new arch is one more entry in `archs`. */
export const modelFamilies: Readonly<Record<FamilyName, ModelFamily>> = {
  qwen: {
    name: 'Qwen-Image',
    archs: ['qwen_image', 'qwen_image_edit', 'qwen_image_edit_plus'],
    rank: { low: 8, high: 64, best: 16 },
    learningRate: { low: 0.00005, high: 0.0002, best: 0.0002 },
    guidanceScale: { low: 3, high: 4, best: 3.5 },
    sampleSteps: { low: 20, high: 50, best: 28 },
    noiseScheduler: 'flowmatch',
    textEncoderTrainable: false,
  },
  flux: {
    name: 'FLUX',
    archs: ['flux'],
    rank: { low: 32, high: 64, best: 32 },
    learningRate: { low: 0.00005, high: 0.0004, best: 0.0001 },
    guidanceScale: { low: 3.5, high: 4, best: 3.5 },
    sampleSteps: { low: 28, high: 30, best: 28 },
    noiseScheduler: 'flowmatch',
    textEncoderTrainable: true,
  },
  sdxl: {
    name: 'SDXL',
    archs: ['sdxl'],
    rank: { low: 64, high: 128, best: 64 },
    learningRate: { low: 0.00005, high: 0.0004, best: 0.0001 },
    guidanceScale: { low: 7, high: 7, best: 7 },
    sampleSteps: { low: 20, high: 30, best: 28 },
    noiseScheduler: 'ddpm',
    textEncoderTrainable: true,
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

/** Whether a Hub id or a path names a Qwen-Image checkpoint. */
export function namesQwenImage(nameOrPath: string | undefined): boolean {
  return nameOrPath !== undefined && /qwen[-_ ]?image/i.test(nameOrPath);
}

function isFamilyName(name: string): name is FamilyName {
  return name in modelFamilies;
}
