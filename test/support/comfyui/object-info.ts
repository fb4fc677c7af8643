import { nodeSignatures } from '../../../core/comfyui/workflow/node-signatures';

/** What a list of the stand-in server contains, by the name of the input. */
export type Lists = Readonly<Record<string, readonly string[]>>;

export const usualLists: Lists = {
  unet_name: ['qwen_image_fp8_e4m3fn.safetensors', 'qwen_image_edit_2509_fp8_e4m3fn.safetensors'],
  weight_dtype: ['default', 'fp8_e4m3fn'],
  clip_name: ['qwen_2.5_vl_7b_fp8_scaled.safetensors'],
  type: ['stable_diffusion', 'qwen_image'],
  device: ['default', 'cpu'],
  vae_name: ['qwen_image_vae.safetensors', 'pixel_space'],
  lora_name: ['sub/maya.safetensors'],
  sampler_name: ['euler', 'res_multistep'],
  scheduler: ['simple', 'beta'],
  image: ['control_1.png'],
  reference_latents_method: ['offset', 'index', 'uxo/uno'],
};

/** An answer of `/object_info` in the form in which ComfyUI 0.3.64 gives it. */
export function objectInfo(lists: Lists, without: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(nodeSignatures)
      .filter(([name]) => !without.includes(name))
      .map(([name, { inputs, outputs }]) => {
        const declared = (optional: boolean) =>
          Object.fromEntries(
            inputs
              .filter((input) => input.optional === optional)
              .map((input) => [input.name, [input.type === 'COMBO' ? lists[input.name] : input.type, {}]]),
          );
        return [
          name,
          {
            input: { required: declared(false), optional: declared(true) },
            output: outputs.map(({ type }) => type),
            name,
          },
        ];
      }),
  );
}
