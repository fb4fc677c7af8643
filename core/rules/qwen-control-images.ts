import { isQwenArch, type QwenArch, qwenControlImages } from '../profiles/qwen-checkpoints';
import type { Entry, SequenceNode } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { removeEntry, removeItem, renameKey, replaceSpan } from '../syntax/text-edits';
import { datasetControls, hasSampleControl, sampleControls } from '../trainer/control-images';
import { promptsToSamples } from '../trainer/prompts-to-samples';
import { drawsSamples } from '../trainer/sample-drawing';
import { type SamplePrompt, samplePromptsOf } from '../trainer/sample-prompts';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import {
  archWithControls,
  archWithoutControls,
  ignoredKey,
  put,
  removal,
} from './qwen-control-images/control-fixes';
import type { Rule } from './rule';

const folderPlaceholder = '/path/to/control/images';
const imagePlaceholder = '/path/to/control/image.png';
const withoutControls = "or write 'arch: qwen_image', which trains the same checkpoint without them";

export const qwenControlImagesRule: Rule = {
  code: 'qwen-control-images',
  severity: 'error',
  summary: 'The edit archs need control images everywhere; `qwen_image` does not use any.',
  claims: [
    { where: 'step', what: 'fails', seen: 'run' },
    { where: 'sample', what: 'fails', seen: 'run' },
    { where: 'dataset', what: 'ignored', seen: 'run', of: 'control images with `qwen_image`' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const { arch } = process;
      // Adapters read control images differently.
      if (!isQwenArch(arch) || process.entry('adapter')) continue;
      if (qwenControlImages[arch].least === 0) yield* uselessControls(config, process);
      else yield* missingControls(config, process, arch);
    }
  },
};

function* missingControls(
  config: TrainingConfig,
  process: TrainingProcess,
  arch: QwenArch,
): Iterable<Finding> {
  for (const dataset of process.datasets) {
    const { count, entries } = datasetControls(dataset);
    if (count === 0) yield* datasetWithout(config, process, arch, dataset);
    else if (count !== undefined && count > qwenControlImages[arch].most && arch === 'qwen_image_edit') {
      yield* datasetWithMany(config, dataset, entries, count);
    }
  }
  if (!drawsSamples(process)) return;
  const prompts = process.entry('sample.prompts');
  if (!process.entry('sample.samples') && prompts) {
    if (!samplePromptsOf(process).every(hasSampleControl))
      yield promptsWithout(config, process, arch, prompts);
    return;
  }
  for (const sample of samplePromptsOf(process)) {
    if (!sample.item) continue;
    yield* arch === 'qwen_image_edit'
      ? editSample(config, process, sample, sample.item)
      : editPlusSample(config, process, sample, sample.item);
  }
}

function* datasetWithout(
  config: TrainingConfig,
  process: TrainingProcess,
  arch: QwenArch,
  dataset: Section,
): Iterable<Finding> {
  const named = dataset.entry('folder_path') ?? dataset.entry('dataset_path');
  if (!named) return;
  const failure =
    arch === 'qwen_image_edit' ? 'fails at the first step' : "stops with 'Missing control images'";
  yield {
    span: named.key.span,
    message: `This dataset has no control images: '${arch}' ${failure}, after loading the model. Add 'control_path', ${withoutControls}.`,
    missing: true,
    fixes: [
      put(config, dataset, 'control_path', folderPlaceholder, String(named.key.value)),
      ...archWithoutControls(process),
    ],
  };
}

function* datasetWithMany(
  config: TrainingConfig,
  dataset: Section,
  entries: readonly Entry[],
  count: number,
): Iterable<Finding> {
  const message = `'qwen_image_edit' accepts one control image, not ${count}: training fails at the first step, after loading the model. Keep one, or use 'arch: qwen_image_edit_plus', which accepts several.`;
  const only = entries[0];
  if (!only) return;
  if (entries.length > 1) {
    for (const extra of entries.slice(1)) {
      const title = `Remove '${extra.key.value}'`;
      yield {
        span: extra.key.span,
        message,
        fixes: [{ title, safe: false, edits: [removeEntry(config.document, dataset.mapping, extra)] }],
      };
    }
    return;
  }
  yield {
    span: only.key.span,
    message,
    fixes: only.value.kind === 'sequence' ? keepFirst(config, only.value) : [],
  };
}

function keepFirst(config: TrainingConfig, list: SequenceNode): Fix[] {
  const [first, ...others] = list.items;
  if (first?.kind !== 'scalar') return [];
  const edits = list.flow
    ? [replaceSpan(list.span, first.source)]
    : others.map((item) => removeItem(config.document, item));
  return [{ title: 'Keep only the first', safe: false, edits }];
}

