import { certainQwenCheckpointOf, qwenCheckpointOf } from '../profiles/qwen-checkpoints';
import { bitsOf } from '../profiles/qwen-sizes';
import { isNumber, isText } from '../syntax/config-node';
import type { TextEdit } from '../syntax/finding';
import { removeEntry, replaceSpan } from '../syntax/text-edits';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { writeValue } from '../trainer/write-value';
import { type EffectiveModel, effectiveModel } from './effective-model';

/** A change that needs less memory. */
export interface Remedy {
  /** An imperative, without the estimate. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether the datasets are other ones with it. */
  readonly rescans: boolean;
  /** It saves no memory; the guide lists it all the same. */
  readonly idle?: boolean;
}

type Value = readonly [key: string, value: string | number | boolean];

/**
 * What can be tried when a run does not fit, in the guide's order (its section 11: 8 bit, latents cached to disk,
 * accumulation 2, fewer bits with the adapter), then what the guide lacks. Only what the config does not do yet.
 */
export function memoryRemedies(config: TrainingConfig, process: TrainingProcess): readonly Remedy[] {
  const model = effectiveModel(process);
  const write = (title: string, values: readonly Value[], extra: Partial<Remedy> = {}): Remedy[] => {
    const edits = values.flatMap(([key, value]) => writeValue(config.document, process, key, value));
    return edits.length === 0 ? [] : [{ title, edits, rescans: false, ...extra }];
  };
  const bits = model.quantize ? bitsOf(model.qtype) : 16;
  return [
    ...(bits === undefined || bits <= 9
      ? []
      : write('Quantize to 8 bit', [
          ['model.quantize', true],
          ['model.qtype', 'qfloat8'],
        ])),
    ...cacheLatents(config, process, model),
    ...accumulateLess(process, write),
    ...fewerBits(process, bits, write),
    ...(model.cachesText || model.unloadsTextEncoder
      ? []
      : write('Cache text embeddings', [['train.cache_text_embeddings', true]])),
    ...(model.lowVram ? [] : write("Turn 'low_vram' on", [['model.low_vram', true]])),
    ...smallerResolution(process),
    ...(model.offloadTransformer > 0
      ? []
      : write('Keep half of the layers in host memory', [
          ['model.layer_offloading', true],
          ['model.layer_offloading_transformer_percent', 0.5],
        ])),
    ...fewerControls(config, process),
  ];
}

function cacheLatents(
  config: TrainingConfig,
  { datasets }: TrainingProcess,
  model: EffectiveModel,
): readonly Remedy[] {
  if (model.cachesLatents) return [];
  const edits = datasets.flatMap((dataset) =>
    dataset.truthy('cache_latents')
      ? []
      : writeValue(config.document, dataset, 'cache_latents_to_disk', true),
  );
  return edits.length === 0 ? [] : [{ title: 'Cache latents to disk', edits, rescans: false }];
}

type Write = (title: string, values: readonly Value[], extra?: Partial<Remedy>) => Remedy[];

/** The guide's third remedy: batches that are added up one after another need no more memory than one. */
function accumulateLess(process: TrainingProcess, write: Write): readonly Remedy[] {
  const key = ['train.gradient_accumulation', 'train.gradient_accumulation_steps'].find(
    (each) => (process.number(each)?.value ?? 1) > 2,
  );
  if (key === undefined) return [];
  const name = key.slice('train.'.length);
  return write(`Reduce '${name}' to 2 (saves no memory)`, [[key, 2]], { idle: true });
}

/** 4, then 3 bit, where the checkpoint has an adapter for them. */
function fewerBits(process: TrainingProcess, bits: number | undefined, write: Write): readonly Remedy[] {
  const checkpoint = certainQwenCheckpointOf(process.nameOrPath) ?? qwenCheckpointOf(process.nameOrPath);
  return (['uint4', 'uint3'] as const).flatMap((type) => {
    const adapter = checkpoint?.recoveryAdapters[type];
    if (adapter === undefined || bits === undefined || bits <= (bitsOf(type) ?? 0)) return [];
    const values: readonly Value[] = [
      ['model.quantize', true],
      ['model.qtype', adapter],
    ];
    return write(`Quantize to ${type.slice(-1)} bit with the adapter of ${checkpoint?.name}`, values);
  });
}

/** The next smaller of the usual resolutions, in every dataset that trains a larger one. */
function smallerResolution({ datasets }: TrainingProcess): readonly Remedy[] {
  const largest = Math.max(0, ...datasets.flatMap((dataset) => resolutionsOf(dataset.node('resolution'))));
  const smaller = [1024, 768, 512].find((each) => each < largest);
  if (smaller === undefined) return [];
  const edits = datasets.flatMap((dataset): TextEdit[] => {
    const node = dataset.node('resolution');
    const own = resolutionsOf(node);
    if (node === undefined || Math.max(0, ...own) <= smaller) return [];
    const left = own.filter((each) => each <= smaller);
    const list = left.includes(smaller) || left.length > 0 ? left : [smaller];
    return [replaceSpan(node.span, node.kind === 'sequence' ? `[${list.join(', ')}]` : String(smaller))];
  });
  return edits.length === 0 ? [] : [{ title: `Train at ${smaller} at most`, edits, rescans: true }];
}

function resolutionsOf(node: ReturnType<TrainingProcess['node']>): number[] {
  if (isNumber(node)) return [node.value];
  return node?.kind === 'sequence' ? node.items.flatMap((item) => (isNumber(item) ? [item.value] : [])) : [];
}

/** Each control image of edit-plus costs as much as the image itself. */
function fewerControls(config: TrainingConfig, process: TrainingProcess): readonly Remedy[] {
  if (process.arch !== 'qwen_image_edit_plus') return [];
  const edits = process.datasets.flatMap((dataset): TextEdit[] => {
    const last = ['control_path_3', 'control_path_2'].find((key) => isText(dataset.node(key)));
    const entry = last === undefined ? undefined : dataset.entry(last);
    return entry ? [removeEntry(config.document, dataset.mapping, entry)] : [];
  });
  return edits.length === 0 ? [] : [{ title: 'Train with one control image less', edits, rescans: true }];
}
