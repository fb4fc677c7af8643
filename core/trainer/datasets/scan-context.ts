import type { ScanDisk } from './disk-memory';
import type { SizeIndex } from './size-index';

/** What scanning one dataset needs besides its settings. */
export interface ScanContext {
  readonly disk: ScanDisk;
  readonly indexes: Map<string, SizeIndex>;
  readonly arch: string | undefined;
  /** Asked between files; the scan then throws `ScanCancelled`. */
  readonly isCancelled: () => boolean;
  /** Told after each file. */
  readonly onFile: () => void;
}

/** Thrown by a scan that was canceled. */
export class ScanCancelled extends Error {}
