/** What the language core asks of the world; absent in a browser or a virtual workspace. */
export interface LanguageHost {
  /** Items of a folder, or undefined when it cannot be listed. `path` is absolute, in the platform's own form. */
  listFolder(path: string): Promise<readonly FolderItem[] | undefined>;
  /** Whether a file or folder exists. */
  exists(path: string): Promise<boolean>;
  /** Text of a file, or undefined when it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** The value of an environment variable of the process that the server runs in. */
  variable(name: string): string | undefined;
  /** Joins path parts in the platform's own form. */
  joinPath(...parts: readonly string[]): string;
}

export interface FolderItem {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Where the core says what went wrong or how long something took. Never file contents, never tokens. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}
