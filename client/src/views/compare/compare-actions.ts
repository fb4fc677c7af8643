import type { PreparedMatrix, Upload } from '../../comfyui/matrix/prepare-matrix';
import type { ComfyHttp } from '../../comfyui/server/comfy-http';

/** What sending a matrix needs of the rest of the extension. */
export interface MatrixActions {
  /** The address of the ComfyUI server; throws in words when the setting is not one. */
  serverAddress(): string;
  /** Whether the LoRA may be used: it has no problem, or the user wants it all the same. */
  passesCheck(file: string): Promise<boolean>;
  /** Shows that something takes a while. */
  whileBusy<T>(what: string, act: () => Promise<T>): Promise<T>;
  /** Says how much goes where, and asks. */
  mayStart(prepared: PreparedMatrix, address: string): Promise<boolean>;
  mayResume(open: number, address: string): Promise<boolean>;
  /** Sends a control image and gives its name on the server. */
  upload(upload: Upload, http: ComfyHttp): Promise<string>;
}

/** What the buttons of the compare page need of the rest of the extension. */
export interface CompareActions extends MatrixActions {
  /** The first file that exists. */
  existing(files: readonly string[]): Promise<string | undefined>;
  /** Checks and copies a LoRA; whether it was copied. */
  copy(file: string): Promise<boolean>;
  /** Exports a workflow for a checkpoint of a run. */
  exportWorkflow(checkpoint: string): Promise<void>;
  /** Saves a contact sheet where the user says. */
  saveSheet(png: Uint8Array, jobFolder: string): Promise<void>;
}
