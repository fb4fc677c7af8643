/** Every spelling of a number format that ai-toolkit knows, by the format (toolkit/train_tools.py:37-49). */
const spellings: Readonly<Record<string, readonly string[]>> = {
  fp32: ['float', 'fp32', 'single', 'float32'],
  fp16: ['fp16', 'half', 'float16'],
  bf16: ['bf16', 'bfloat16'],
  float8: ['8bit', 'e4m3fn', 'float8'],
};

/** The format that a spelling names: `half` is `fp16`; undefined for a word that ai-toolkit does not know. */
export function numberFormat(word: string): string | undefined {
  return Object.keys(spellings).find((format) => spellings[format]?.includes(word));
}
