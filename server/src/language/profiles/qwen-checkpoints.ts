/** One published Qwen-Image checkpoint and what ai-toolkit 0.12.26 does with it. */
export interface QwenCheckpoint {
  readonly name: string;
  readonly hubId: string;
  /** Matches Hub ids, folders and file names of this checkpoint. */
  readonly pattern: RegExp;
  /** The arch that trains it as what it is. */
  readonly arch: 'qwen_image' | 'qwen_image_edit' | 'qwen_image_edit_plus';
  /** The web UI's spelling; ai-toolkit drops the part behind the colon (toolkit/config_modules.py:766). */
  readonly archSuffix: string | undefined;
  /** How many control images a sample may have; the edit archs need at least one. */
  readonly controlImages: number;
  /** Accuracy recovery adapters by bit width, as `model.qtype` takes them (ui/src/app/jobs/new/options.tsx:427-539). */
  readonly recoveryAdapters: Readonly<Record<string, string>>;
}

const adapters = 'ostris/accuracy_recovery_adapters';

/** The most specific names first: `Qwen-Image-Edit-2509` also matches the patterns of plain Edit and Qwen-Image. */
export const qwenCheckpoints: readonly QwenCheckpoint[] = [
  {
    name: 'Qwen-Image-Edit-2511',
    hubId: 'Qwen/Qwen-Image-Edit-2511',
    pattern: /qwen[-_ ]?image[-_ ]?edit(?:[-_ ]?plus)?[-_ :]?2511/i,
    arch: 'qwen_image_edit_plus',
    archSuffix: '2511',
    controlImages: 3,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_2511_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-Edit-2509',
    hubId: 'Qwen/Qwen-Image-Edit-2509',
    pattern: /qwen[-_ ]?image[-_ ]?edit(?:[-_ ]?plus|[-_ :]?2509)/i,
    arch: 'qwen_image_edit_plus',
    archSuffix: undefined,
    controlImages: 3,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_2509_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-Edit',
    hubId: 'Qwen/Qwen-Image-Edit',
    pattern: /qwen[-_ ]?image[-_ ]?edit/i,
    arch: 'qwen_image_edit',
    archSuffix: undefined,
    controlImages: 1,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-2512',
    hubId: 'Qwen/Qwen-Image-2512',
    pattern: /qwen[-_ ]?image[-_ :]?2512/i,
    arch: 'qwen_image',
    archSuffix: '2512',
    controlImages: 0,
    recoveryAdapters: {
      uint3: `uint3|${adapters}/qwen_image_2512_torchao_uint3.safetensors`,
      uint4: `uint4|${adapters}/qwen_image_2512_torchao_uint4.safetensors`,
    },
  },
  {
    name: 'Qwen-Image',
    hubId: 'Qwen/Qwen-Image',
    pattern: /qwen[-_ ]?image/i,
    arch: 'qwen_image',
    archSuffix: undefined,
    controlImages: 0,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_torchao_uint3.safetensors` },
  },
];

/** The checkpoint that a Hub id or a path names; undefined when it names no Qwen-Image model. */
export function qwenCheckpointOf(nameOrPath: string | undefined): QwenCheckpoint | undefined {
  if (nameOrPath === undefined) return undefined;
  return qwenCheckpoints.find((checkpoint) => checkpoint.pattern.test(nameOrPath));
}
