/** The models whose workflows are known, by release. */
export type ComfyModel = 'image' | 'image-2512' | 'edit' | 'edit-2509' | 'edit-2511';

export interface ModelFacts {
  readonly title: string;
  /** File name in `models/diffusion_models`, as the official repositories call it. */
  readonly unet: string;
  readonly encoder: 'CLIPTextEncode' | 'TextEncodeQwenImageEdit' | 'TextEncodeQwenImageEditPlus';
  /** How many control images the encoder takes. */
  readonly images: number;
  /** How reference latents are marked, where the release needs another way than the default. */
  readonly referenceMethod: string | undefined;
  /** Values of ComfyUI's official template (package of October 2026). */
  readonly template: {
    readonly shift: number;
    readonly cfgNorm: boolean;
    readonly steps: number;
    readonly cfg: number;
  };
}

export const textEncoderFile = 'qwen_2.5_vl_7b_fp8_scaled.safetensors';
export const vaeFile = 'qwen_image_vae.safetensors';
/** Width and height of the official text-to-image templates. */
export const templateSize = 1328;

export const comfyModels: Readonly<Record<ComfyModel, ModelFacts>> = {
  image: {
    title: 'Qwen-Image',
    unet: 'qwen_image_fp8_e4m3fn.safetensors',
    encoder: 'CLIPTextEncode',
    images: 0,
    referenceMethod: undefined,
    template: { shift: 3.1, cfgNorm: false, steps: 20, cfg: 4 },
  },
  'image-2512': {
    title: 'Qwen-Image-2512',
    unet: 'qwen_image_2512_fp8_e4m3fn.safetensors',
    encoder: 'CLIPTextEncode',
    images: 0,
    referenceMethod: undefined,
    template: { shift: 3.1, cfgNorm: false, steps: 50, cfg: 4 },
  },
  edit: {
    title: 'Qwen-Image-Edit',
    unet: 'qwen_image_edit_fp8_e4m3fn.safetensors',
    encoder: 'TextEncodeQwenImageEdit',
    images: 1,
    referenceMethod: undefined,
    template: { shift: 3, cfgNorm: true, steps: 20, cfg: 2.5 },
  },
  'edit-2509': {
    title: 'Qwen-Image-Edit-2509',
    unet: 'qwen_image_edit_2509_fp8_e4m3fn.safetensors',
    encoder: 'TextEncodeQwenImageEditPlus',
    images: 3,
    referenceMethod: undefined,
    template: { shift: 3, cfgNorm: true, steps: 20, cfg: 4 },
  },
  'edit-2511': {
    title: 'Qwen-Image-Edit-2511',
    unet: 'qwen_image_edit_2511_bf16.safetensors',
    encoder: 'TextEncodeQwenImageEditPlus',
    images: 3,
    referenceMethod: 'index_timestep_zero',
    template: { shift: 3.1, cfgNorm: true, steps: 40, cfg: 4 },
  },
};

/**
 * The model of a config. A LoRA file does not tell 2512 from Qwen-Image or 2511 from 2509; the config does.
 *
 * @param arch `model.arch` as written, with the UI's part behind the colon
 * @param nameOrPath `model.name_or_path`
 */
export function comfyModelOf(
  arch: string | undefined,
  nameOrPath: string | undefined,
): ComfyModel | undefined {
  const [family, release = ''] = (arch ?? '').split(':');
  const named = `${release} ${nameOrPath ?? ''}`;
  if (family === 'qwen_image') return /2512/.test(named) ? 'image-2512' : 'image';
  if (family === 'qwen_image_edit') return 'edit';
  if (family === 'qwen_image_edit_plus') return /2511/.test(named) ? 'edit-2511' : 'edit-2509';
  return undefined;
}
