/**
 * What a flow-matching arch does without `noise_scheduler: flowmatch` (jobs/process/BaseSDTrainProcess.py:1186-1229):
 * `fails`: its scheduler shifts by image size and stops at the first step, because nobody tells it the shift.
 * `ignores`: it trains, but `timestep_type` and the shift by resolution have no effect.
 * `wrong-noise`: the legacy class builds the named scheduler, so that noise and target do not belong together.
 */
export type WithoutFlowmatch = 'fails' | 'ignores' | 'wrong-noise';

/** One value of `model.arch`. */
export interface ArchFacts {
  readonly arch: string;
  /** As messages write it. */
  readonly name: string;
  /** The first version of ai-toolkit that has it; absent when 0.12.26 does. */
  readonly since?: string;
  /** Absent for models that do not train by flow matching, and for those that were not looked at. */
  readonly withoutFlowmatch?: WithoutFlowmatch;
}

const rows: readonly (readonly [
  arch: string,
  name: string,
  flow?: WithoutFlowmatch | undefined,
  since?: string,
])[] = [
  ['qwen_image', 'Qwen-Image', 'fails'],
  ['qwen_image_edit', 'Qwen-Image-Edit', 'fails'],
  ['qwen_image_edit_plus', 'Qwen-Image-Edit 2509 and 2511', 'fails'],
  ['qwen_image_2', 'Qwen-Image-2.1', 'fails', '0.13.17'],
  ['zimage', 'Z-Image', 'ignores'],
  ['zimage_l2p', 'Z-Image L2P', 'ignores'],
  ['flux', 'FLUX.1', 'wrong-noise'],
  ['flex1', 'Flex.1', 'wrong-noise'],
  ['flux_kontext', 'FLUX.1 Kontext', 'fails'],
  ['flux2', 'FLUX.2', 'fails'],
  ['flux2_klein_4b', 'FLUX.2 klein 4B', 'fails'],
  ['flux2_klein_9b', 'FLUX.2 klein 9B', 'fails'],
  ['flex2', 'Flex.2', 'fails'],
  ['krea2', 'Krea 2', 'fails'],
  ['wan21', 'Wan 2.1', 'ignores'],
  ['wan21_i2v', 'Wan 2.1 image to video', 'ignores'],
  ['wan22_5b', 'Wan 2.2 5B', 'ignores'],
  ['wan22_14b', 'Wan 2.2 14B', 'ignores'],
  ['wan22_14b_i2v', 'Wan 2.2 14B image to video', 'ignores'],
  ['chroma', 'Chroma', 'fails'],
  ['chroma_radiance', 'Chroma Radiance', 'fails'],
  ['zeta_chroma', 'Zeta Chroma', 'ignores'],
  ['hidream', 'HiDream-I1', 'ignores'],
  ['hidream_e1', 'HiDream-E1', 'ignores'],
  ['hidream_o1', 'HiDream-O1', 'ignores'],
  ['ltx2', 'LTX-2', 'fails'],
  ['ltx2.3', 'LTX-2.3', 'fails'],
  ['ltx2.5', 'LTX-2.5', 'fails'],
  ['minimax_h3', 'MiniMax-H3', 'ignores'],
  ['minimax_h3_ref2va', 'MiniMax-H3 from references', 'ignores'],
  ['mageflow', 'Mage-Flow', 'ignores'],
  ['mageflow_edit', 'Mage-Flow Edit', 'ignores'],
  ['boogu_image', 'Boogu Image', 'ignores'],
  ['boogu_image_edit', 'Boogu Image Edit', 'ignores'],
  ['anima', 'Anima', 'ignores'],
  ['ernie_image', 'ERNIE-Image', 'ignores'],
  ['ideogram4', 'Ideogram 4', 'ignores'],
  ['nucleus_image', 'Nucleus-Image', 'ignores'],
  ['omnigen2', 'OmniGen2', 'ignores'],
  ['prx_pixel', 'PRXPixel', 'ignores'],
  ['f-lite', 'F-Lite', 'fails'],
  ['cogview4', 'CogView4', 'fails'],
  ['lumina2', 'Lumina Image 2', 'wrong-noise'],
  ['auraflow', 'AuraFlow', 'wrong-noise'],
  ['sd3', 'Stable Diffusion 3', 'wrong-noise'],
  ['sdxl', 'SDXL'],
  ['sd1', 'Stable Diffusion 1'],
  ['sd2', 'Stable Diffusion 2'],
  ['pixart', 'PixArt alpha'],
  ['pixart_sigma', 'PixArt sigma'],
  ['vega', 'Segmind Vega'],
  ['ssd', 'Segmind SSD-1B'],
  ['ace_step_15', 'ACE-Step 1.5', 'ignores'],
  ['ace_step_15_xl', 'ACE-Step 1.5 XL', 'ignores'],
  ['ming_image', 'Ming-Image', undefined, '0.13.21'],
  ['yue2', 'YuE2', undefined, '0.13.0'],
  ['qwen25_omni', 'Qwen2.5-Omni', undefined, '0.13.13'],
];

const archs: ReadonlyMap<string, ArchFacts> = new Map(
  rows.map(([arch, name, withoutFlowmatch, since]) => [
    arch,
    {
      arch,
      name,
      ...(withoutFlowmatch === undefined ? {} : { withoutFlowmatch }),
      ...(since === undefined ? {} : { since }),
    },
  ]),
);

/** What is known of an arch, written without the part behind a colon; undefined for an unknown one. */
export function archFacts(arch: string | undefined): ArchFacts | undefined {
  return arch === undefined ? undefined : archs.get(arch);
}

/** The archs of ai-toolkit's one legacy class, which no class of their own names (toolkit/config_modules.py:776-797). */
const legacyArchs: ReadonlySet<string> = new Set([
  'sd1',
  'sd2',
  'sd3',
  'sdxl',
  'pixart',
  'pixart_sigma',
  'auraflow',
  'flux',
  'flex1',
  'lumina2',
  'vega',
  'ssd',
]);

/** Whether an arch is loaded by the legacy class, in every version. */
export function isLegacyArch(arch: string): boolean {
  return legacyArchs.has(arch);
}
