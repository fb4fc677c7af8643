import type { HeaderFault, SafetensorsHeader } from '../../trainer/safetensors-header';
import { blockModules } from './lora-keys';
import { isComfyStyle } from './lora-loading';
import type { LoadResult, LoraFile, LoraKind, LoraProblem } from './lora-report';
import { type KeyedTensor, qwenImage, type ShapeReading } from './lora-shapes';

export interface ProblemFacts {
  readonly file: LoraFile;
  readonly header: SafetensorsHeader;
  readonly whole: boolean;
  readonly kind: LoraKind;
  readonly tensors: readonly KeyedTensor[];
  readonly shapes: ShapeReading;
  readonly comfyui: LoadResult;
  readonly blocks: ReadonlySet<number>;
}

/** Everything that is wrong with a file whose header can be read, the gravest first. */
export function findProblems(facts: ProblemFacts): readonly LoraProblem[] {
  return [
    cutShort(facts),
    wrongKind(facts),
    notFinite(facts),
    neverTrained(facts),
    wrongShapes(facts),
    keysNotTaken(facts),
    dora(facts),
    missingModules(facts),
    privateMode(facts),
  ].filter((problem) => problem !== undefined);
}

const faults: Readonly<Record<HeaderFault, readonly [LoraProblem['code'], string]>> = {
  empty: ['empty-file', 'The file is empty.'],
  'no-header': ['cut-short', 'The file is shorter than the first eight bytes of a safetensors header.'],
  'header-too-large': [
    'not-safetensors',
    'The file is not in safetensors format. It may be a web page or a Git LFS pointer that was saved under this name.',
  ],
  'header-cut': ['cut-short', 'The file ends within its header.'],
  'not-json': ['not-safetensors', 'The header of the file is not JSON, so this is not a safetensors file.'],
  'bad-tensor': ['not-safetensors', 'The header of the file describes a tensor that cannot exist.'],
};

/** The problem of a file whose header cannot be read. */
export function faultProblem(fault: HeaderFault): LoraProblem {
  const [code, message] = faults[fault];
  return { code, message, remedy: 'Copy or download the file again.' };
}

function cutShort({ file, header, whole }: ProblemFacts): LoraProblem | undefined {
  if (whole) return undefined;
  const expected = header.dataStart + header.dataLength;
  const verb = file.size < expected ? 'is cut short' : 'has extra bytes at its end';
  return {
    code: 'cut-short',
    message: `The file ${verb}: it has ${file.size} bytes and its header describes ${expected}.`,
    remedy: 'Copy it again from the training folder, or use an earlier checkpoint.',
  };
}

function wrongKind({ kind, comfyui }: ProblemFacts): LoraProblem | undefined {
  if (kind === 'model') {
    return {
      code: 'whole-model',
      message:
        'This is a whole model, not a LoRA. ai-toolkit writes one when the config has no network section.',
      remedy: 'Load it as a diffusion model (UNETLoader), or train again with a network section.',
    };
  }
  // LyCORIS' LoHa is rare, and ComfyUI loads it.
  if (kind !== 'other' || comfyui.loads === 'all') return undefined;
  return {
    code: 'not-a-lora',
    message: 'The file contains no LoRA, LoKr or DoRA weights.',
    remedy: 'Choose a checkpoint from the training folder.',
  };
}

/** LoKr of full rank writes an infinite alpha in fp16; it is read by nothing. */
function notFinite({ file, tensors }: ProblemFacts): LoraProblem | undefined {
  const bad = tensors.filter(
    ({ key, tensor }) => key.role !== 'alpha' && file.values.get(tensor.name)?.finite === false,
  );
  const first = bad[0];
  if (!first) return undefined;
  return {
    code: 'not-finite',
    message: `${bad.length} of ${tensors.length} tensors contain NaN or infinity, the first is '${first.tensor.name}'. ComfyUI reports success and the image is black.`,
    remedy:
      'Use a checkpoint from before the loss stopped being a number, and train again with a lower learning rate.',
  };
}

const factors = new Set(['down', 'up', 'lokr']);

/**
 * A LoRA starts with `lora_B` (LoKr: a factor of `lokr_w2`) at zero, so a file in which every module has a factor of zeros was
 * never trained.
 */
function neverTrained({ file, tensors }: ProblemFacts): LoraProblem | undefined {
  const modules = new Map<string, boolean>();
  for (const { key, tensor } of tensors.filter(({ key: each }) => factors.has(each.role))) {
    const zero = file.values.get(tensor.name)?.zero === true;
    modules.set(key.module, (modules.get(key.module) ?? false) || zero);
  }
  if (modules.size === 0 || [...modules.values()].includes(false)) return undefined;
  return {
    code: 'never-trained',
    message:
      'Every module of this LoRA multiplies by zero: nothing was learned. The image is that of the base model.',
    remedy: 'Check the learning rate and the number of steps, then train again.',
  };
}

