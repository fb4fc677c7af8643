/**
 * Sizes of the parts of a Qwen-Image model, in bytes (10⁹ bytes are 1 GB). Parameters are counted from the published
 * configs of the models; `docs/estimates.md` says where each number comes from.
 */

/** Weights of the 840 linear layers of the blocks, which quantization changes. */
const blockWeights = 20_384_317_440;
/** All parameters of the transformer. */
const transformerParameters = 20_430_401_088;

/** Parameters of the text encoder's language model, its embedding table included. */
const languageParameters = 7_615_616_512;
/** The embedding table is never quantized. */
const embeddingParameters = 544_997_376;
/** The vision tower, which only edit archs keep. */
const visionParameters = 676_550_144;

/** The VAE at 16 bit. */
export const vaeBytes = 254_000_000;

/** Bits per weight with the scales that the type stores, by type (toolkit/util/quantize.py and its backends). */
const bitsWithScales: readonly (readonly [pattern: RegExp, bits: number])[] = [
  [/^(?:qfloat8|qfloat8_.*|float8|int8|qint8|convrot8|convrotint8)$/, 8.03],
  [/^(?:convrot4|nvfp4|convrotcomfyw4a4)$/, 4.5],
  [/^convrotint(\d)$/, 0.13],
  [/^convrotbitnet$/, 1.72],
  [/^uint([2-7])$/, 0.375],
  [/^orbit(?:vq)?(\d)$/, 0.03],
  [/^qint(\d)$/, 0.25],
];

/**
 * Bits per weight of a quantization type, scales included; undefined for types that are not known. `uint8` quantizes
 * nothing in ai-toolkit 0.12.26 (toolkit/util/uintx_quant.py:20-28).
 */
export function bitsOf(qtype: string): number | undefined {
  if (qtype === 'uint8') return 16;
  for (const [pattern, extra] of bitsWithScales) {
    const found = pattern.exec(qtype);
    if (found) return found[1] === undefined ? extra : Number(found[1]) + extra;
  }
  return undefined;
}

/** Bytes of the transformer with its blocks at `bits` per weight. */
export function transformerBytes(bits: number): number {
  if (bits >= 16) return transformerParameters * 2;
  return (blockWeights * bits) / 8 + (transformerParameters - blockWeights) * 2;
}

/** Bytes of the text encoder at `bits` per weight, with the vision tower for edit archs. */
export function textEncoderBytes(bits: number, withVision: boolean): number {
  const all = languageParameters + (withVision ? visionParameters : 0);
  if (bits >= 16) return all * 2;
  return embeddingParameters * 2 + ((all - embeddingParameters) * bits) / 8;
}

/** Bytes of the downloads of one checkpoint: transformer, text encoder and VAE at 16 bit. */
export const checkpointDownloadBytes =
  transformerParameters * 2 + (languageParameters + visionParameters) * 2 + vaeBytes;

/** Block inputs that gradient checkpointing keeps, in bytes for one image: 60 blocks × tokens × width × 2 bytes. */
export function keptInputBytes(tokens: number): number {
  return 60 * (tokens + 256) * 3072 * 2;
}

/** Tokens of an image or of a control image: one for each 16 × 16 pixels. */
export function imageTokens(width: number, height: number): number {
  return Math.floor(width / 16) * Math.floor(height / 16);
}

/** Floating point operations of one forward pass, in units of 10¹². */
export function forwardTeraflops(tokens: number): number {
  return (2 * tokens * 6.794e9 + 4 * (tokens + 256) ** 2 * 3072 * 60) / 1e12;
}
