/** How a process ended, as far as anyone saw it. */
export interface RunExit {
  /** The exit code; undefined when a signal ended the process or nobody saw its end. */
  readonly code: number | undefined;
  /** The signal's name, as `SIGKILL`. */
  readonly signal: string | undefined;
}

const signalNumbers: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

/**
 * Reads an exit code as the systems write it: Python's negative signal numbers, a shell's 128 + signal, and Windows' NTSTATUS,
 * signed or not.
 */
export function readExit(code: number | undefined, signal?: string): RunExit {
  if (signal !== undefined) return { code: undefined, signal };
  if (code === undefined) return { code, signal };
  if (code < -255) return { code: code >>> 0, signal: undefined };
  const named = signalNumbers[code < 0 ? -code : code > 128 && code < 160 ? code - 128 : 0];
  return named === undefined ? { code, signal: undefined } : { code: undefined, signal: named };
}

/** Ctrl-C on Windows: STATUS_CONTROL_C_EXIT. */
const windowsInterrupt = 0xc000013a;

/** The request that ended a run, when it ended on one: an interrupt, a closed terminal, or a request to end. */
export function stopRequest({ code, signal }: RunExit): 'interrupt' | 'hangup' | 'terminated' | undefined {
  if (signal === 'SIGINT' || code === windowsInterrupt) return 'interrupt';
  if (signal === 'SIGHUP') return 'hangup';
  return signal === 'SIGTERM' ? 'terminated' : undefined;
}
