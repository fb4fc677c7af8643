import * as vscode from 'vscode';
import { followLog } from './run-log-reader';

/** What a terminal shows and what a key in it may do. */
export interface RunTerminalSource {
  /** Starts the run, or finds it: the file to follow, and whether its process still runs. */
  begin(): Promise<RunToFollow | { readonly error: string }>;
  /** Ctrl-C in the terminal. */
  interrupt(): void;
  /** The terminal was closed, by the user or with its window. */
  closed(): void;
}

export interface RunToFollow {
  readonly file: string;
  readonly isRunning: () => Promise<boolean>;
  /** The exit code for the task, asked once the run is over. */
  readonly exitCode: () => Promise<number>;
  /** The name that the terminal gets at the end, with a mark; it then stays open with what was printed. */
  readonly nameAtEnd?: (exitCode: number) => string;
  /** Whether the terminal's bell rings at the end. */
  readonly ringsAtEnd: () => boolean;
}

const stopHint = '\x1b[2mCtrl-C, or the command "Stop training", stops this training.\x1b[0m\r\n';

/**
 * A terminal that shows a detached run as it prints. The run is not a child of the terminal, so closing the terminal or
 * the window leaves it alone.
 */
export function createRunTerminal(source: RunTerminalSource): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<number>();
  const renamed = new vscode.EventEmitter<string>();
  const stop = new AbortController();

  const show = async () => {
    const run = await source.begin();
    if ('error' in run) {
      written.fire(`${asTerminalLines(run.error)}\r\n`);
      closed.fire(1);
      return;
    }
    written.fire(stopHint);
    const pieces = followLog({ file: run.file, isRunning: run.isRunning, signal: stop.signal });
    for await (const piece of pieces) written.fire(asTerminalLines(piece));
    if (stop.signal.aborted) return;
    const code = await run.exitCode();
    if (run.ringsAtEnd()) written.fire('\x07');
    if (run.nameAtEnd === undefined) closed.fire(code);
    else renamed.fire(run.nameAtEnd(code));
  };

  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    onDidChangeName: renamed.event,
    open: () => {
      show().catch((error) => {
        written.fire(`\r\n${asTerminalLines(String(error))}\r\n`);
        closed.fire(1);
      });
    },
    close: () => {
      stop.abort();
      source.closed();
    },
    handleInput: (keys) => {
      if (keys.includes('\x03')) source.interrupt();
    },
  };
}

/** A terminal moves down without going to the line's start on a bare line feed. */
function asTerminalLines(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
