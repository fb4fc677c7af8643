import type { ConfigFormat, Examination, ExaminationOptions } from '../../../core/language-service';

/** What the disk's thread is asked: everything about one text. Plain data. */
export interface DiskWork {
  readonly uri: string;
  readonly text: string;
  readonly format: ConfigFormat;
  /** Where relative paths start: the first folder in which they exist. Empty where that is not known. */
  readonly startFolders: readonly string[];
  /** Whether network shares may be asked, which they may not while someone types. */
  readonly network: boolean;
  /** Whether every file's time is looked at again; otherwise an unchanged folder answers from memory. */
  readonly fresh: boolean;
  readonly options: Omit<ExaminationOptions, 'variable' | 'toolkit' | 'isCancelled'>;
  /** Version of the checkout that trains. */
  readonly checkout: string | undefined;
  /** The environment variables that the text names; undefined if the environment is not known. */
  readonly variables: Readonly<Record<string, string>> | undefined;
}

/** Main thread → disk's thread. */
export interface DiskQuestion {
  readonly id: number;
  readonly work: DiskWork;
  /** One cell of 32 bits: anything but 0 cancels. The thread never waits for messages while it works. */
  readonly cancel: SharedArrayBuffer;
}

/** Disk's thread → main thread. */
export type DiskMessage =
  | { readonly kind: 'files'; readonly id: number; readonly count: number }
  | { readonly kind: 'done'; readonly id: number; readonly examination: Examination }
  | { readonly kind: 'cancelled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** A folder that was scanned is no longer what it was. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'log'; readonly level: 'error' | 'warn' | 'info' | 'debug'; readonly message: string };
