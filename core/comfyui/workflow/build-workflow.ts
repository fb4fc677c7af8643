import { type Graph, type GraphNode, type InputValue, link } from './graph';
import {
  type ComfyModel,
  comfyModels,
  type ModelFacts,
  templateSize,
  textEncoderFile,
  vaeFile,
} from './models';
import type { NodeType } from './node-signatures';
import type { SampleSettings } from './sample-settings';
import { nearestShift, sigmasText, toolkitSigmas } from './sigmas';

export type WorkflowMode = 'parity' | 'template';

/** A LoRA as ComfyUI's list names it, and its strength. */
export interface LoraUse {
  readonly name: string;
  readonly strength: number;
}

export interface WorkflowRequest {
  readonly model: ComfyModel;
  readonly mode: WorkflowMode;
  readonly sample: SampleSettings;
  /** In order; the trained one first. Empty for a full fine-tune. */
  readonly loras: readonly LoraUse[];
  /** A diffusion model instead of the official file, such as a full fine-tune. */
  readonly unet: string | undefined;
  /** Control images by their names in ComfyUI's `input` folder. */
  readonly images: readonly string[];
  /** The start of the names that images are saved under, such as `mira/p01`. */
  readonly prefix: string;
  /** Whether the server has ManualSigmas. */
  readonly manualSigmas: boolean;
}

type Add = (id: number, type: NodeType, inputs: Readonly<Record<string, InputValue>>) => number;

/** Builds the graph of one sample. Node ids are the same for the same part of every workflow. */
export function buildWorkflow(request: WorkflowRequest): Graph {
  const nodes: GraphNode[] = [];
  const add: Add = (id, type, inputs) => {
    nodes.push({ id, type, inputs });
    return id;
  };
  const facts = comfyModels[request.model];
  const loaded = addLoaders(add, request, facts);
  const usesSigmas = request.mode === 'parity' && request.manualSigmas;
  const model = usesSigmas ? loaded : addModelSampling(add, request, facts, loaded);
  const images = addImages(add, request, facts);
  const [positive, negative] = addPrompts(add, request, facts, images);
  const latent = addLatent(add, request, images);
  const from = { model, positive, negative, latent };
  const sampled = usesSigmas ? addCustomSampler(add, request, from) : addKSampler(add, request, facts, from);
  const decoded = add(30, 'VAEDecode', { samples: link(sampled), vae: link(3) });
  add(31, 'SaveImage', { images: link(decoded), filename_prefix: request.prefix });
  return nodes;
}

function addLoaders(add: Add, { loras, unet }: WorkflowRequest, facts: ModelFacts): number {
  let model = add(1, 'UNETLoader', { unet_name: unet ?? facts.unet, weight_dtype: 'default' });
  add(2, 'CLIPLoader', { clip_name: textEncoderFile, type: 'qwen_image', device: 'default' });
  add(3, 'VAELoader', { vae_name: vaeFile });
  for (const [index, { name, strength }] of loras.entries()) {
    const id = index === 0 ? 4 : 59 + index;
    model = add(id, 'LoraLoaderModelOnly', { model: link(model), lora_name: name, strength_model: strength });
  }
  return model;
}

function addModelSampling(add: Add, request: WorkflowRequest, facts: ModelFacts, model: number): number {
  const { sample, mode } = request;
  const shift =
    mode === 'template'
      ? facts.template.shift
      : nearestShift(sample.width, sample.height, sample.steps).shift;
  const sampling = add(5, 'ModelSamplingAuraFlow', { model: link(model), shift });
  return mode === 'template' && facts.template.cfgNorm
    ? add(7, 'CFGNorm', { model: link(sampling), strength: 1 })
    : sampling;
}

/** The official templates scale the first image; ai-toolkit scales every one by itself. */
function addImages(add: Add, { images, mode }: WorkflowRequest, facts: ModelFacts): readonly number[] {
  return images.slice(0, facts.images).map((image, index) => {
    const loaded = add(40 + index, 'LoadImage', { image });
    return mode === 'template' && index === 0
      ? add(50, 'FluxKontextImageScale', { image: link(loaded) })
      : loaded;
  });
}

function addPrompts(
  add: Add,
  { sample }: WorkflowRequest,
  { encoder, referenceMethod }: ModelFacts,
  images: readonly number[],
): readonly [number, number] {
  const encode = (id: number, text: string): number => {
    if (encoder === 'CLIPTextEncode') return add(id, encoder, { text, clip: link(2) });
    const name =
      encoder === 'TextEncodeQwenImageEdit' ? () => 'image' : (index: number) => `image${index + 1}`;
    const pictures = Object.fromEntries(images.map((image, index) => [name(index), link(image)]));
    return add(id, encoder, { clip: link(2), prompt: text, vae: link(3), ...pictures });
  };
  const positive = encode(10, sample.prompt);
  const negative = encode(11, sample.negative);
  if (referenceMethod === undefined || images.length === 0) return [positive, negative];
  const marked = (id: number, conditioning: number) =>
    add(id, 'FluxKontextMultiReferenceLatentMethod', {
      conditioning: link(conditioning),
      reference_latents_method: referenceMethod,
    });
  return [marked(13, positive), marked(14, negative)];
}

/** With denoise 1 only the size of the latent counts. Templates take it from the first image. */
function addLatent(add: Add, { mode, sample }: WorkflowRequest, images: readonly number[]): number {
  const first = images[0];
  if (mode === 'template' && first !== undefined) {
    return add(12, 'VAEEncode', { pixels: link(first), vae: link(3) });
  }
  const [width, height] = mode === 'template' ? [templateSize, templateSize] : [sample.width, sample.height];
  return add(12, 'EmptySD3LatentImage', { width, height, batch_size: 1 });
}

interface SamplerInputs {
  readonly model: number;
  readonly positive: number;
  readonly negative: number;
  readonly latent: number;
}

function addKSampler(
  add: Add,
  { sample, mode }: WorkflowRequest,
  { template }: ModelFacts,
  { model, positive, negative, latent }: SamplerInputs,
): number {
  return add(22, 'KSampler', {
    model: link(model),
    seed: sample.seed,
    steps: mode === 'template' ? template.steps : sample.steps,
    cfg: mode === 'template' ? template.cfg : sample.guidance,
    sampler_name: 'euler',
    scheduler: 'simple',
    positive: link(positive),
    negative: link(negative),
    latent_image: link(latent),
    denoise: 1,
  });
}

function addCustomSampler(
  add: Add,
  { sample }: WorkflowRequest,
  { model, positive, negative, latent }: SamplerInputs,
): number {
  const sampler = add(20, 'KSamplerSelect', { sampler_name: 'euler' });
  const sigmas = add(21, 'ManualSigmas', {
    sigmas: sigmasText(toolkitSigmas(sample.width, sample.height, sample.steps)),
  });
  return add(22, 'SamplerCustom', {
    model: link(model),
    add_noise: true,
    noise_seed: sample.seed,
    cfg: sample.guidance,
    positive: link(positive),
    negative: link(negative),
    sampler: link(sampler),
    sigmas: link(sigmas),
    latent_image: link(latent),
  });
}
