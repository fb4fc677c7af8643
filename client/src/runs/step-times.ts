import type * as vscode from 'vscode';
import type { MeasuredRun } from '../../../common/protocol';

/** What earlier trainings on this machine needed for a step, the newest first. */
export interface StepTimes {
  readonly known: readonly MeasuredRun[];
  remember(run: MeasuredRun): Promise<void>;
}

const key = 'qwenLora.stepTimes';
/** One for each GPU, arch and quantization is enough; older ones tell of older drivers. */
const mostKept = 40;

/** Opens the memory, which all windows share. What it cannot read it forgets. */
export function openStepTimes(memory: Pick<vscode.Memento, 'get' | 'update'>): StepTimes {
  const read = (): readonly MeasuredRun[] => {
    const stored = memory.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter(isMeasuredRun) : [];
  };
  return {
    get known() {
      return read();
    },
    async remember(run) {
      const isSame = ({ gpu, arch, qtype }: MeasuredRun) =>
        gpu === run.gpu && arch === run.arch && qtype === run.qtype;
      const others = read().filter((each) => !isSame(each));
      await memory.update(key, [run, ...others].slice(0, mostKept));
    },
  };
}

function isMeasuredRun(value: unknown): value is MeasuredRun {
  if (typeof value !== 'object' || value === null) return false;
  const { seconds, relativeCost, gpu } = value as Record<string, unknown>;
  return isPositive(seconds) && isPositive(relativeCost) && typeof gpu === 'string';
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
