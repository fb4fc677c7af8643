import { type ConfigFormat, parseConfigDocument } from '../../syntax/config-document';
import { scalarText } from '../../syntax/config-node';
import { type TrainingProcess, viewTrainingConfig } from '../../trainer/training-config';
import { buildWorkflow, type LoraUse, type WorkflowMode } from './build-workflow';
import { type ComfyModel, comfyModelOf, comfyModels } from './models';
import { type SampleSettings, sampleSettingsOf } from './sample-settings';
import { nearestShift } from './sigmas';
import { type ApiWorkflow, toApiWorkflow } from './to-api';
import { toUiWorkflow, type UiWorkflow } from './to-ui';

export interface ExportOptions {
  readonly mode: WorkflowMode;
  readonly format: 'api' | 'ui';
  /** Number of the sample prompt, from 1. */
  readonly prompt: number;
  /** The checkpoint's file name; without one, the final file of the job. */
  readonly checkpoint: string | undefined;
  /** More LoRAs to apply after the trained one, such as a style. */
  readonly otherLoras: readonly LoraUse[];
  /** Whether the server has ManualSigmas; true when none was asked. */
  readonly manualSigmas: boolean;
  /** A UUID for the page form. */
  readonly id: string;
  /** What one cell of a matrix changes. */
  readonly changes?: SampleChanges;
}

export interface SampleChanges {
  readonly guidance: number;
  readonly strength: number;
  /** Control images by their names on the server, in order. */
  readonly images: readonly string[];
  /** The start of the names that images are saved under. */
  readonly prefix: string;
}

/** What a config says about its workflows. */
export interface WorkflowConfig {
  readonly model: ComfyModel;
  /** The job's name. */
  readonly name: string;
  /** One per sample prompt, in order; at least one. */
  readonly samples: readonly SampleSettings[];
  /** Whether the config has no prompts, and the one sample is made of the trigger word. */
  readonly isPromptless: boolean;
  /** Whether the result is a LoRA; else it is a whole model in a folder. */
  readonly hasNetwork: boolean;
}

export interface ExportedWorkflow {
  readonly workflow: ApiWorkflow | UiWorkflow;
  readonly model: ComfyModel;
  /** What a reader must know about the workflow, a sentence each. */
  readonly notes: readonly string[];
}

/** Reads what workflows of a config need; a text says why there can be none. */
export function readWorkflowConfig(text: string, format: ConfigFormat): WorkflowConfig | string {
  const config = viewTrainingConfig(parseConfigDocument(text, format));
  const process = config.trainers[0] ?? config.processes[0];
  if (!process) return 'The config has no process to read the model from.';
  const arch = scalarText(process.node('model.arch')) ?? process.arch;
  const model = comfyModelOf(arch, process.nameOrPath);
  if (!model) return noWorkflow(arch);
  const samples = sampleSettingsOf(process);
  const isPromptless = samples.length === 0;
  return {
    model,
    name: scalarText(config.name)?.replaceAll('[name]', '') ?? 'lora',
    samples: isPromptless ? [promptless(process)] : samples,
    isPromptless,
    hasNetwork: process.node('network')?.kind === 'mapping',
  };
}

/** Makes a ComfyUI workflow for one sample of a config; a text says why none can be made. */
export function exportWorkflow(
  text: string,
  format: ConfigFormat,
  options: ExportOptions,
): ExportedWorkflow | string {
  const config = readWorkflowConfig(text, format);
  if (typeof config === 'string') return config;
  const { model, name, samples, isPromptless } = config;
  const written = isPromptless ? samples[0] : samples[options.prompt - 1];
  if (!written)
    return `The config has ${samples.length} sample prompts, so there is no prompt ${options.prompt}.`;
  const { changes } = options;
  const sample = changes
    ? { ...written, guidance: changes.guidance, strength: changes.strength, controls: changes.images }
    : written;
  const graph = buildWorkflow({
    model,
    sample,
    mode: options.mode,
    ...weightsOf(config, sample, options),
    images: changes ? sample.controls.slice(0, comfyModels[model].images) : controlNames(model, sample),
    prefix: changes?.prefix ?? `${safeName(name)}/p${String(options.prompt).padStart(2, '0')}`,
    manualSigmas: options.manualSigmas,
  });
  return {
    workflow: options.format === 'api' ? toApiWorkflow(graph) : toUiWorkflow(graph, options.id),
    model,
    notes: notesOf(model, sample, options, isPromptless),
  };
}

