import { isQwenArch, type QwenArch, qwenControlImages } from '../profiles/qwen-checkpoints';
import type { Finding } from '../syntax/finding';
import { datasetControls } from '../trainer/control-images';
import { countOf, nameSome, type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { TrainedImage } from '../trainer/datasets/index';
import type { DiskRule } from './rule';

export const controlMissing: DiskRule = {
  code: 'control-missing',
  severity: 'error',
  summary: 'Images of an edit model without a control image of the same name.',
  claims: [{ where: 'step', what: 'fails', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const { arch } = process;
      if (!isQwenArch(arch) || qwenControlImages[arch].least === 0) continue;
      const scan = await context.scan(process);
      for (const failure of scan.failures) {
        const entries = datasetControls(process.datasets[failure.dataset ?? -1] ?? process).entries;
        const [entry] = entries;
        if (!entry || !failure.error.startsWith('ValueError: Missing control images')) continue;
        yield {
          span: entry.value.span,
          message: `Some images have no control image of the same name: ai-toolkit stops while it caches the text embeddings. Add the images, named like the ones that train.`,
        };
      }
      for (const dataset of placedDatasets(process, scan)) yield* findingsOf(dataset, arch);
    }
  },
};

function* findingsOf(dataset: PlacedDataset, arch: QwenArch): Iterable<Finding> {
  const { section, scanned } = dataset;
  const [entry] = datasetControls(section).entries;
  const folders = scanned.settings.controlFolders ?? [];
  // Without any folder the config itself lacks the key, which qwen-control-images reports.
  if (!entry || folders.length === 0 || scanned.settings.controlFromSameFolder) return;
  const without = scanned.images.filter((image) => image.controls.length === 0);
  if (without.length > 0) {
    yield { span: entry.value.span, message: withoutMessage(without, scanned.images.length, arch) };
  }
  const many = scanned.images.filter((image) => image.controls.length > qwenControlImages[arch].most);
  if (arch === 'qwen_image_edit' && many.length > 0) {
    yield {
      span: entry.value.span,
      message: `${countOf(many.length, 'image')} have more than one control image, such as ${nameSome(many.map((image) => image.path))}. 'qwen_image_edit' accepts exactly one, and the run ends at the step that uses such an image. Name one folder.`,
    };
  }
  const gaps = scanned.images.filter(
    (image) => image.controls.length > 0 && image.controls.length < folders.length,
  );
  if (arch === 'qwen_image_edit_plus' && gaps.length > 0) {
    yield {
      span: entry.value.span,
      severity: 'warning',
      message: `${countOf(gaps.length, 'image')} have a control image in some of the ${folders.length} folders only: ${nameSome(gaps.map((image) => image.path))}. ai-toolkit silently trains them with fewer, so the second image becomes the first.`,
    };
  }
}

function withoutMessage(without: readonly TrainedImage[], total: number, arch: QwenArch): string {
  const effect =
    arch === 'qwen_image_edit'
      ? 'the run ends at the step that uses such an image'
      : 'the run ends at the step that uses such an image, or while embeddings are cached';
  return `${without.length} of ${countOf(total, 'image')} have no control image of the same name: ${nameSome(without.map((image) => image.path))}. ai-toolkit looks directly in the folder for the same name with .jpg, .jpeg, .png or .webp in lower case, and ${effect}.`;
}
