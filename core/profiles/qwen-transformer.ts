/** The numbers of a Qwen-Image transformer that decide the size of a LoRA. */
export interface TransformerShape {
  readonly blocks: number;
  /** Width of the image and text streams. */
  readonly width: number;
  /** Width of the text encoder's output. */
  readonly textWidth: number;
  readonly inChannels: number;
}

/** One linear layer. */
export interface LinearLayer {
  /** Dotted, below `transformer`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** Every published Qwen-Image checkpoint has this shape. */
export const qwenTransformer: TransformerShape = { blocks: 60, width: 3072, textWidth: 3584, inChannels: 64 };

/** The 14 linear layers of one block (diffusers transformer_qwenimage.py). */
export function blockLinears({ width }: TransformerShape, block: number): readonly LinearLayer[] {
  const layer = (name: string, inputs: number, outputs: number): LinearLayer => ({
    name: `transformer_blocks.${block}.${name}`,
    inputs,
    outputs,
  });
  const attention = [
    'to_q',
    'to_k',
    'to_v',
    'to_out.0',
    'add_q_proj',
    'add_k_proj',
    'add_v_proj',
    'to_add_out',
  ];
  return [
    ...attention.map((name) => layer(`attn.${name}`, width, width)),
    ...['img_mlp', 'txt_mlp'].flatMap((name) => [
      layer(`${name}.net.0.proj`, width, 4 * width),
      layer(`${name}.net.2`, 4 * width, width),
    ]),
    layer('img_mod.1', width, 6 * width),
    layer('txt_mod.1', width, 6 * width),
  ];
}

/** The six linear layers outside the blocks, which `transformer_only: false` adds. */
export function outerLinears({ width, textWidth, inChannels }: TransformerShape): readonly LinearLayer[] {
  return [
    { name: 'img_in', inputs: inChannels, outputs: width },
    { name: 'txt_in', inputs: textWidth, outputs: width },
    { name: 'time_text_embed.timestep_embedder.linear_1', inputs: 256, outputs: width },
    { name: 'time_text_embed.timestep_embedder.linear_2', inputs: width, outputs: width },
    { name: 'norm_out.linear', inputs: width, outputs: 2 * width },
    { name: 'proj_out', inputs: width, outputs: inChannels },
  ];
}
