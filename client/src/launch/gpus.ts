import { findProgram } from './find-program';
import { type ProgramResult, runProgram } from './run-program';

/** One NVIDIA GPU. Memory in MiB, load in percent; undefined where the driver does not say (`[N/A]`). */
export interface Gpu {
  /** As nvidia-smi counts, which is also CUDA's order under `CUDA_DEVICE_ORDER=PCI_BUS_ID`. */
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly memoryTotal: number | undefined;
  readonly memoryFree: number | undefined;
  readonly load: number | undefined;
  readonly driver: string | undefined;
  readonly holders: readonly GpuHolder[];
}

/** A process that computes on a GPU. */
export interface GpuHolder {
  readonly gpuUuid: string;
  readonly pid: number;
  readonly program: string;
  readonly memory: number | undefined;
}

export type GpuQuery =
  | { readonly kind: 'gpus'; readonly gpus: readonly Gpu[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly message: string };

export interface GpuQueryOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  /** Folders to look in after PATH; by default those where the driver puts nvidia-smi. */
  readonly usualFolders?: readonly string[];
}

const gpuFields = 'index,uuid,name,memory.total,memory.free,utilization.gpu,driver_version';
const holderFields = 'gpu_uuid,pid,process_name,used_memory';
const format = '--format=csv,noheader,nounits';

/** Asks `nvidia-smi` once for the GPUs and once for who computes on them. Answers within twice `timeoutMs` (5 s). */
export async function queryGpus(options: GpuQueryOptions): Promise<GpuQuery> {
  const program = await findProgram('nvidia-smi', {
    platform: options.platform,
    env: options.env,
    alsoIn: options.usualFolders ?? driverFolders(options),
  });
  if (program === undefined) return { kind: 'missing' };

  const run = (query: string) =>
    runProgram(program, [query, format], {
      timeoutMs: options.timeoutMs ?? 5000,
      env: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' },
      maxBytes: 256 * 1024,
    });
  const answer = await run(`--query-gpu=${gpuFields}`);
  const failure = failureOf(answer);
  if (failure) return failure;
  const text = answer.kind === 'exited' ? answer.stdout : '';
  const gpus = parseGpus(text);
  if (gpus.length === 0) {
    if (text.trim() === '' || /no devices/i.test(text)) return { kind: 'gpus', gpus: [] };
    return { kind: 'failed', message: `nvidia-smi answered with something unreadable: ${firstLine(text)}` };
  }
  // Who holds a GPU is a courtesy: without an answer the GPUs are still good to use.
  const apps = await run(`--query-compute-apps=${holderFields}`);
  const holders = apps.kind === 'exited' && apps.code === 0 ? parseHolders(apps.stdout) : [];
  return {
    kind: 'gpus',
    gpus: gpus.map((gpu) => ({ ...gpu, holders: holders.filter((holder) => holder.gpuUuid === gpu.uuid) })),
  };
}

/** Reads the answer to `--query-gpu` (noheader, nounits). Lines that are not of a GPU are passed over. */
export function parseGpus(csv: string): Gpu[] {
  return csv.split(/\r?\n/).flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const [index, uuid] = cells;
    const [total, free, load, driver] = cells.slice(-4);
    if (cells.length < 7 || index === undefined || uuid === undefined || !/^\d{1,4}$/.test(index)) return [];
    return [
      {
        index: Number(index),
        uuid,
        name: cells.slice(2, -4).join(', '),
        memoryTotal: amount(total),
        memoryFree: amount(free),
        load: amount(load),
        driver: driver !== undefined && /^\d[\d.]*$/.test(driver) ? driver : undefined,
        holders: [],
      },
    ];
  });
}

/** Reads the answer to `--query-compute-apps`. A program's path may itself hold commas. */
export function parseHolders(csv: string): GpuHolder[] {
  return csv.split(/\r?\n/).flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const [gpuUuid, pid] = cells;
    if (cells.length < 4 || gpuUuid === undefined || pid === undefined || !/^\d+$/.test(pid)) return [];
    return [
      { gpuUuid, pid: Number(pid), program: cells.slice(2, -1).join(', '), memory: amount(cells.at(-1)) },
    ];
  });
}

function amount(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
}

function failureOf(result: ProgramResult): GpuQuery | undefined {
  if (result.kind !== 'exited') return result;
  if (result.code === 0) return undefined;
  const said = firstLine(result.stdout) || firstLine(result.stderr);
  if (/no devices were found/i.test(said)) return { kind: 'gpus', gpus: [] };
  return { kind: 'failed', message: `nvidia-smi stopped with code ${result.code}${said && `: ${said}`}` };
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/).find((candidate) => candidate.trim() !== '');
  return Array.from(line ?? '')
    .filter((character) => character >= ' ')
    .slice(0, 120)
    .join('')
    .trim();
}

/** Where the driver puts nvidia-smi without adding the folder to every PATH. */
export function driverFolders({ platform, env }: Pick<GpuQueryOptions, 'platform' | 'env'>): string[] {
  if (platform === 'win32') {
    const system = env.SystemRoot ?? 'C:\\Windows';
    const programs = env.ProgramFiles ?? 'C:\\Program Files';
    return [`${system}\\System32`, `${programs}\\NVIDIA Corporation\\NVSMI`];
  }
  return platform === 'linux' ? ['/usr/bin', '/usr/local/bin', '/usr/lib/wsl/lib'] : [];
}
