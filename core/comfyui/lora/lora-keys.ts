/** What a tensor is to its module. */
export type TensorRole =
  | 'down'
  | 'up'
  | 'alpha'
  | 'magnitude'
  | 'dora-scale'
  | 'lokr'
  | 'loha'
  | 'diff'
  | 'weight';

/** How the keys of a file are written before the module's name. */
export type KeyStyle =
  | 'diffusion_model.'
  | 'transformer.'
  | 'bare'
  | 'lora_unet_'
  | 'lycoris_'
  | 'lora_transformer_'
  | 'base_model.model.'
  | 'model.diffusion_model.'
  | 'module.'
  | 'unknown';

export interface LoraKey {
  readonly style: KeyStyle;
  /** The module's name in the model, such as `transformer_blocks.0.attn.to_q`; as written where it is not Qwen-Image's. */
  readonly module: string;
  /** Index of the block, where the module is in one. */
  readonly block: number | undefined;
  /** Whether Qwen-Image has a module of this name. */
  readonly known: boolean;
  readonly role: TensorRole;
  /** The end of the key as written, such as `lora_A.default.weight`. */
  readonly suffix: string;
}

/** The modules of each Qwen-Image block that ai-toolkit trains (seen in its LoRA files). */
export const blockModules = [
  'attn.to_q',
  'attn.to_k',
  'attn.to_v',
  'attn.to_out.0',
  'attn.add_q_proj',
  'attn.add_k_proj',
  'attn.add_v_proj',
  'attn.to_add_out',
  'img_mlp.net.0.proj',
  'img_mlp.net.2',
  'txt_mlp.net.0.proj',
  'txt_mlp.net.2',
  'img_mod.1',
  'txt_mod.1',
] as const;

/** Other modules of a block that have weights; ai-toolkit saves their differences with `network.all_layers`. */
const blockNorms = ['attn.norm_q', 'attn.norm_k', 'attn.norm_added_q', 'attn.norm_added_k'];

/** Modules outside of the blocks; the linear ones are trained with `transformer_only: false`. */
const outerModules = [
  'img_in',
  'txt_in',
  'time_text_embed.timestep_embedder.linear_1',
  'time_text_embed.timestep_embedder.linear_2',
  'norm_out.linear',
  'proj_out',
  'txt_norm',
];

const suffixes: readonly (readonly [RegExp, TensorRole])[] = [
  [/\.(lora_A(?:\.default)?\.weight|lora_down(?:\.default)?\.weight|lora\.down\.weight)$/, 'down'],
  [/\.(lora_B(?:\.default)?\.weight|lora_up(?:\.default)?\.weight|lora\.up\.weight)$/, 'up'],
  [/\.(alpha)$/, 'alpha'],
  [/\.(magnitude|lora_magnitude_vector(?:\.default)?(?:\.weight)?)$/, 'magnitude'],
  [/\.(dora_scale)$/, 'dora-scale'],
  [/\.(lokr_(?:w[12](?:_[ab])?|t2))$/, 'lokr'],
  [/\.(hada_(?:w[12]_[ab]|t[12]))$/, 'loha'],
  [/\.(diff(?:_b)?|set_weight)$/, 'diff'],
  [/\.(weight|bias)$/, 'weight'],
];

/** Longest first: one style's prefix may begin another's. */
const prefixes: readonly KeyStyle[] = [
  'base_model.model.',
  'model.diffusion_model.',
  'diffusion_model.',
  'lora_transformer_',
  'lora_unet_',
  'transformer.',
  'lycoris_',
  'module.',
];

const namesInBlock: readonly string[] = [...blockModules, ...blockNorms];
const flatBlockModules = new Map(namesInBlock.map((name) => [name.replaceAll('.', '_'), name]));
const flatOuterModules = new Map(outerModules.map((name) => [name.replaceAll('.', '_'), name]));

/** Reads the key of one tensor. */
export function readLoraKey(key: string): LoraKey {
  const [stem, suffix, role] = splitSuffix(key);
  const prefix = prefixes.find((each) => stem.startsWith(each));
  const rest = prefix === undefined ? stem : stem.slice(prefix.length);
  const inner = prefix === 'base_model.model.' || prefix === 'module.' ? withoutInnerPrefix(rest) : rest;
  const found = prefix?.endsWith('_') ? findFlat(inner) : findDotted(inner);
  const style = prefix ?? (found === undefined && role !== 'weight' ? 'unknown' : 'bare');
  return {
    style,
    role,
    suffix,
    module: found?.module ?? inner,
    block: found?.block,
    known: found !== undefined,
  };
}

function splitSuffix(key: string): readonly [string, string, TensorRole] {
  for (const [pattern, role] of suffixes) {
    const match = pattern.exec(key);
    if (match) return [key.slice(0, match.index), match[1] ?? '', role];
  }
  return [key, '', 'weight'];
}

function withoutInnerPrefix(name: string): string {
  return name.replace(/^(?:diffusion_model|transformer)\./, '');
}

interface FoundModule {
  readonly module: string;
  readonly block: number | undefined;
}

function findDotted(name: string): FoundModule | undefined {
  const match = /^transformer_blocks\.(\d{1,4})\.(.+)$/.exec(name);
  const inBlock = match?.[2];
  if (match && inBlock !== undefined && namesInBlock.includes(inBlock)) {
    return { module: name, block: Number(match[1]) };
  }
  return outerModules.includes(name) ? { module: name, block: undefined } : undefined;
}

function findFlat(name: string): FoundModule | undefined {
  const match = /^transformer_blocks_(\d{1,4})_(.+)$/.exec(name);
  const inBlock = match?.[2] === undefined ? undefined : flatBlockModules.get(match[2]);
  if (match && inBlock !== undefined) {
    return { module: `transformer_blocks.${match[1]}.${inBlock}`, block: Number(match[1]) };
  }
  const outer = flatOuterModules.get(name);
  return outer === undefined ? undefined : { module: outer, block: undefined };
}
