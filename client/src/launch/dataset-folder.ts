/** What a folder's files are to ai-toolkit: images, and captions of the same name beside them. */
export interface DatasetFolder {
  readonly images: readonly string[];
  readonly withoutCaption: readonly string[];
}

/** The endings that ai-toolkit takes for images (`toolkit/data_loader.py:39`). */
export const imageExtensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp']);

export function readDatasetFolder(names: readonly string[], captionExtension = '.txt'): DatasetFolder {
  const all = new Set(names);
  const images = names.filter((name) => !name.startsWith('.') && imageExtensions.has(extensionOf(name)));
  return {
    images,
    withoutCaption: images.filter((name) => !all.has(`${stemOf(name)}${captionExtension}`)),
  };
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot).toLowerCase();
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}