function wrongShapes({ kind, shapes, blocks }: ProblemFacts): LoraProblem | undefined {
  if (kind === 'model' || kind === 'other') return undefined;
  const tooMany = [...blocks].filter((block) => block >= qwenImage.blocks).length;
  const { hidden, misfits } = shapes;
  if (misfits.size > 0) {
    return {
      code: 'shapes',
      message: `The matrices of ${misfits.size} modules do not fit a Qwen-Image block, the first is '${[...misfits][0]}'.`,
      remedy: 'Check which model this LoRA was trained on.',
    };
  }
  if (tooMany === 0 && (hidden === undefined || hidden === qwenImage.hidden || isTestModel(shapes, blocks))) {
    return undefined;
  }
  return {
    code: 'shapes',
    message: otherSize(hidden, blocks),
    remedy: 'Use this LoRA with the model that it was trained on.',
  };
}

/** A tiny model that has Qwen-Image's structure, as tests and rehearsals make one. No real model is that small. */
function isTestModel({ hidden, misfits }: ShapeReading, blocks: ReadonlySet<number>): boolean {
  return hidden !== undefined && hidden < 1024 && blocks.size < qwenImage.blocks && misfits.size === 0;
}

/** Notes on a file of a tiny test model: its keys are right and its shapes fit only that model. */
export function testModelNotes(shapes: ShapeReading, blocks: ReadonlySet<number>): readonly string[] {
  return isTestModel(shapes, blocks) ? [otherSize(shapes.hidden, blocks)] : [];
}

function otherSize(hidden: number | undefined, blocks: ReadonlySet<number>): string {
  const size = hidden === undefined ? '' : `hidden size ${hidden} and `;
  return `The file has ${size}${blocks.size} blocks. Qwen-Image has hidden size ${qwenImage.hidden} and ${qwenImage.blocks} blocks. With Qwen-Image, ComfyUI refuses such modules in its log and reports success.`;
}

function keysNotTaken(facts: ProblemFacts): LoraProblem | undefined {
  const { kind, comfyui, tensors, shapes } = facts;
  if (kind === 'model' || kind === 'other' || comfyui.loads === 'all') return undefined;
  const unknown = tensors.filter(({ key }) => !key.known);
  const example = unknown[0]?.tensor.name;
  if (example === undefined) return otherPrefix(facts);
  if (unknown.length === tensors.length) {
    return {
      code: 'keys-not-taken',
      message: `None of the keys is of a module of Qwen-Image, for example '${example}'. This LoRA is for another model, and ComfyUI does not load any of it.`,
      remedy: 'Use it with the model that it was trained on.',
    };
  }
  const ofText = unknown.every(({ tensor }) => /(?:^|[._])(?:lora_te|text_encoder|te\d?_)/.test(tensor.name));
  const what = ofText ? 'of a text encoder' : 'of modules that Qwen-Image does not have';
  const rest = shapes.misfits.size === 0 ? ' It loads the others.' : '';
  return {
    code: 'keys-not-taken',
    message: `${unknown.length} of ${tensors.length} keys are ${what}, for example '${example}'. ComfyUI does not load them.${rest}`,
    remedy: ofText
      ? 'Only the part for the transformer has an effect. Train without the text encoder.'
      : 'Check which model this LoRA was trained on.',
  };
}

/** The modules are those of Qwen-Image, and their names begin in a way that ComfyUI does not read. */
function otherPrefix({ kind, tensors, comfyui, shapes }: ProblemFacts): LoraProblem | undefined {
  const refused = tensors.filter(
    ({ key }) => !shapes.misfits.has(key.module) && !(kind === 'dora' && key.role === 'magnitude'),
  );
  const example = refused.find(({ key }) => !isComfyStyle(key.style))?.tensor.name;
  if (example === undefined) return undefined;
  return {
    code: 'keys-not-taken',
    message: `ComfyUI does not load ${comfyui.loads === 'none' ? 'any' : 'some'} of the keys, for example '${example}'.`,
    remedy: "Rename the keys so that they begin with 'diffusion_model.', as ai-toolkit writes them.",
  };
}

function dora({ kind, tensors }: ProblemFacts): LoraProblem | undefined {
  if (kind !== 'dora' || !tensors.some(({ key }) => key.role === 'magnitude')) return undefined;
  return {
    code: 'dora',
    message: 'This is a DoRA. ComfyUI ignores its magnitudes and diffusers refuses the file.',
    remedy: "Train with network type 'lora' or 'lokr' to use the result in ComfyUI.",
  };
}

function missingModules({ kind, tensors, blocks }: ProblemFacts): LoraProblem | undefined {
  if (kind === 'model' || kind === 'other' || blocks.size === 0) return undefined;
  const present = new Set(tensors.filter(({ key }) => key.known).map(({ key }) => key.module));
  const missing = blockModules.filter((name) =>
    [...blocks].some((block) => !present.has(`transformer_blocks.${block}.${name}`)),
  );
  if (missing.length === 0) return undefined;
  return {
    code: 'modules-missing',
    message: `${missing.length} of the ${blockModules.length} modules of a block are not in the file: ${missing.join(', ')}.`,
    remedy:
      "Expected if the config sets 'only_if_contains' or 'ignore_if_contains'. Otherwise use another checkpoint.",
  };
}

/** safetensors 0.8 and newer write files that only their owner can read. */
function privateMode({ file }: ProblemFacts): LoraProblem | undefined {
  if (file.mode === undefined || (file.mode & 0o044) !== 0) return undefined;
  return {
    code: 'private-mode',
    message: 'Only the owner can read the file. ComfyUI under another user or in a container cannot open it.',
    remedy: 'Set the mode of the copy to 0644 (chmod 644).',
  };
}
