import { countOf, datasetPath, nameSome } from '../trainer/datasets/dataset-places';
import type { SkippedFile } from '../trainer/datasets/index';
import type { DiskRule } from './rule';

export const datasetEmpty: DiskRule = {
  code: 'dataset-empty',
  severity: 'error',
  summary: 'The dataset folder contains no image that ai-toolkit can train.',
  claims: [{ where: 'dataset', what: 'fails', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const { failures } = await context.scan(process);
      for (const [index, section] of process.datasets.entries()) {
        const failure = failures.find(({ dataset, skipped }) => dataset === index && skipped !== undefined);
        const path = datasetPath(section);
        if (!failure?.skipped || !path) continue;
        yield {
          span: path.span,
          message: `ai-toolkit finds no image in '${path.value}' and stops after loading the model. It reads .jpg, .jpeg, .png and .webp files.${insteadOf(failure.skipped)}`,
        };
      }
    }
  },
};

const pictures = /\.(?:avif|bmp|gif|heic|heif|jfif|jpe|jp2|jxl|tiff?|psd|raw|dng|cr2|nef)$/i;

/** What is there that the author may have meant. */
function insteadOf(skipped: readonly SkippedFile[]): string {
  const broken = skipped.filter(({ reason }) => reason === 'not an image' || reason === 'truncated');
  if (broken.length > 0)
    return ` ${countOf(broken.length, 'file')} cannot be decoded: ${nameSome(broken.map(({ file }) => file))}.`;
  const others = skipped.filter(({ file, reason }) => reason === 'extension' && pictures.test(file));
  if (others.length > 0)
    return ` Convert ${countOf(others.length, 'file')} of other kinds: ${nameSome(others.map(({ file }) => file))}.`;
  return '';
}
