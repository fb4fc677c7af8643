/** The endings of images and videos that ai-toolkit looks for in datasets (toolkit/data_loader.py:39-41). */
export const imageExtensions: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];
export const videoExtensions: readonly string[] = [
  '.mp4',
  '.avi',
  '.mov',
  '.webm',
  '.mkv',
  '.wmv',
  '.m4v',
  '.flv',
];

/** Whether a file is an image by its name; a hidden file never is. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && endsWithOneOf(name, imageExtensions);
}

/** Whether a file is a video by its name; a hidden file never is. */
export function isVideoName(name: string): boolean {
  return !name.startsWith('.') && endsWithOneOf(name, videoExtensions);
}

function endsWithOneOf(name: string, extensions: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension));
}
