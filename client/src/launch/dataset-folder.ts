import { isImageName } from '../../../core/launch/index';

/** What a folder's files are to ai-toolkit: images, and captions of the same name beside them. */
export interface DatasetFolder {
  readonly images: readonly string[];
  readonly withoutCaption: readonly string[];
}

export function readDatasetFolder(names: readonly string[], captionExtension = '.txt'): DatasetFolder {
  const all = new Set(names);
  const images = names.filter(isImageName);
  return {
    images,
    withoutCaption: images.filter((name) => !all.has(`${stemOf(name)}${captionExtension}`)),
  };
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}
