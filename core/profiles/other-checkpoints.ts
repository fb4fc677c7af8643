/** A published checkpoint and the arch that trains it. */
export interface Checkpoint {
  readonly name: string;
  /** Its names on Hugging Face, the one to write first. */
  readonly hubIds: readonly string[];
  /** Matches a Hub id, a folder or a file name of this checkpoint. */
  readonly pattern: RegExp;
  readonly arch: string;
  /** The web UI's mark behind the arch; ai-toolkit drops it. */
  readonly archSuffix?: string;
  /** What it is trained with besides, as a key of `model` and its value. */
  readonly needs?: readonly (readonly [key: string, value: string])[];
}

/** Checkpoints other than the older Qwen-Image ones (see qwen-checkpoints.ts), the most specific names first. */
export const otherCheckpoints: readonly Checkpoint[] = [
  {
    name: 'Qwen-Image-2.1',
    hubIds: ['Comfy-Org/Qwen-Image-2.1', 'Qwen/Qwen-Image-2.1'],
    pattern: /qwen[-_ ]?image[-_ ]?v?2[._]1(?!\d)/i,
    arch: 'qwen_image_2',
  },
  {
    name: 'Z-Image-Turbo',
    hubIds: ['Tongyi-MAI/Z-Image-Turbo'],
    pattern: /(?:^|[/\\._-])z[-_]?image[-_]?turbo/i,
    arch: 'zimage',
    archSuffix: 'turbo',
    needs: [
      [
        'assistant_lora_path',
        'ostris/zimage_turbo_training_adapter/zimage_turbo_training_adapter_v2.safetensors',
      ],
    ],
  },
  {
    name: 'Z-Image-De-Turbo',
    hubIds: ['ostris/Z-Image-De-Turbo'],
    pattern: /(?:^|[/\\._-])z[-_]?image[-_]?de[-_]?turbo/i,
    arch: 'zimage',
    archSuffix: 'deturbo',
    needs: [['extras_name_or_path', 'Tongyi-MAI/Z-Image-Turbo']],
  },
  {
    name: 'Z-Image',
    hubIds: ['Tongyi-MAI/Z-Image'],
    pattern: /(?:^|[/\\._-])z[-_]?image(?![a-z\d]|[-_.]\d)/i,
    arch: 'zimage',
  },
  {
    name: 'FLUX.2-klein-base-4B',
    hubIds: ['black-forest-labs/FLUX.2-klein-base-4B'],
    pattern: /flux[-_.]?2[-_.]klein(?:[-_.]base)?[-_.]4b/i,
    arch: 'flux2_klein_4b',
  },
  {
    name: 'FLUX.2-klein-base-9B',
    hubIds: ['black-forest-labs/FLUX.2-klein-base-9B'],
    pattern: /flux[-_.]?2[-_.]klein(?:[-_.]base)?[-_.]9b/i,
    arch: 'flux2_klein_9b',
  },
  {
    name: 'FLUX.2-dev',
    hubIds: ['black-forest-labs/FLUX.2-dev'],
    pattern: /flux[-_.]?2[-_.]dev/i,
    arch: 'flux2',
  },
  {
    name: 'FLUX.1-Kontext-dev',
    hubIds: ['black-forest-labs/FLUX.1-Kontext-dev'],
    pattern: /flux[-_.]?1?[-_.]kontext/i,
    arch: 'flux_kontext',
  },
  {
    name: 'FLUX.1-dev',
    hubIds: ['black-forest-labs/FLUX.1-dev', 'black-forest-labs/FLUX.1-schnell'],
    pattern: /(?:^|[/\\])flux[-_.]?1[-_.](?:dev|schnell|krea)/i,
    arch: 'flux',
  },
  {
    name: 'Krea-2-Turbo',
    hubIds: ['krea/Krea-2-Turbo'],
    pattern: /(?:^|[/\\._-])krea[-_ ]?2[-_]turbo/i,
    arch: 'krea2',
    archSuffix: 'turbo',
    needs: [
      [
        'assistant_lora_path',
        'ostris/krea2_turbo_training_adapter/krea2_turbo_training_adapter_v1.safetensors',
      ],
    ],
  },
  {
    name: 'Krea-2-Raw',
    hubIds: ['krea/Krea-2-Raw'],
    pattern: /(?:^|[/\\._-])krea[-_ ]?2(?!\d)/i,
    arch: 'krea2',
  },
  {
    name: 'Wan2.2-I2V-A14B',
    hubIds: ['ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16'],
    pattern: /wan[-_]?2[._]?2[-_]i2v/i,
    arch: 'wan22_14b_i2v',
  },
  {
    name: 'Wan2.2-TI2V-5B',
    hubIds: ['Wan-AI/Wan2.2-TI2V-5B-Diffusers'],
    pattern: /wan[-_]?2[._]?2[-_]ti2v/i,
    arch: 'wan22_5b',
  },
  {
    name: 'Wan2.2-T2V-A14B',
    hubIds: ['ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16'],
    pattern: /wan[-_]?2[._]?2[-_]t2v/i,
    arch: 'wan22_14b',
    archSuffix: 't2v',
  },
  {
    name: 'Wan2.1-I2V',
    hubIds: ['Wan-AI/Wan2.1-I2V-14B-480P-Diffusers', 'Wan-AI/Wan2.1-I2V-14B-720P-Diffusers'],
    pattern: /wan[-_]?2[._]?1[-_]i2v/i,
    arch: 'wan21_i2v',
  },
  {
    name: 'Wan2.1-T2V',
    hubIds: ['Wan-AI/Wan2.1-T2V-1.3B-Diffusers', 'Wan-AI/Wan2.1-T2V-14B-Diffusers'],
    pattern: /wan[-_]?2[._]?1[-_]t2v/i,
    arch: 'wan21',
  },
  {
    name: 'Chroma1',
    hubIds: ['lodestones/Chroma1-Base', 'lodestones/Chroma1-HD'],
    pattern: /lodestones[/\\]chroma(?!.*radiance)|(?:^|[/\\])chroma1[-_](?:base|hd)/i,
    arch: 'chroma',
  },
  {
    name: 'HiDream-I1',
    hubIds: ['HiDream-ai/HiDream-I1-Full'],
    pattern: /hidream[-_]i1/i,
    arch: 'hidream',
  },
  {
    name: 'HiDream-E1',
    hubIds: ['HiDream-ai/HiDream-E1-1'],
    pattern: /hidream[-_]e1/i,
    arch: 'hidream_e1',
  },
  {
    name: 'HiDream-O1',
    hubIds: ['HiDream-ai/HiDream-O1-Image'],
    pattern: /hidream[-_]o1/i,
    arch: 'hidream_o1',
  },
  { name: 'LTX-2.3', hubIds: ['Lightricks/LTX-2.3'], pattern: /ltx[-_]?2[._]3/i, arch: 'ltx2.3' },
  { name: 'LTX-2.5', hubIds: ['Lightricks/LTX-2.5'], pattern: /ltx[-_]?2[._]5/i, arch: 'ltx2.5' },
  {
    name: 'LTX-2',
    hubIds: ['Lightricks/LTX-2'],
    pattern: /lightricks[/\\]ltx[-_]?2(?![.\d])/i,
    arch: 'ltx2',
  },
  {
    name: 'Flex.1-alpha',
    hubIds: ['ostris/Flex.1-alpha'],
    pattern: /(?:^|[/\\])flex[.-]1[-_]alpha/i,
    arch: 'flex1',
  },
  {
    name: 'Flex.2-preview',
    hubIds: ['ostris/Flex.2-preview'],
    pattern: /(?:^|[/\\])flex[.-]2[-_]preview/i,
    arch: 'flex2',
  },
  {
    name: 'Lumina-Image-2.0',
    hubIds: ['Alpha-VLLM/Lumina-Image-2.0'],
    pattern: /lumina[-_]image[-_]2/i,
    arch: 'lumina2',
  },
  { name: 'OmniGen2', hubIds: ['OmniGen2/OmniGen2'], pattern: /omnigen[-_]?2/i, arch: 'omnigen2' },
  {
    name: 'Anima',
    hubIds: ['circlestone-labs/Anima-Base-v1.0-Diffusers'],
    pattern: /circlestone-labs[/\\]anima/i,
    arch: 'anima',
  },
  { name: 'ERNIE-Image', hubIds: ['baidu/ERNIE-Image'], pattern: /ernie[-_]image/i, arch: 'ernie_image' },
  {
    name: 'Ideogram 4',
    hubIds: ['ideogram-ai/ideogram-4-fp8'],
    pattern: /ideogram[-_]?4/i,
    arch: 'ideogram4',
  },
  {
    name: 'Mage-Flow-Edit',
    hubIds: ['microsoft/Mage-Flow-Edit-Base'],
    pattern: /mage[-_]?flow[-_]edit/i,
    arch: 'mageflow_edit',
  },
  { name: 'Mage-Flow', hubIds: ['microsoft/Mage-Flow-Base'], pattern: /mage[-_]?flow/i, arch: 'mageflow' },
  {
    name: 'Boogu-Image-Edit',
    hubIds: ['Boogu/Boogu-Image-0.1-Edit'],
    pattern: /boogu[-_]image.*edit/i,
    arch: 'boogu_image_edit',
  },
  {
    name: 'Boogu-Image',
    hubIds: ['Boogu/Boogu-Image-0.1-Base'],
    pattern: /boogu[-_]image/i,
    arch: 'boogu_image',
  },
  {
    name: 'Ming-Image',
    hubIds: ['Kijai/Ming-Image-ComfyUI'],
    pattern: /ming[-_]image/i,
    arch: 'ming_image',
  },
  {
    name: 'SDXL',
    hubIds: ['stabilityai/stable-diffusion-xl-base-1.0'],
    pattern: /stable[-_]diffusion[-_]xl|(?:^|[/\\])sdxl(?![a-z])|(?:^|[/\\])sd_xl_base/i,
    arch: 'sdxl',
  },
];
