import { keptInputBytes, textEncoderBytes, transformerBytes, vaeBytes } from '../profiles/qwen-sizes';
import type { PlanPhase, Range } from './plan';

/** What decides the memory of a run of a Qwen-Image model. */
export interface MemoryInput {
  /** Bits per weight of the transformer, scales included; 16 without quantization. */
  readonly transformerBits: number;
  /** Whether an accuracy recovery adapter lies beside the quantized weights. */
  readonly recoveryAdapter: boolean;
  readonly textEncoderBits: number;
  /** Edit archs keep the text encoder's vision tower. */
  readonly withVision: boolean;
  /** Share of the transformer and the text encoder that layer offloading keeps in host memory, 0 to 1. */
  readonly offloadTransformer: number;
  readonly offloadTextEncoder: number;
  /** Tokens of the largest image that trains, its control images included. */
  readonly tokens: number;
  readonly batchSize: number;
  readonly gradientCheckpointing: boolean;
  /** Trainable parameters, and bytes of optimizer state for each. */
  readonly parameters: number;
  readonly optimizerBytes: number;
  readonly ema: boolean;
  /** Whether the text encoder leaves the GPU before the training. */
  readonly textEncoderUnloaded: boolean;
  readonly cachesText: boolean;
  readonly cachesLatents: boolean;
  /** Whether the VAE stays on the GPU while training: without cached latents, and with edit-plus. */
  readonly vaeOnGpu: boolean;
  readonly lowVram: boolean;
  /** Megapixels of the largest image and of the largest sample. */
  readonly trainedMegapixels: number;
  readonly sampledMegapixels: number;
  readonly samples: boolean;
}

const gib = 2 ** 30;
const gb = 1e9;
/** CUDA context and what other programs of a desktop keep. */
const context: Range = [0.5 * gb, 1.2 * gb];
/** Python, torch and the data loader's processes. */
const hostBase: Range = [3 * gb, 7 * gb];
/** A recovery adapter is a LoRA at 16 bit; its rank is not published. */
const adapterBytes: Range = [0.1 * gb, 1.2 * gb];
/** Without checkpointing every block keeps its inner activations, about so many times its input. */
const innerActivations = 14;

/**
 * Memory by phase, in the order of a start. The lower end is the sum of what must be there, the upper end adds what the
 * allocator wastes. See docs/estimates.md.
 */
export function memoryPhases(input: MemoryInput): readonly PlanPhase[] {
  const transformer = transformerBytes(input.transformerBits);
  const encoder = textEncoderBytes(input.textEncoderBits, input.withVision);
  const wholeEncoder = textEncoderBytes(16, input.withVision);
  const encoderOnGpu = wholeEncoder * (1 - input.offloadTextEncoder);
  const transformerOnHost = input.lowVram || input.offloadTransformer > 0 ? transformer : 0.2 * transformer;
  const quantizes = input.transformerBits < 16;
  const vae = vaeWork(input.trainedMegapixels, false);
  const training = trainingBytes(input);
  const phases: (PlanPhase | undefined)[] = [
    phase('loading the transformer', context, [transformerBytes(16), transformerBytes(16) * 1.08]),
    quantizes
      ? phase('quantizing the transformer', plus(context, [0.7 * gb, 1.5 * gb]), [
          transformer,
          transformerBytes(16) * 1.08,
        ])
      : undefined,
    phase('loading the text encoder', plus(context, [encoderOnGpu, encoderOnGpu * 1.05]), [
      transformer + wholeEncoder * 0.3,
      transformer + wholeEncoder * 1.1,
    ]),
    input.cachesLatents
      ? phase('caching latents', plus(context, plus([vaeBytes, vaeBytes], vae)), [
          transformer,
          transformer * 1.1 + encoder,
        ])
      : undefined,
    input.cachesText
      ? phase(
          'caching text embeddings',
          plus(context, [encoder * (1 - input.offloadTextEncoder) + 0.3 * gb, encoder * 1.1 + 2 * gb]),
          [transformer, transformer * 1.1],
        )
      : undefined,
    phase('training', plus(context, training), [transformerOnHost * 0.2, transformerOnHost + 0.3 * encoder]),
    input.samples
      ? phase('generating samples', plus(context, sampling(input)), [0, transformerOnHost + encoder])
      : undefined,
    phase('saving', plus(context, training), [
      input.parameters * 2,
      transformerOnHost + input.parameters * 10,
    ]),
  ];
  return phases.filter((each) => each !== undefined);
}

function trainingBytes(input: MemoryInput): Range {
  const { parameters, optimizerBytes, ema, batchSize } = input;
  const weights = residentBytes(input);
  const lora = parameters * (4 + 4 + optimizerBytes + (ema ? 4 : 0));
  const kept =
    keptInputBytes(input.tokens) * batchSize * (input.gradientCheckpointing ? 1 : innerActivations);
  const work = (0.3 + (1.2 * input.tokens) / 16_384) * gb * batchSize;
  const vae: Range = input.vaeOnGpu
    ? plus([vaeBytes, vaeBytes], vaeWork(input.trainedMegapixels, false))
    : [0, 0];
  const sum = weights + lora + kept + work;
  return plus([sum, sum * 1.1 + 1.5 * gb], plus(input.recoveryAdapter ? adapterBytes : [0, 0], vae));
}

/** Weights that stay on the GPU during the training. */
function residentBytes(input: MemoryInput): number {
  const transformer = transformerBytes(input.transformerBits) * (1 - input.offloadTransformer);
  const encoder = textEncoderBytes(input.textEncoderBits, input.withVision) * (1 - input.offloadTextEncoder);
  return transformer + (input.textEncoderUnloaded ? 0 : encoder);
}

function sampling(input: MemoryInput): Range {
  const weights = residentBytes(input) + input.parameters * (4 + input.optimizerBytes);
  const adapter: Range = input.recoveryAdapter ? adapterBytes : [0, 0];
  return plus(
    plus([weights, weights * 1.05 + 1 * gb], adapter),
    plus([vaeBytes, vaeBytes], vaeWork(input.sampledMegapixels, input.lowVram)),
  );
}

/** Activations of the VAE for one image; tiles keep them small. */
function vaeWork(megapixels: number, tiled: boolean): Range {
  return tiled ? [0.4 * gb, 1.5 * gb] : [1.5 * gb * megapixels, 5 * gb * megapixels];
}

function plus(a: Range, b: Range): Range {
  return [a[0] + b[0], a[1] + b[1]];
}

/** Rounded to a tenth of a GiB: no more is known. */
function phase(name: string, gpu: Range, host: Range): PlanPhase {
  const round = ([low, high]: Range): Range => [
    Math.round((low / gib) * 10) / 10,
    Math.round((high / gib) * 10) / 10,
  ];
  return { phase: name, gpuGiB: round(gpu), hostGiB: round(plus(hostBase, host)) };
}
