/**
 * The disk as the trainer's model sees it. Paths are as the config writes them; the host resolves them as a start would.
 * Nothing throws: `undefined` means that the answer is not known, for example because the folder that relative paths
 * start from is not known, because access is refused, or because the path is on a network share that must not be asked.
 */
export interface FileProbe {
  /** Whether paths follow the rules of Windows, which also compares names without case. */
  readonly windows: boolean;
  /** Direct children of a folder, links followed, without links that lead nowhere; undefined when it cannot be listed. */
  listFolder(path: string): Promise<readonly ProbedItem[] | undefined>;
  /** A file or folder, links followed. `'absent'` when nothing is there for certain. */
  stat(path: string): Promise<ProbedItem | 'absent' | undefined>;
  /** Up to `length` bytes of a file from byte `start`; fewer at its end. */
  readBytes(path: string, start: number, length: number): Promise<Uint8Array | undefined>;
  /** Text of a UTF-8 file; undefined when it cannot be read or has more than `limit` bytes. */
  readText(path: string, limit: number): Promise<string | undefined>;
  /**
   * What decoding the whole file of an image gives, without keeping the pixels; undefined when the file cannot be read.
   * `item` is the file as a listing shows it, by which an answer of before may be used again.
   */
  imageFacts(path: string, item?: ProbedItem): Promise<ImageFacts | undefined>;
  /** Whether files can be written in a folder; undefined when that is not known. */
  canWrite(path: string): Promise<boolean | undefined>;
  /**
   * Free bytes on the disk of a path that need not exist yet; `disk` is equal for paths on one disk. Absent where the host
   * cannot tell.
   */
  freeSpace?(path: string): Promise<{ readonly disk: string; readonly bytes: number } | undefined>;
  /** Joins path parts in the platform's own form. */
  join(...parts: readonly string[]): string;
}

/** An image file as Pillow, which ai-toolkit uses, opens and decodes it. */
export interface ImageFacts {
  /** `jpg`, `png`, `webp`, `gif`, `bmp`, `tiff`, `avif` …; empty for what is not an image. The content decides. */
  readonly format: string;
  /** Pixels in the file, before EXIF rotation; undefined for what is not an image. */
  readonly stored: ImageSize | undefined;
  /** Pixels after EXIF rotation. */
  readonly size: ImageSize | undefined;
  /** Color channels where the header tells them: 4 means that there is an alpha channel. */
  readonly channels: number | undefined;
  /**
   * Why decoding fails. A header that is cut off is `unreadable`; a body that is cut off is `truncated`; more pixels than
   * Pillow's limit are `too large`.
   */
  readonly problem: 'unreadable' | 'truncated' | 'too large' | undefined;
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export interface ProbedItem {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Whether the item itself is a symbolic link; Python's os.walk lists linked folders but does not enter them. */
  readonly isLink: boolean;
  /** Bytes. */
  readonly size: number;
  /** Last content change, milliseconds since 1970. */
  readonly modified: number;
  /** What Python's os.path.getctime returns: creation on Windows, inode change elsewhere; milliseconds since 1970. */
  readonly created: number;
}