function noWorkflow(arch: string | undefined): string {
  if (arch?.startsWith('qwen_image_2')) {
    return "Qwen-Image-2.1 needs ComfyUI nodes whose inputs are not known here. Open ComfyUI's own template for it and add a LoraLoaderModelOnly node.";
  }
  const known = "Workflows exist for 'qwen_image', 'qwen_image_edit' and 'qwen_image_edit_plus'.";
  return arch === undefined
    ? `The config has no 'model.arch'. ${known}`
    : `'${arch}' is not supported. ${known}`;
}

/** Without a network ai-toolkit saves a whole model as a folder `NAME.safetensors/` (seen). */
function weightsOf(
  { name, hasNetwork }: WorkflowConfig,
  sample: SampleSettings,
  { checkpoint, otherLoras }: ExportOptions,
): { readonly loras: readonly LoraUse[]; readonly unet: string | undefined } {
  const file = checkpoint ?? `${name}.safetensors`;
  if (!hasNetwork) {
    return { loras: otherLoras, unet: `${file}/transformer/diffusion_pytorch_model.safetensors` };
  }
  return { loras: [{ name: file, strength: sample.strength }, ...otherLoras], unet: undefined };
}

function promptless(process: TrainingProcess): SampleSettings {
  return {
    prompt: scalarText(process.node('trigger_word')) ?? '',
    negative: '',
    width: 1024,
    height: 1024,
    steps: 20,
    guidance: 4,
    seed: 42,
    strength: 1,
    controls: [],
  };
}

/** File names of the control images; an edit model without one gets a name to replace. */
function controlNames(model: ComfyModel, { controls }: SampleSettings): readonly string[] {
  const { images } = comfyModels[model];
  if (images === 0) return [];
  const names = controls.map((path) => path.split(/[\\/]/).at(-1) ?? path);
  return names.length === 0 ? ['control_1.png'] : names.slice(0, images);
}

/** ComfyUI fills in `%…%` and fails for prefixes that leave its output folder, so only plain characters are kept. */
function safeName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '');
  return safe === '' ? 'lora' : safe.slice(0, 80);
}

function notesOf(
  model: ComfyModel,
  sample: SampleSettings,
  { mode, manualSigmas }: ExportOptions,
  isPromptless: boolean,
): readonly string[] {
  const notes: string[] = [];
  if (isPromptless) notes.push('The config has no sample prompts; the workflow uses the trigger word.');
  if (mode === 'parity') {
    notes.push(
      "The sampler is 'euler' with ai-toolkit's schedule: ComfyUI has no sampler or scheduler named 'flowmatch'.",
      'Equal seeds do not give equal images: ai-toolkit makes the noise in the training dtype, ComfyUI in float32.',
    );
    if (!manualSigmas) notes.push(nearestNote(sample));
  } else {
    notes.push(
      `Steps, guidance and size are those of ComfyUI's official template for ${comfyModels[model].title}.`,
    );
  }
  if (comfyModels[model].images > 0) notes.push(controlNote(sample));
  if (sample.negative === '' && mode === 'parity') {
    notes.push(
      "The config sets no negative prompt. ai-toolkit then uses the word 'False'; the workflow uses none.",
    );
  }
  return notes;
}

function nearestNote({ width, height, steps }: SampleSettings): string {
  const { shift, difference } = nearestShift(width, height, steps);
  return `The server has no ManualSigmas node. Shift ${shift} is the nearest; sigmas differ by up to ${difference.toFixed(3)}.`;
}

function controlNote({ controls }: SampleSettings): string {
  return controls.length === 0
    ? "The sample names no control image. Replace 'control_1.png' in the Load Image node."
    : "Copy the control images into ComfyUI's input folder.";
}
