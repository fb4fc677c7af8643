import { parseConfigDocument } from '../syntax/config-document';
import type { CodeFacts, Finding, Fix } from '../syntax/finding';
import { applyEdits } from '../syntax/text-edits';
import { type DatasetScan, scanDatasets } from '../trainer/datasets/index';
import type { FileProbe } from '../trainer/file-probe';
import { scheduleOf } from '../trainer/schedule';
import { type TrainingConfig, type TrainingProcess, viewTrainingConfig } from '../trainer/training-config';
import { effectiveModel } from './effective-model';
import { memoryPlan, type PlanGpu } from './memory-plan';
import { memoryRemedies, type Remedy } from './memory-remedies';
import type { PlanMemory, Range } from './plan';
import { networkWeight } from './schedule-plan';

/** The code of a run that does not fit the GPU. */
export const vramTooSmall: CodeFacts = {
  code: 'vram-too-small',
  severity: 'warning',
  summary: 'The training most likely needs more GPU memory than the GPU has.',
};

export interface MemoryQuestion {
  readonly config: TrainingConfig;
  readonly process: TrainingProcess;
  readonly probe: FileProbe;
  readonly scan: DatasetScan;
  readonly gpu: PlanGpu;
  readonly isCancelled?: (() => boolean) | undefined;
}

/**
 * Says that a run does not fit, with what can be tried, in the guide's order, and the estimate after each. Undefined where
 * it fits, or may fit.
 *
 * @throws ScanCancelled
 */
export async function memoryFinding(
  question: MemoryQuestion,
  memory: PlanMemory | null,
): Promise<Finding | undefined> {
  if (memory?.fits !== 'no') return undefined;
  const { config, process, gpu } = question;
  const peak = memory.phases.find(({ phase }) => phase === memory.peak);
  const at = process.entry('model.qtype')?.value ?? process.entry('model')?.key ?? config.name;
  if (!peak || !at) return undefined;
  const fixes: Fix[] = [];
  for (const remedy of memoryRemedies(config, process)) {
    fixes.push({
      title: `${remedy.title}: ${await outcomeOf(remedy, question)}`,
      safe: false,
      edits: remedy.edits,
    });
  }
  return {
    span: at.span,
    message: `The training most likely does not fit the ${gpu.name} with ${gib(gpu.totalGiB)} GiB: ${memory.peak} needs ${rangeText(peak.gpuGiB)} GiB by our estimate. The quick fixes say what each remedy would need.`,
    fixes,
  };
}

async function outcomeOf(remedy: Remedy, question: MemoryQuestion): Promise<string> {
  if (remedy.idle === true) return 'the estimate stays';
  const after = await memoryAfter(remedy, question);
  const peak = after?.phases.find(({ phase }) => phase === after.peak);
  if (!after || !peak) return 'no estimate';
  const verdict = after.fits === 'yes' ? 'fits' : after.fits === 'maybe' ? 'may fit' : 'does not fit yet';
  return `then ${rangeText(peak.gpuGiB)} GiB, ${verdict}`;
}

async function memoryAfter(
  { edits, rescans }: Remedy,
  { config, process, probe, scan, gpu, isCancelled }: MemoryQuestion,
): Promise<PlanMemory | null> {
  const text = applyEdits(config.document.text, edits);
  const changed = viewTrainingConfig(parseConfigDocument(text, config.document.format));
  const same = changed.trainers.find(({ index }) => index === process.index);
  if (!same) return null;
  return memoryPlan({
    process: same,
    model: effectiveModel(same),
    scan: rescans ? await scanDatasets(same, probe, isCancelled ? { isCancelled } : {}) : scan,
    schedule: scheduleOf(same, undefined),
    network: networkWeight(same),
    gpu,
  });
}

function rangeText([low, high]: Range): string {
  return low === high ? gib(low) : `${gib(low)} to ${gib(high)}`;
}

function gib(value: number): string {
  return value.toFixed(1);
}
