/** The endings of images that ai-toolkit looks for (toolkit/data_loader.py:39), in the order in which it tries them. */
export const imageExtensions: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];

/** Whether a file is an image by its name; a hidden file never is. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && hasImageExtension(name);
}

/** Whether a name or path ends as those of images do, in upper or lower case. */
export function hasImageExtension(name: string): boolean {
  const lower = name.toLowerCase();
  return imageExtensions.some((extension) => lower.endsWith(extension));
}
