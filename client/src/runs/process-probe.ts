import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../launch/run-program';

/**
 * One process for as long as the machine is up. A pid alone is given again to another program; with its start time it is not.
 * `started` is opaque text, comparable only with text from the same machine.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Undefined for a process that ended before it could be asked. */
  readonly started: string | undefined;
}

export interface ProcessProbe {
  /** Start time of a live process, `undefined` when there is none (or only a zombie). Rejects when nobody can tell. */
  startedAt(pid: number): Promise<string | undefined>;
}

/** The probe for this machine: `/proc` on Linux, `ps` on macOS, PowerShell's CIM on Windows, each without a shell. */
export function createProcessProbe(platform: NodeJS.Platform = process.platform): ProcessProbe {
  if (platform === 'linux') return { startedAt: startedOnLinux };
  if (platform === 'win32') return { startedAt: startedOnWindows };
  return { startedAt: startedByPs };
}

/** Who has this pid now, or `undefined` when nobody has. */
export async function identify(probe: ProcessProbe, pid: number): Promise<ProcessIdentity | undefined> {
  if (!isPid(pid)) return undefined;
  const started = await probe.startedAt(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether exactly this process still runs; another program under the same pid does not count. */
export async function isAlive(probe: ProcessProbe, identity: ProcessIdentity): Promise<boolean> {
  if (!isPid(identity.pid) || identity.started === undefined) return false;
  if (!answersSignal(identity.pid)) return false;
  return (await probe.startedAt(identity.pid)) === identity.started;
}

/**
 * State letter, process group and start time (clock ticks since boot, field 22) of a line of Linux's `/proc/PID/stat`.
 * The command in the second field may hold blanks and brackets, so counting begins after the last bracket.
 */
export function parseProcStat(text: string): { state: string; group: number; ticks: string } | undefined {
  const end = text.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = text
    .slice(end + 1)
    .trim()
    .split(/\s+/);
  const [state, , group] = fields;
  const ticks = fields[19];
  if (state === undefined || group === undefined || ticks === undefined || !/^\d+$/.test(ticks))
    return undefined;
  return { state, group: Number(group), ticks };
}

/** Whether the process leads its own group, so that signalling the group reaches it, its children and nobody else. */
export async function leadsItsGroup(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (platform === 'win32') return false;
  if (platform === 'linux') {
    const text = await readOrUndefined(`/proc/${pid}/stat`);
    return text !== undefined && parseProcStat(text)?.group === pid;
  }
  const answer = await answerOf('ps', ['-o', 'pgid=', '-p', String(pid)], 5_000);
  return Number(answer.stdout.trim()) === pid;
}

function isPid(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 0;
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function startedOnLinux(pid: number): Promise<string | undefined> {
  const text = await readOrUndefined(`/proc/${pid}/stat`);
  const stat = text === undefined ? undefined : parseProcStat(text);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  // Ticks count from boot, so a restart of the machine could repeat them.
  const boot = (await readOrUndefined('/proc/sys/kernel/random/boot_id'))?.trim() ?? 'unknown-boot';
  return `${boot}:${stat.ticks}`;
}

async function startedByPs(pid: number): Promise<string | undefined> {
  const { stdout, code } = await answerOf('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], 5_000);
  const [state = '', ...rest] = stdout.trim().split(/\s+/);
  if (rest.length > 0) return state.startsWith('Z') ? undefined : rest.join(' ');
  if (code === 1) return undefined;
  throw new Error(`ps could not tell about process ${pid}`);
}

async function startedOnWindows(pid: number): Promise<string | undefined> {
  const script =
    `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}';` +
    `if ($p) { $p.CreationDate.ToFileTimeUtc() } else { 'none' }`;
  const root = process.env.SystemRoot ?? 'C:\\Windows';
  const powershell = path.win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const args = ['-NoProfile', '-NonInteractive', '-Command', script];
  const answer = (await answerOf(powershell, args, 20_000)).stdout.trim();
  if (answer === 'none') return undefined;
  if (/^\d+$/.test(answer)) return answer;
  throw new Error(`PowerShell could not tell about process ${pid}`);
}

async function answerOf(program: string, args: readonly string[], timeoutMs: number): Promise<Answer> {
  // Month names would otherwise change with the user's language, and with them the identity.
  const result = await runProgram(program, args, { timeoutMs, env: { LC_ALL: 'C' } });
  return result.kind === 'exited'
    ? { stdout: result.stdout, code: result.code }
    : { stdout: '', code: undefined };
}

interface Answer {
  readonly stdout: string;
  readonly code: number | undefined;
}

async function readOrUndefined(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // The process has gone between two looks, which is an answer and no fault.
    return undefined;
  }
}
