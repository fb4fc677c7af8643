/**
 * Bits per weight of the quantization types that ai-toolkit 0.12.26 knows (toolkit/util/quantize.py:42-72 and the
 * backends that it names; the `q…` names are optimum-quanto's).
 */
export const qtypeBits: Readonly<Record<string, number>> = {
  qint2: 2,
  qint4: 4,
  qint8: 8,
  qfloat8: 8,
  qfloat8_e4m3fn: 8,
  qfloat8_e4m3fnuz: 8,
  qfloat8_e5m2: 8,
  int8: 8,
  float8: 8,
  uint2: 2,
  uint3: 3,
  uint4: 4,
  uint5: 5,
  uint6: 6,
  uint7: 7,
  uint8: 8,
  convrot4: 4,
  convrot8: 8,
  convrotbitnet: 2,
  convrotcomfyw4a4: 4,
  convrotint2: 2,
  convrotint3: 3,
  convrotint4: 4,
  convrotint5: 5,
  convrotint6: 6,
  convrotint7: 7,
  convrotint8: 8,
  nvfp4: 4,
  orbit2: 2,
  orbit3: 3,
  orbit4: 4,
  orbitvq2: 2,
  orbitvq3: 3,
  orbitvq4: 4,
};

/** Types that round to the nearest step and nothing more; the others turn or re-code the weights to lose less. */
const plainRounding = /^q?u?int\d$/;

/** Names that the guide and other tools use, and the type of ai-toolkit that comes nearest. */
export const qtypeByOtherName: Readonly<Record<string, string>> = {
  int2: 'uint2',
  int3: 'uint3',
  int4: 'uint4',
  fp8: 'qfloat8',
  nf4: 'uint4',
  fp4: 'nvfp4',
};

/** Whether a type loses so much that the guide wants an accuracy recovery adapter with it. */
export function needsRecoveryAdapter(qtype: string): boolean {
  return plainRounding.test(qtype) && (qtypeBits[qtype] ?? 8) <= 4;
}
