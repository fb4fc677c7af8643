/** The linear layers of one transformer block of Qwen-Image, of which there are 60; a LoRA of rank 16 has each of them. */
const blockLayers: readonly string[] = [
  'attn.to_q',
  'attn.to_k',
  'attn.to_v',
  'attn.add_q_proj',
  'attn.add_k_proj',
  'attn.add_v_proj',
  'attn.to_out.0',
  'attn.to_add_out',
  'img_mod.1',
  'img_mlp.net.0.proj',
  'img_mlp.net.2',
  'txt_mod.1',
  'txt_mlp.net.0.proj',
  'txt_mlp.net.2',
];

/** Linear layers outside the blocks, which a LoRA gets only with `transformer_only: false`. */
const outerLayers: readonly string[] = [
  'time_text_embed.timestep_embedder.linear_1',
  'time_text_embed.timestep_embedder.linear_2',
  'img_in',
  'txt_in',
  'norm_out.linear',
  'proj_out',
];

const inBlocks = Array.from({ length: 60 }, (_, block) =>
  blockLayers.map((layer) => `transformer.transformer_blocks.${block}.${layer}`),
).flat();
const outside = outerLayers.map((layer) => `transformer.${layer}`);

/** Words that choose modules, as `network_kwargs` has them; undefined where none are written. */
export interface ModuleFilter {
  readonly onlyIfContains: readonly string[] | undefined;
  readonly ignoreIfContains: readonly string[];
  readonly transformerOnly: boolean;
}

/**
 * Whether a LoRA of Qwen-Image has any module left (toolkit/lora_special.py:500-573). A word is looked for in the dotted
 * name and in the name with `$$` for dots; ignored words only in the dotted one.
 */
export function hasQwenModule({ onlyIfContains, ignoreIfContains, transformerOnly }: ModuleFilter): boolean {
  const names = transformerOnly ? inBlocks : [...inBlocks, ...outside];
  return names.some((name) => {
    if (ignoreIfContains.some((word) => name.includes(word))) return false;
    if (!onlyIfContains) return true;
    return onlyIfContains.some((word) => name.includes(word) || name.split('.').join('$$').includes(word));
  });
}
