import { qwenCheckpointOf, qwenControlImages } from '../../profiles/qwen-checkpoints';
import { type Entry, type ScalarNode, scalarText } from '../../syntax/config-node';
import type { Finding, Fix } from '../../syntax/finding';
import { putText, removeEntry, replaceScalar } from '../../syntax/text-edits';
import { datasetControls, namesControlImages, sampleControls } from '../../trainer/control-images';
import { drawsSamples } from '../../trainer/sample-drawing';
import { samplePromptsOf } from '../../trainer/sample-prompts';
import type { Section, TrainingConfig, TrainingProcess } from '../../trainer/training-config';

export function ignoredKey(config: TrainingConfig, item: Section, key: string, why: string): Finding {
  const entry = item.entry(key);
  return {
    span: entry?.key.span ?? item.mapping.span,
    severity: 'warning',
    message: `${why}, so '${key}' has no effect. Remove it.`,
    fixes: entry ? [removal(config, item, entry)] : [],
    unnecessary: true,
  };
}

export function removal(config: TrainingConfig, section: Section, entry: Entry): Fix {
  const edits = [removeEntry(config.document, section.mapping, entry)];
  return { title: `Remove '${entry.key.value}'`, safe: false, edits };
}

export function put(
  config: TrainingConfig,
  section: Section,
  key: string,
  value: string,
  after: string,
): Fix {
  const edits = [putText(config.document, section.mapping, key, value, after)];
  return { title: `Insert '${key}'`, safe: false, edits };
}

/** `qwen_image` can train an edit checkpoint too; offered only if the config names no control image. */
export function archWithoutControls(process: TrainingProcess): Fix[] {
  const arch = archNode(process);
  if (!arch || namesControlImages(process)) return [];
  const edits = [replaceScalar(arch, 'qwen_image')];
  return [{ title: "Change to 'arch: qwen_image', which needs no control images", safe: false, edits }];
}

/** The checkpoint's own edit arch, offered if control images are set everywhere that it needs them. */
export function archWithControls(process: TrainingProcess): Fix[] {
  const named = qwenCheckpointOf(process.nameOrPath)?.arch;
  const arch = archNode(process);
  if (!arch || named === undefined || named === 'qwen_image') return [];
  const { sampleKey } = qwenControlImages[named];
  const complete =
    process.datasets.every((dataset) => datasetControls(dataset).count !== 0) &&
    (!drawsSamples(process) ||
      samplePromptsOf(process).every((sample) => sampleControls(sample).keys[0] === sampleKey));
  if (!complete) return [];
  return [{ title: `Change to 'arch: ${named}'`, safe: false, edits: [replaceScalar(arch, named)] }];
}

function archNode(process: TrainingProcess): ScalarNode | undefined {
  const arch = process.node('model.arch');
  return arch?.kind === 'scalar' && scalarText(arch) !== undefined ? arch : undefined;
}
