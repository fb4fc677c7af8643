import type { GpusView, GpuView } from '../../../../common/dashboard-page';

/** What nvidia-smi is asked for at each reading. */
export const gpuFields = 'index,name,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw';

/** Readings kept: four minutes at one every two seconds. */
const mostReadings = 120;
/** More GPUs than a machine has. */
const mostGpus = 64;

interface GpuReading {
  readonly index: number;
  readonly name: string;
  readonly memoryTotal: number | undefined;
  readonly memory: number | null;
  readonly load: number | null;
  readonly temperature: number | null;
  readonly power: number | null;
}

/** Reads one line of nvidia-smi (csv, noheader, nounits); undefined for any other line. */
export function parseGpuReading(line: string): GpuReading | undefined {
  const cells = line.split(',').map((cell) => cell.trim());
  const [index] = cells;
  if (cells.length < 7 || index === undefined || !/^\d{1,3}$/.test(index)) return undefined;
  const [total, used, load, temperature, power] = cells.slice(-5);
  return {
    index: Number(index),
    // A name may itself contain a comma.
    name: cells.slice(1, -5).join(', '),
    memoryTotal: amount(total) ?? undefined,
    memory: amount(used),
    load: amount(load),
    temperature: amount(temperature),
    power: amount(power),
  };
}

/** Adds a line of nvidia-smi to the readings. Lines that are not readings change nothing. */
export function addGpuReading(view: GpusView, line: string, isWsl: boolean): GpusView {
  const reading = parseGpuReading(line);
  if (reading === undefined) return view;
  const before = view.gpus.find(({ index }) => index === reading.index);
  if (before === undefined && view.gpus.length >= mostGpus) return view;
  const add = (values: readonly (number | null)[] | undefined, value: number | null) => [
    ...(values ?? []).slice(1 - mostReadings),
    value,
  ];
  const next: GpuView = {
    index: reading.index,
    name: reading.name,
    memoryTotal: reading.memoryTotal,
    memory: add(before?.memory, reading.memory),
    load: add(before?.load, reading.load),
    temperature: add(before?.temperature, reading.temperature),
    power: add(before?.power, reading.power),
    limits: limitsOf(reading, isWsl),
  };
  const others = view.gpus.filter(({ index }) => index !== reading.index);
  return { problem: undefined, gpus: [...others, next].sort((one, other) => one.index - other.index) };
}

/** What nvidia-smi does not say on this machine, and what that means. */
function limitsOf(reading: GpuReading, isWsl: boolean): string[] {
  const limits: string[] = [];
  if (reading.memoryTotal === undefined) {
    limits.push('This GPU shares the memory of the computer, so nvidia-smi names no amount.');
  }
  if (reading.load === null && reading.memoryTotal !== undefined) {
    limits.push('nvidia-smi gives no load, as on a GPU that is divided (MIG).');
  }
  if (isWsl) limits.push('In WSL, memory that spills to the computer is not shown.');
  return limits;
}

/** Why nvidia-smi gives no readings, in words, by what it printed and its exit code (its manual page). */
export function gpuProblem(output: string, code: number | null): string {
  if (/Driver\/library version mismatch/i.test(output)) {
    return 'The NVIDIA driver was updated while it was in use. Restart the computer.';
  }
  if (/couldn't communicate with the NVIDIA driver/i.test(output) || code === 9) {
    return 'The NVIDIA driver is not loaded.';
  }
  if (/No devices were found/i.test(output) || code === 6) return 'nvidia-smi finds no GPU.';
  if (/Insufficient Permissions/i.test(output) || code === 4) return 'You may not read the state of the GPU.';
  if (/GPU is lost|Unable to determine the device handle/i.test(output) || code === 15) {
    return 'A GPU does not respond any more. Restart the computer.';
  }
  const first = output.split(/\r?\n/).find((line) => line.trim() !== '');
  return `nvidia-smi ended${code === null ? '' : ` with code ${code}`}${first === undefined ? '' : `: ${first.trim().slice(0, 160)}`}.`;
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]` and the like are not amounts. */
function amount(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : null;
}