function promptsWithout(
  config: TrainingConfig,
  process: TrainingProcess,
  arch: QwenArch,
  prompts: Entry,
): Finding {
  const { sampleKey } = qwenControlImages[arch];
  const edits = promptsToSamples(config.document, prompts, sampleKey, imagePlaceholder);
  const scaffold: Fix[] = edits
    ? [{ title: `Write 'samples' with a '${sampleKey}' for each prompt`, safe: false, edits }]
    : [];
  return {
    span: prompts.key.span,
    message: `'prompts' cannot name control images, and '${arch}' fails without one at the first sample, after loading the model. Write 'samples' with a 'prompt' and a '${sampleKey}' each, ${withoutControls}.`,
    missing: true,
    fixes: [...scaffold, ...archWithoutControls(process)],
  };
}

function* editSample(
  config: TrainingConfig,
  process: TrainingProcess,
  sample: SamplePrompt,
  item: Section,
): Iterable<Finding> {
  const { keys, flag } = sampleControls(sample);
  if (flag || keys.includes('ctrl_img')) {
    for (const key of keys.filter((other) => other !== 'ctrl_img')) {
      yield ignoredKey(config, item, key, "'qwen_image_edit' reads only 'ctrl_img'");
    }
    return;
  }
  const other = keys[0] && item.entry(keys[0]);
  if (!other) {
    yield sampleWithout(config, process, 'qwen_image_edit', sample, item);
    return;
  }
  yield {
    span: other.key.span,
    message: `'qwen_image_edit' reads 'ctrl_img', not '${other.key.value}': it finds no control image and fails at the first sample, after loading the model. Write 'ctrl_img'.`,
    fixes: [{ title: "Rename to 'ctrl_img'", safe: false, edits: [renameKey(other, 'ctrl_img')] }],
  };
}

function* editPlusSample(
  config: TrainingConfig,
  process: TrainingProcess,
  sample: SamplePrompt,
  item: Section,
): Iterable<Finding> {
  const { keys, flag } = sampleControls(sample);
  if (keys.length === 0) {
    if (!flag) yield sampleWithout(config, process, 'qwen_image_edit_plus', sample, item);
    return;
  }
  const general = keys.includes('ctrl_img') ? item.entry('ctrl_img') : undefined;
  if (!general) return;
  const both = item.entry('ctrl_img_1') !== undefined;
  yield {
    span: general.key.span,
    severity: 'warning',
    message: both
      ? "When 'ctrl_img' is also set, the image of 'ctrl_img_1' reaches only the text encoder, not the generated image. Number the images 'ctrl_img_1' to 'ctrl_img_3'."
      : "'qwen_image_edit_plus' passes the image of 'ctrl_img' to the text encoder twice. Write 'ctrl_img_1'.",
    fixes: both
      ? [removal(config, item, general)]
      : [{ title: "Rename to 'ctrl_img_1'", safe: false, edits: [renameKey(general, 'ctrl_img_1')] }],
  };
}

function sampleWithout(
  config: TrainingConfig,
  process: TrainingProcess,
  arch: QwenArch,
  sample: SamplePrompt,
  item: Section,
): Finding {
  const { sampleKey } = qwenControlImages[arch];
  return {
    span: item.entry('prompt')?.key.span ?? sample.text.span,
    message: `This sample has no control image: '${arch}' fails at the first sample, after loading the model. Add '${sampleKey}', ${withoutControls}.`,
    missing: true,
    fixes: [put(config, item, sampleKey, imagePlaceholder, 'prompt'), ...archWithoutControls(process)],
  };
}

/** With `qwen_image`, `ctrl_img` raises and every other control key is ignored (qwen_image.py:263, base_model.py:553). */
function* uselessControls(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const archFix = archWithControls(process);
  for (const dataset of process.datasets) {
    for (const entry of datasetControls(dataset).entries) {
      yield {
        span: entry.key.span,
        severity: 'warning',
        message: `'arch: qwen_image' trains without control images: '${entry.key.value}' has no effect. ${archFix.length > 0 ? 'To train with them, change the arch.' : 'Remove it.'}`,
        fixes: [...archFix, removal(config, dataset, entry)],
      };
    }
  }
  if (!drawsSamples(process)) return;
  for (const sample of samplePromptsOf(process)) {
    const { keys, flag } = sampleControls(sample);
    if (flag) yield { span: sample.text.span, message: raisesAtSampling("'--ctrl_img' in a prompt") };
    for (const key of keys) {
      const entry = sample.item?.entry(key);
      if (!entry || !sample.item) continue;
      if (key !== 'ctrl_img') {
        yield ignoredKey(config, sample.item, key, "'qwen_image' generates samples without control images");
        continue;
      }
      yield {
        span: entry.key.span,
        message: raisesAtSampling("'ctrl_img'"),
        fixes: [...archFix, removal(config, sample.item, entry)],
      };
    }
  }
}

function raisesAtSampling(what: string): string {
  return `'arch: qwen_image' stops with an error because of ${what}, at the first sample and after loading the model. Remove it; only the edit archs accept control images.`;
}
