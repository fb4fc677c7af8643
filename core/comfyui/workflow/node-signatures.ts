/** One input of a ComfyUI node. Sockets take links; widgets take values. */
export interface NodeInput {
  readonly name: string;
  readonly type: string;
  readonly socket: boolean;
  readonly optional: boolean;
}

/** A node as ComfyUI 0.3.64 declares it in `/object_info` (seen). */
export interface NodeSignature {
  /** In declaration order, which the widgets' values follow. */
  readonly inputs: readonly NodeInput[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  /** A value that only the page has, written after the widget of this name. */
  readonly uiOnly?: { readonly after: string; readonly value: string };
}

/** `name:TYPE` is a socket, `name=TYPE` a widget, a `?` at the end marks an optional input. */
function node(inputs: string, outputs: string, uiOnly?: NodeSignature['uiOnly']): NodeSignature {
  const named = (text: string) => text.split(' ').filter((part) => part !== '');
  return {
    inputs: named(inputs).map((part) => {
      const [name = '', type = ''] = part.replace('?', '').split(/[:=]/);
      return { name, type, socket: part.includes(':'), optional: part.endsWith('?') };
    }),
    outputs: named(outputs).map((part) => {
      const [name = '', type = name] = part.split(':');
      return { name, type };
    }),
    ...(uiOnly === undefined ? {} : { uiOnly }),
  };
}

/** The nodes that our workflows are made of. `ManualSigmas` is newer than 0.3.64; its one input is known by name. */
export const nodeSignatures = {
  UNETLoader: node('unet_name=COMBO weight_dtype=COMBO', 'MODEL'),
  CLIPLoader: node('clip_name=COMBO type=COMBO device=COMBO?', 'CLIP'),
  VAELoader: node('vae_name=COMBO', 'VAE'),
  LoraLoaderModelOnly: node('model:MODEL lora_name=COMBO strength_model=FLOAT', 'MODEL'),
  ModelSamplingAuraFlow: node('model:MODEL shift=FLOAT', 'MODEL'),
  CFGNorm: node('model:MODEL strength=FLOAT', 'patched_model:MODEL'),
  CLIPTextEncode: node('text=STRING clip:CLIP', 'CONDITIONING'),
  TextEncodeQwenImageEdit: node('clip:CLIP prompt=STRING vae:VAE? image:IMAGE?', 'CONDITIONING'),
  TextEncodeQwenImageEditPlus: node(
    'clip:CLIP prompt=STRING vae:VAE? image1:IMAGE? image2:IMAGE? image3:IMAGE?',
    'CONDITIONING',
  ),
  EmptySD3LatentImage: node('width=INT height=INT batch_size=INT', 'LATENT'),
  LoadImage: node('image=COMBO', 'IMAGE MASK', { after: 'image', value: 'image' }),
  FluxKontextImageScale: node('image:IMAGE', 'IMAGE'),
  VAEEncode: node('pixels:IMAGE vae:VAE', 'LATENT'),
  FluxKontextMultiReferenceLatentMethod: node(
    'conditioning:CONDITIONING reference_latents_method=COMBO',
    'CONDITIONING',
  ),
  KSampler: node(
    'model:MODEL seed=INT steps=INT cfg=FLOAT sampler_name=COMBO scheduler=COMBO positive:CONDITIONING negative:CONDITIONING latent_image:LATENT denoise=FLOAT',
    'LATENT',
    { after: 'seed', value: 'fixed' },
  ),
  KSamplerSelect: node('sampler_name=COMBO', 'SAMPLER'),
  ManualSigmas: node('sigmas=STRING', 'SIGMAS'),
  SamplerCustom: node(
    'model:MODEL add_noise=BOOLEAN noise_seed=INT cfg=FLOAT positive:CONDITIONING negative:CONDITIONING sampler:SAMPLER sigmas:SIGMAS latent_image:LATENT',
    'output:LATENT denoised_output:LATENT',
    { after: 'noise_seed', value: 'fixed' },
  ),
  VAEDecode: node('samples:LATENT vae:VAE', 'IMAGE'),
  SaveImage: node('images:IMAGE filename_prefix=STRING', ''),
} as const satisfies Readonly<Record<string, NodeSignature>>;

export type NodeType = keyof typeof nodeSignatures;
