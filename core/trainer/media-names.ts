/** The endings of images that ai-toolkit looks for (toolkit/data_loader.py:39). */
export const imageExtensions: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];

/** Whether a file is an image by its name; a hidden file never is. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && endsWithOneOf(name, imageExtensions);
}

function endsWithOneOf(name: string, extensions: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension));
}
