export type QwenArch = 'qwen_image' | 'qwen_image_edit' | 'qwen_image_edit_plus';

/** One published Qwen-Image checkpoint and what ai-toolkit 0.12.26 does with it. */
export interface QwenCheckpoint {
  readonly name: string;
  readonly hubId: string;
  /** Matches Hub ids, folders and file names of this checkpoint. */
  readonly pattern: RegExp;
  /** The arch that is made for it. */
  readonly arch: QwenArch;
  /** The web UI's spelling; ai-toolkit ignores the part after the colon (toolkit/config_modules.py:766). */
  readonly archSuffix: string | undefined;
  /** Accuracy recovery adapters by bit width, as `model.qtype` takes them (ui/src/app/jobs/new/options.tsx:427-539). */
  readonly recoveryAdapters: Readonly<Record<string, string>>;
}

/** How an arch uses control images. */
export interface QwenControlImages {
  /** A dataset or a sample must have at least one where this is above zero. */
  readonly least: number;
  readonly most: number;
  /** The key of a sample's first control image. */
  readonly sampleKey: 'ctrl_img' | 'ctrl_img_1';
}

/** Control images by arch (qwen_image.py:263, qwen_image_edit.py:98-182, qwen_image_edit_plus.py:105-178). */
export const qwenControlImages: Readonly<Record<QwenArch, QwenControlImages>> = {
  qwen_image: { least: 0, most: 0, sampleKey: 'ctrl_img' },
  qwen_image_edit: { least: 1, most: 1, sampleKey: 'ctrl_img' },
  qwen_image_edit_plus: { least: 1, most: 3, sampleKey: 'ctrl_img_1' },
};

const adapters = 'ostris/accuracy_recovery_adapters';

/** The most specific names first: `Qwen-Image-Edit-2509` also matches the patterns of plain Edit and Qwen-Image. */
export const qwenCheckpoints: readonly QwenCheckpoint[] = [
  {
    name: 'Qwen-Image-Edit-2511',
    hubId: 'Qwen/Qwen-Image-Edit-2511',
    pattern: /qwen[-_ ]?image[-_ ]?edit(?:[-_ ]?plus)?[-_ :]?2511/i,
    arch: 'qwen_image_edit_plus',
    archSuffix: '2511',
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_2511_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-Edit-2509',
    hubId: 'Qwen/Qwen-Image-Edit-2509',
    pattern: /qwen[-_ ]?image[-_ ]?edit(?:[-_ ]?plus|[-_ :]?2509)/i,
    arch: 'qwen_image_edit_plus',
    archSuffix: undefined,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_2509_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-Edit',
    hubId: 'Qwen/Qwen-Image-Edit',
    pattern: /qwen[-_ ]?image[-_ ]?edit/i,
    arch: 'qwen_image_edit',
    archSuffix: undefined,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_edit_torchao_uint3.safetensors` },
  },
  {
    name: 'Qwen-Image-2512',
    hubId: 'Qwen/Qwen-Image-2512',
    pattern: /qwen[-_ ]?image[-_ :]?2512/i,
    arch: 'qwen_image',
    archSuffix: '2512',
    recoveryAdapters: {
      uint3: `uint3|${adapters}/qwen_image_2512_torchao_uint3.safetensors`,
      uint4: `uint4|${adapters}/qwen_image_2512_torchao_uint4.safetensors`,
    },
  },
  {
    name: 'Qwen-Image',
    hubId: 'Qwen/Qwen-Image',
    pattern: /qwen[-_ ]?image(?![-_ ]?(?:layered|v?2\.))/i,
    arch: 'qwen_image',
    archSuffix: undefined,
    recoveryAdapters: { uint3: `uint3|${adapters}/qwen_image_torchao_uint3.safetensors` },
  },
];

/** The checkpoint that a Hub id or a path names, the nearest where it is a variant; undefined for other models. */
export function qwenCheckpointOf(nameOrPath: string | undefined): QwenCheckpoint | undefined {
  if (nameOrPath === undefined) return undefined;
  return qwenCheckpoints.find((checkpoint) => checkpoint.pattern.test(nameOrPath));
}

/**
 * The checkpoint, where the name leaves no doubt: its release number is there, or its last part is the Hub's name. A
 * fine-tune called `Qwen-Image-Edit-Anime` may be of any release.
 */
export function certainQwenCheckpointOf(nameOrPath: string | undefined): QwenCheckpoint | undefined {
  const checkpoint = qwenCheckpointOf(nameOrPath);
  if (!checkpoint || nameOrPath === undefined) return undefined;
  const lastPart =
    nameOrPath
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  const plain =
    lastPart.replace(/[-_ ]/g, '').toLowerCase() === checkpoint.name.replace(/-/g, '').toLowerCase();
  return plain || /25\d\d$|edit[-_ ]?plus/i.test(checkpoint.name) ? checkpoint : undefined;
}

/** The checkpoint that an adapter was made for, and its bit width, by the adapter's file name. */
export function recoveryAdapterOf(
  path: string,
): { readonly checkpoint: QwenCheckpoint; readonly qtype: string } | undefined {
  const file = path.split(/[\\/]/).at(-1);
  for (const checkpoint of qwenCheckpoints) {
    for (const [qtype, value] of Object.entries(checkpoint.recoveryAdapters)) {
      if (value.endsWith(`/${file}`)) return { checkpoint, qtype };
    }
  }
  return undefined;
}

export function isQwenArch(arch: string | undefined): arch is QwenArch {
  return arch !== undefined && arch in qwenControlImages;
}
