import type { KeyStyle } from './lora-keys';
import type { LoadResult, Loads, LoraKind } from './lora-report';
import type { KeyedTensor } from './lora-shapes';

/** What decides whether a program takes a file's keys. */
export interface LoadingFacts {
  readonly kind: LoraKind;
  readonly tensors: readonly KeyedTensor[];
  /** Modules with shapes that do not fit the model. */
  readonly misfits: ReadonlySet<string>;
  /** The file can be opened as safetensors. */
  readonly readable: boolean;
}

/** Key styles that ComfyUI 0.3.64 takes for Qwen-Image (the same weights renamed, seen). */
const comfyStyles: readonly KeyStyle[] = [
  'diffusion_model.',
  'transformer.',
  'bare',
  'lora_unet_',
  'lycoris_',
];

export function isComfyStyle(style: KeyStyle): boolean {
  return comfyStyles.includes(style);
}

/** Roles that ComfyUI takes; it reads DoRA's magnitude only as `dora_scale`. */
const comfyRoles = new Set(['down', 'up', 'alpha', 'dora-scale', 'lokr', 'loha', 'diff']);

/** How much of a file ComfyUI applies when it is loaded as a LoRA. */
export function comfyLoading({ kind, tensors, misfits, readable }: LoadingFacts): LoadResult {
  if (!readable) {
    return none('ComfyUI lists the file and fails when the LoRA node runs.');
  }
  if (kind === 'model') {
    return none(
      'This is a whole model. As a LoRA none of its keys is loaded. Put it into models/diffusion_models and load it with UNETLoader.',
    );
  }
  const taken = tensors.filter(
    ({ key }) =>
      key.known && comfyStyles.includes(key.style) && comfyRoles.has(key.role) && !misfits.has(key.module),
  );
  const notes: string[] = [];
  const magnitudes = tensors.filter(({ key }) => key.role === 'magnitude').length;
  if (magnitudes > 0) {
    notes.push(
      `ComfyUI loads the A and B matrices as a plain LoRA and skips ${magnitudes} magnitude tensors. Images differ from what was trained.`,
    );
  }
  const refused = tensors.length - taken.length - magnitudes;
  if (refused > 0) {
    notes.push(
      `ComfyUI does not load ${refused} of ${tensors.length} keys. It says so only in its log, and the run counts as a success.`,
    );
  }
  if (kind === 'lokr') notes.push('ComfyUI loads LoKr. It does not use alpha where both factors are whole.');
  return { loads: shareOf(taken.length, tensors.length), notes };
}

const diffusersStyles: readonly KeyStyle[] = ['diffusion_model.', 'transformer.', 'lora_unet_'];

/** Whether diffusers 0.39's `load_lora_weights` takes a file: it takes all or raises (seen). */
export function diffusersLoading({ kind, tensors, misfits, readable }: LoadingFacts): LoadResult {
  if (!readable) return none('diffusers cannot open the file.');
  if (kind === 'model') return none("diffusers raises 'Invalid LoRA checkpoint': this is a whole model.");
  if (kind !== 'lora') {
    return none(
      `diffusers raises an error: it does not load ${kind === 'other' ? 'these keys' : nameOf[kind]}.`,
    );
  }
  if (!tensors.some(({ key }) => key.known)) {
    return none('diffusers raises an error: Qwen-Image has none of these modules.');
  }
  if (tensors.some(({ key }) => key.role === 'diff')) {
    return none("diffusers raises an error: it does not load '.diff' keys.");
  }
  const other = tensors.find(({ key }) => !diffusersStyles.includes(key.style));
  if (other) {
    return none(`diffusers finds no LoRA in keys that begin like '${other.tensor.name.slice(0, 40)}'.`);
  }
  const alphas = tensors.some(({ key }) => key.role === 'alpha');
  const oldNames = tensors.some(({ key }) => /^lora_(?:down|up)/.test(key.suffix));
  const unet = tensors.some(({ key }) => key.style === 'lora_unet_');
  if (oldNames && !alphas && !unet) {
    return none("diffusers raises a KeyError: lora_down and lora_up need an '.alpha' key.");
  }
  if (misfits.size > 0) return none('diffusers raises an error: the sizes of the matrices do not match.');
  const notes = ["Without internet access, name the file with 'weight_name'."];
  if (alphas && !unet && !oldNames)
    notes.push('diffusers ignores alpha next to lora_A and lora_B. ComfyUI applies it.');
  return { loads: 'all', notes };
}

const nameOf = { lokr: 'LoKr', dora: 'DoRA magnitudes' } as const;

function none(note: string): LoadResult {
  return { loads: 'none', notes: [note] };
}

function shareOf(taken: number, total: number): Loads {
  if (total > 0 && taken === total) return 'all';
  return taken === 0 ? 'none' : 'part';
}
