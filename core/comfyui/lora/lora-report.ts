import type { HeaderFault, SafetensorsHeader } from '../../trainer/safetensors-header';
import type { TensorValues } from './tensor-scan';

/** What is known of a file before it is judged. */
export interface LoraFile {
  /** The path as the user named it. */
  readonly file: string;
  /** Size in bytes. */
  readonly size: number;
  /** The permission bits, such as 0o600; undefined where the platform has none. */
  readonly mode: number | undefined;
  readonly header: SafetensorsHeader | HeaderFault;
  /** Values by tensor name; tensors that could not be read are absent. */
  readonly values: ReadonlyMap<string, TensorValues>;
  /** The path of another file with the same tensors. */
  readonly sameAs: string | undefined;
}

export type LoraKind = 'lora' | 'lokr' | 'dora' | 'model' | 'other';
export type Loads = 'all' | 'part' | 'none';

export interface LoraProblem {
  readonly code:
    | 'empty-file'
    | 'not-safetensors'
    | 'cut-short'
    | 'not-a-lora'
    | 'whole-model'
    | 'never-trained'
    | 'not-finite'
    | 'keys-not-taken'
    | 'modules-missing'
    | 'shapes'
    | 'dora'
    | 'private-mode';
  readonly message: string;
  readonly remedy: string;
}

export interface LoadResult {
  readonly loads: Loads;
  readonly notes: readonly string[];
}

/** The answer of `qwen-lora lora`. `null` means: the file does not tell. */
export interface LoraReport {
  readonly file: string;
  /** The file has every byte that its header promises. */
  readonly whole: boolean;
  readonly kind: LoraKind;
  /** `ss_base_model_version`, such as `qwen_image`. */
  readonly arch: string | null;
  /** Number of modules of the model that the file changes. */
  readonly modules: number;
  /** Number of blocks that they are in. */
  readonly blocks: number;
  readonly rank: number | null;
  readonly dtype: string | null;
  readonly step: number | null;
  readonly epoch: number | null;
  readonly trigger: string | null;
  /** The version of ai-toolkit that wrote the file. */
  readonly toolkit: string | null;
  /** Permission bits as text, such as `0600`. */
  readonly mode: string | null;
  readonly problems: readonly LoraProblem[];
  readonly comfyui: LoadResult;
  readonly diffusers: LoadResult;
  readonly sameAs: string | null;
}
