import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { TrainedImage } from '../trainer/datasets/index';
import type { DiskRule } from './rule';

/** The share of an image that may be cut away before it is worth a word. */
const mostCut = 0.3;

export const imageCut: DiskRule = {
  code: 'image-cut',
  severity: 'warning',
  summary:
    'A resolution or an image size with which large parts of images are cut away or all detail is lost.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, path, resolutions } of placedDatasets(process, scan)) {
        for (const { images, settings } of resolutions) {
          const span = (section.node('resolution') ?? path).span;
          if (images.length > 0 && images.every(isTiny)) {
            yield {
              span,
              message: `At this resolution ai-toolkit silently brings every image of '${path.value}' to 32 × 32 pixels. Write a resolution such as 1024.`,
            };
            break;
          }
          if (settings.squareCrop) continue;
          const cut = images.filter((image) => cutShare(image) >= mostCut);
          if (cut.length === 0) continue;
          yield {
            span,
            message: `ai-toolkit cuts away ${Math.round(cutShare(cut[0]) * 100)} % of ${nameSome(cut.map((image) => image.path))}: the sizes of Qwen-Image are multiples of 32, and ${cut.length === 1 ? 'this image is' : `these ${countOf(cut.length, 'image')} are`} too small or too narrow for one that fits.`,
          };
          break;
        }
      }
    }
  },
};

function isTiny({ fit, size }: TrainedImage): boolean {
  return (
    fit !== undefined && fit.crop.width === 32 && fit.crop.height === 32 && size.width * size.height > 64 * 64
  );
}

function cutShare(image: TrainedImage | undefined): number {
  if (!image?.fit) return 0;
  const { scale, crop } = image.fit;
  return 1 - (crop.width * crop.height) / (scale.width * scale.height);
}
