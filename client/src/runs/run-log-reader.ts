import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { createRunLogParser, type RunLogState } from '../../../core/runs/index';
import { openLogBlocks, textOfBytes } from '../../../server/src/disk/runs/log-blocks';

export interface LogTail {
  /** The text that was added since the last call; empty when nothing was, or when the file is not there (yet). */
  read(): Promise<string>;
  /** Bytes read so far. */
  readonly offset: number;
  /** Whether the last read stopped early and there is more at once. */
  readonly more: boolean;
}

/**
 * Reads a growing file from a byte offset, at most `chunkBytes` a call. Characters cut between two reads come whole.
 * A file that became shorter was written again and is read from its start.
 */
export function tailLog(file: string, from = 0, chunkBytes = 1_048_576): LogTail {
  let offset = from;
  let more = false;
  let decoder = new StringDecoder('utf8');
  return {
    get offset() {
      return offset;
    },
    get more() {
      return more;
    },
    async read() {
      const handle = await open(file, 'r').catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      more = false;
      if (handle === undefined) return '';
      try {
        const { size } = await handle.stat();
        if (size < offset) {
          offset = 0;
          decoder = new StringDecoder('utf8');
        }
        if (size === offset) return '';
        const buffer = Buffer.alloc(Math.min(size - offset, chunkBytes));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
        offset += bytesRead;
        more = bytesRead > 0 && offset < size;
        return decoder.write(buffer.subarray(0, bytesRead));
      } finally {
        await handle.close();
      }
    },
  };
}

export interface RunLogReader {
  readonly state: RunLogState;
  /** Reads everything that was added. */
  refresh(): Promise<void>;
}

/** The state of a run by its log file, kept up to date by `refresh`; nothing is read twice and never the whole file at once. */
export function openRunLog(file: string, from = 0, jobName?: string): RunLogReader {
  const blocks = openLogBlocks(file, from);
  const newParser = () => createRunLogParser(jobName, textOfBytes);
  let parser = newParser();
  let queue: Promise<unknown> = Promise.resolve();
  const refresh = (): Promise<void> =>
    blocks.read(
      (bytes) => void parser.feed(bytes),
      () => {
        parser = newParser();
      },
    );
  return {
    get state() {
      return parser.state;
    },
    refresh() {
      // Two readers at once would feed the parser out of order.
      const next = queue.then(refresh, refresh);
      queue = next.catch(() => undefined);
      return next;
    },
  };
}

export interface FollowOptions {
  readonly file: string;
  readonly from?: number;
  /** Asked between looks; the last look comes after it said no. */
  readonly isRunning: () => Promise<boolean>;
  readonly signal?: AbortSignal;
  readonly intervalMs?: number;
}

/** The log's text as it grows, until the run is over or `signal` aborts. For a pseudoterminal: pieces keep their `\r`. */
export async function* followLog(options: FollowOptions): AsyncGenerator<string, void, undefined> {
  const tail = tailLog(options.file, options.from ?? 0, 65_536);
  const aborted = (): boolean => options.signal?.aborted === true;
  while (!aborted()) {
    const running = await options.isRunning();
    let text = await tail.read();
    while (text !== '') {
      yield text;
      if (aborted()) return;
      text = await tail.read();
    }
    if (!running) return;
    // Polling also sees network drives, where watching does not; an abort only ends the wait early.
    const wait = delay(
      options.intervalMs ?? 250,
      undefined,
      options.signal ? { signal: options.signal } : {},
    );
    await wait.catch(() => undefined);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
