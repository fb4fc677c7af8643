import type { MemoryInput } from '../../../core/plan/memory-phases';
import { bitsOf, imageTokens } from '../../../core/profiles/qwen-sizes';

/** A published memory figure of a Qwen-Image training, and what of it can be computed. */
export interface PublishedMemory {
  readonly row: number;
  /** Who published it, and what was run. */
  readonly what: string;
  /** What it says of GPU memory, as published. */
  readonly said: string;
  /** The published value in GiB and the phase that it is about; undefined where it gives no number to compare. */
  readonly published?: { readonly gib: number; readonly phase: string };
  /** What differs from the defaults below; undefined where too little is said to compute it. */
  readonly run?: Partial<MemoryInput>;
}

const rank = (value: number) => 9_216_000 * value;

/** Rank 16, adamw8bit, 1024 × 1024, batch size 1, checkpointing, cached embeddings and latents, 8 bit. */
export const usualRun: MemoryInput = {
  transformerBits: bitsOf('qfloat8') ?? 8,
  recoveryAdapter: false,
  textEncoderBits: bitsOf('qfloat8') ?? 8,
  withVision: false,
  offloadTransformer: 0,
  offloadTextEncoder: 0,
  tokens: imageTokens(1024, 1024),
  batchSize: 1,
  gradientCheckpointing: true,
  parameters: rank(16),
  optimizerBytes: 2.044,
  ema: false,
  textEncoderUnloaded: true,
  cachesText: true,
  cachesLatents: true,
  vaeOnGpu: false,
  lowVram: true,
  trainedMegapixels: 1.05,
  sampledMegapixels: 1.05,
  samples: false,
};

const high = { tokens: imageTokens(1328, 1328), parameters: rank(128), trainedMegapixels: 1.76 };
const edit = { withVision: true, tokens: 2 * imageTokens(1024, 1024) };
const plus = { ...edit, vaeOnGpu: true };
const uint = (bits: number) => ({ transformerBits: bitsOf(`uint${bits}`) ?? 16, recoveryAdapter: true });
const at = (gib: number, phase = 'training') => ({ published: { gib, phase } });
const loading = 'loading the text encoder';

