import { isObject } from '../../../common/json-object';
import type { ControlAddress } from './control-channel';
import type { ProcessIdentity } from './process-probe';

/** What is written down when a run starts. It never changes: how the run stands is asked of its process and its files. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly jobName: string;
  /** The user's config, as a file path. */
  readonly configPath: string;
  /** The workspace folder that holds the config; absent for one that lies outside of its window's folders. */
  readonly workspaceFolder?: string;
  /** `training_folder/NAME`, absolute. */
  readonly jobFolder: string;
  readonly process: ProcessIdentity;
  /** How it was started; a run in a terminal may end with its window, a detached one does not. */
  readonly launch: 'terminal' | 'detached';
  readonly program: string;
  /** Without the environment, which may hold a token. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** `key` is the uuid, or the index as text where there is none; absent for a run without a GPU. */
  readonly gpu: { readonly key: string; readonly index: number; readonly name: string } | undefined;
  /** The file behind `--log`, and its size in bytes when the run began, since ai-toolkit appends. */
  readonly logPath: string;
  readonly logOffset: number;
  /** What the process prints itself, for a detached run. */
  readonly consolePath: string | undefined;
  readonly control: ControlAddress | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The key of runs without an NVIDIA GPU: they share one place, as they share the processor or Apple's GPU. */
export const noGpuKey = 'no-gpu';

/** The key of the GPU that a run uses. */
export function gpuKeyOfRun({ gpu }: RunRecord): string {
  return gpu?.key ?? noGpuKey;
}

export function serializeRunRecord(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Reads a stored record; `undefined` for anything that is not one, so that a broken file hides only its own run. */
export function parseRunRecord(text: string): RunRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value.version !== 1) return undefined;
  const { id, jobName, configPath, jobFolder, launch, program, args, cwd, logPath, logOffset, startedAt } =
    value;
  const process = parseProcess(value.process);
  if (
    !isText(id) ||
    !isFolderName(id) ||
    !isText(jobName) ||
    !isText(configPath) ||
    !isText(jobFolder) ||
    process === undefined
  )
    return undefined;
  if (
    (launch !== 'terminal' && launch !== 'detached') ||
    !isText(program) ||
    !isText(cwd) ||
    !isText(logPath)
  )
    return undefined;
  if (!Array.isArray(args) || !args.every(isText) || !isCount(logOffset) || !isCount(startedAt))
    return undefined;
  return {
    version: 1,
    id,
    jobName,
    configPath,
    ...(isText(value.workspaceFolder) ? { workspaceFolder: value.workspaceFolder } : {}),
    jobFolder,
    process,
    launch,
    program,
    args,
    cwd,
    gpu: parseGpu(value.gpu),
    logPath,
    logOffset,
    consolePath: isText(value.consolePath) ? value.consolePath : undefined,
    control: parseControl(value.control),
    startedAt,
  };
}

function parseProcess(value: unknown): ProcessIdentity | undefined {
  if (!isObject(value) || !isCount(value.pid)) return undefined;
  return { pid: value.pid, started: isText(value.started) ? value.started : undefined };
}

function parseGpu(value: unknown): RunRecord['gpu'] {
  if (!isObject(value) || !isText(value.key) || !isCount(value.index) || !isText(value.name))
    return undefined;
  return { key: value.key, index: value.index, name: value.name };
}

function parseControl(value: unknown): ControlAddress | undefined {
  if (!isObject(value)) return undefined;
  const { python, script, database, jobId } = value;
  return isText(python) && isText(script) && isText(database) && isText(jobId)
    ? { python, script, database, jobId }
    : undefined;
}

/** Folders are made and removed by this name, so it leads nowhere else. */
function isFolderName(id: string): boolean {
  return /^[\w-][\w.-]*$/.test(id);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
