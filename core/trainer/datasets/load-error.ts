import type { ImageFacts } from '../file-probe';
import type { Size } from '../run-arithmetic';
import type { DatasetSettings } from './dataset-settings';
import type { Partners } from './find-partners';
import type { ScanContext } from './scan-context';

/** One image with what its loading depends on. */
export interface LoadedImage extends Partners {
  readonly size: Size;
  readonly facts: ImageFacts | undefined;
}

/**
 * Why an image can never be loaded while training, so that ai-toolkit puts another one in its place each time; undefined
 * where it loads (toolkit/dataloader_mixins.py:862-985, 1153-1215, 1582-1600).
 */
export async function loadErrorOf(
  { disk, arch }: ScanContext,
  settings: DatasetSettings,
  image: LoadedImage,
): Promise<string | undefined> {
  if (image.facts?.problem === 'truncated') return 'the file is cut short';
  if (image.facts && image.facts.problem !== undefined) return 'the file is not a readable image';
  if (settings.alphaMask && image.facts && image.facts.channels !== 4) {
    return "'alpha_mask' needs an image with an alpha channel";
  }
  const { resolution } = settings;
  const short = Math.min(image.size.width, image.size.height) * (settings.scale ?? 1);
  if (!settings.buckets && settings.randomCrop && typeof resolution === 'number' && short < resolution) {
    return 'the image is smaller than the random crop';
  }
  const fits = settings.fullSizeControls && (arch === 'qwen_image' || arch === 'qwen_image_edit');
  if (!settings.buckets && fits && image.controls.length > 0) {
    return 'control images need buckets';
  }
  for (const control of image.controls) {
    const item = await disk.child(disk.paths.dirname(control), disk.paths.basename(control));
    const facts = await disk.image(control, item);
    if (facts && facts.problem !== undefined) return `the control image ${control} is not readable`;
  }
  return undefined;
}