/** Every published figure that was found, in one list: 42 rows, of which many give too little to compute. */
export const publishedMemory: readonly PublishedMemory[] = [
  { row: 1, what: 'musubi-tuner, bf16', said: '42 GB', ...at(42), run: { transformerBits: 16 } },
  { row: 2, what: 'musubi-tuner, fp8', said: '30 GB', ...at(30), run: {} },
  {
    row: 3,
    what: 'musubi-tuner, fp8, 16 blocks swapped',
    said: '24 GB',
    ...at(24),
    run: { offloadTransformer: 16 / 60 },
  },
  {
    row: 4,
    what: 'musubi-tuner, fp8, 45 blocks swapped',
    said: '12 GB',
    ...at(12),
    run: { offloadTransformer: 45 / 60 },
  },
  { row: 5, what: 'musubi-tuner, Edit', said: 'more, no number' },
  { row: 6, what: 'musubi-tuner, encoder cached in fp8', said: 'fits below 16 GB' },
  { row: 7, what: 'musubi-tuner, full fine-tune', said: 'up to 48 GB' },
  { row: 8, what: 'musubi-tuner, fp8, rank 128, 1328²', said: '≈ 35 GB', ...at(35), run: high },
  {
    row: 9,
    what: 'the same, 7 blocks swapped',
    said: '31.2 GB',
    ...at(31.2),
    run: { ...high, offloadTransformer: 7 / 60 },
  },
  { row: 10, what: 'OneTrainer, fp8, rank 128, 1328²', said: '29.15 GB', ...at(29.15), run: high },
  { row: 11, what: 'musubi-tuner, fp8, rank 4', said: '≈ 25 GB', ...at(25), run: { parameters: rank(4) } },
  {
    row: 12,
    what: 'musubi-tuner, all blocks swapped',
    said: 'as low as 5 GB',
    ...at(5),
    run: { offloadTransformer: 1 },
  },
  {
    row: 13,
    what: 'musubi-tuner, encoder in fp8',
    said: '≈ 10 GB',
    ...at(10, 'caching text embeddings'),
    run: {},
  },
  { row: 14, what: 'musubi-tuner, fp8, flash attention', said: 'more than 34 GB', ...at(34), run: {} },
  { row: 15, what: 'musubi-tuner, full fine-tune on 24 GB', said: 'out of memory' },
  { row: 16, what: 'the official trainer', said: '≈ 36 GB' },
  { row: 17, what: 'musubi-tuner, Edit, batch size 2', said: 'only a speed' },
  { row: 18, what: 'SimpleTuner, 2 bit or nf4', said: '≈ 24 GB' },
  { row: 19, what: 'SimpleTuner, int8', said: '40 GB and more' },
  { row: 20, what: 'SimpleTuner, encoder at 16 bit', said: '≈ 16 GB', ...at(16, loading), run: {} },
  { row: 21, what: 'SimpleTuner, validation on 24 GB', said: 'out of memory' },
  { row: 22, what: 'SimpleTuner, Edit', said: '24 at least, 40 advised' },
  {
    row: 23,
    what: 'OneTrainer preset, 512², batch size 2, half offloaded',
    said: 'at most 16 GB',
    ...at(16),
    run: { tokens: imageTokens(512, 512), batchSize: 2, offloadTransformer: 0.5 },
  },
  {
    row: 24,
    what: 'OneTrainer preset, 512², batch size 2',
    said: 'at most 24 GB',
    ...at(24),
    run: { tokens: imageTokens(512, 512), batchSize: 2, offloadTransformer: 0.1 },
  },
  { row: 25, what: 'OneTrainer, batch size 2', said: '16 GB and more' },
  {
    row: 26,
    what: 'ai-toolkit example, 3 bit with adapter',
    said: '24 GB class',
    ...at(24, loading),
    run: uint(3),
  },
  {
    row: 27,
    what: 'ai-toolkit example, Edit, 3 bit with adapter',
    said: '32 GB class',
    ...at(32),
    run: { ...edit, ...uint(3) },
  },
  {
    row: 28,
    what: 'ai-toolkit example, Edit-2509, 3 bit with adapter',
    said: '32 GB class',
    ...at(32),
    run: { ...plus, ...uint(3) },
  },
  {
    row: 29,
    what: "ai-toolkit's author, 6 bit",
    said: 'fits 32 GB',
    ...at(32),
    run: { transformerBits: bitsOf('uint6') ?? 16 },
  },
  { row: 30, what: 'ai-toolkit, offloading on 16 GB', said: '11.5 GB, later 16 GB' },
  {
    row: 31,
    what: 'ai-toolkit, Edit-2509, 8 bit on 24 GB',
    said: 'out of memory',
    ...at(24),
    run: { ...plus, parameters: rank(32), tokens: imageTokens(768, 768) + 4096 },
  },
  { row: 32, what: 'ai-toolkit, Edit-2509 on 48 GB', said: 'killed before step 1' },
  { row: 33, what: 'ai-toolkit, Edit-2509', said: 'only a speed' },
  { row: 34, what: 'ai-toolkit on an RTX 5090', said: 'spills to shared memory' },
  {
    row: 35,
    what: 'diffusion-pipe, float8, rank 32, 640², 8 blocks swapped',
    said: '24 GB',
    ...at(24),
    run: { tokens: imageTokens(640, 640), parameters: rank(32), offloadTransformer: 8 / 60 },
  },
  {
    row: 36,
    what: 'FlyMyAI, Edit, 8 bit, encoder live',
    said: '≈ 40 GB',
    ...at(40),
    run: { ...edit, cachesText: false, textEncoderUnloaded: false, textEncoderBits: 16 },
  },
  { row: 37, what: 'FlyMyAI on an RTX 4090', said: 'only a speed' },
  { row: 38, what: 'DiffSynth, Edit-2509 on two RTX 3090', said: 'fails to load' },
  { row: 39, what: 'DiffSynth, Qwen-Image 2.1', said: 'another model' },
  {
    row: 40,
    what: 'a launch script, 2512, 4 bit with adapter',
    said: '48 GB class',
    ...at(48),
    run: uint(4),
  },
  {
    row: 41,
    what: 'a wiki, 2512, 3 bit with adapter, rank 32',
    said: '24 GB at least',
    ...at(24, loading),
    run: { ...uint(3), parameters: rank(32) },
  },
  { row: 42, what: 'ComfyUI templates', said: 'inference' },
];
