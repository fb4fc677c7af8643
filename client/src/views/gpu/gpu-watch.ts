import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GpusView } from '../../../../common/dashboard-page';
import { findProgram } from '../../launch/find-program';
import { driverFolders } from '../../launch/gpus';
import { addGpuReading, gpuFields, gpuProblem } from './gpu-readings';

export interface GpuWatchOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Between two readings. */
  readonly everyMs?: number;
}

/** One `nvidia-smi` for all who look, which ends with the last of them. */
export interface GpuWatch {
  /** Calls back at each reading until the result is called. */
  watch(changed: (gpus: GpusView) => void): () => void;
}

/** A program that ends by itself is not started again more often than this, in milliseconds. */
const againMs = 30_000;
const mostOutput = 2000;

const nothingYet: GpusView = { gpus: [], problem: undefined };
const withoutProgram: GpusView = {
  gpus: [],
  problem: 'nvidia-smi is not on this machine, so the GPU cannot be shown.',
};

export function createGpuWatch(options: GpuWatchOptions): GpuWatch {
  const watchers = new Set<(gpus: GpusView) => void>();
  let view = nothingYet;
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let isStarting = false;

  const show = (next: GpusView): boolean => {
    const isNew = next !== view;
    view = next;
    if (isNew) for (const watcher of watchers) watcher(view);
    return isNew;
  };

  const start = async (): Promise<void> => {
    if (isStarting || child !== undefined || watchers.size === 0) return;
    isStarting = true;
    const program = await findProgram('nvidia-smi', { ...options, alsoIn: driverFolders(options) });
    isStarting = false;
    if (watchers.size === 0) return;
    if (program === undefined) {
      show(withoutProgram);
      return;
    }
    child = spawnQuery(program, options);
    read(child);
  };

  const read = (started: ChildProcess) =>
    readOutput(started, {
      takeLine: (line) => show(addGpuReading(view, line, isWsl(options))),
      over(output, code) {
        if (child !== started) return;
        child = undefined;
        show({ gpus: [], problem: gpuProblem(output, code) });
        again = setTimeout(() => void start(), againMs);
        again.unref();
      },
    });

  const stop = () => {
    clearTimeout(again);
    const running = child;
    child = undefined;
    running?.kill();
    view = nothingYet;
  };

  return {
    watch(changed) {
      watchers.add(changed);
      if (view.gpus.length > 0 || view.problem !== undefined) changed(view);
      void start();
      return () => {
        if (watchers.delete(changed) && watchers.size === 0) stop();
      };
    },
  };
}

function isWsl({ platform, env }: GpuWatchOptions): boolean {
  return platform === 'linux' && env.WSL_DISTRO_NAME !== undefined;
}

function spawnQuery(program: string, options: GpuWatchOptions): ChildProcess {
  const every = String(options.everyMs ?? 2000);
  const args = [`--query-gpu=${gpuFields}`, '--format=csv,noheader,nounits', '-lms', every];
  const env = { ...options.env, CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  return spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
}

interface OutputReader {
  /** Whether a line is a reading; other lines are kept, since they may say why the program ends. */
  takeLine(line: string): boolean;
  over(output: string, code: number | null): void;
}

function readOutput(started: ChildProcess, reader: OutputReader): void {
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(0, mostOutput);
  };
  if (started.stdout) {
    createInterface({ input: started.stdout }).on('line', (line) => {
      if (!reader.takeLine(line)) keep(`${line}\n`);
    });
  }
  started.stderr?.setEncoding('utf8').on('data', keep);
  started.on('error', (error) => {
    keep(error.message);
    reader.over(output, null);
  });
  started.on('close', (code) => reader.over(output, code));
}
