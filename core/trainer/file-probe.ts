/** The disk as a rule may see it. Paths are as the config writes them; the host resolves them as a launch would. */
export interface FileProbe {
  /** Direct children of a folder; undefined when it does not exist or cannot be read. */
  listFolder(path: string): Promise<readonly ProbedItem[] | undefined>;
  /** Width and height in pixels after EXIF rotation, from the file's header; undefined when it is no readable image. */
  imageSize(path: string): Promise<{ readonly width: number; readonly height: number } | undefined>;
  /** The first `bytes` bytes of a file; undefined when it cannot be read. */
  readHead(path: string, bytes: number): Promise<Uint8Array | undefined>;
  /** Joins path parts in the platform's own form. */
  join(...parts: readonly string[]): string;
}

export interface ProbedItem {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Bytes. */
  readonly size: number;
  /** Last content change, milliseconds since 1970. */
  readonly modified: number;
  /** What Python's os.path.getctime gives: creation on Windows, inode change elsewhere; milliseconds since 1970. */
  readonly created: number;
}
