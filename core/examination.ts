import { type DiagnosticOptions, findOnDisk, type ScanDatasets } from './editor/diagnostics';
import { type Hint, inlayHints } from './editor/inlay-hints';
import type { EpochFacts } from './editor/interval-actions';
import type { Logger } from './host';
import {
  buildPlan,
  type MeasuredStep,
  memoryFinding,
  type Plan,
  type PlanGpu,
  vramTooSmall,
} from './plan/index';
import type { ReportedFinding } from './syntax/finding';
import { ScanCancelled } from './trainer/datasets/index';
import type { FileProbe } from './trainer/file-probe';
import type { TrainingConfig } from './trainer/training-config';

/** What a config is examined for, besides its findings. */
export interface ExaminationOptions extends DiagnosticOptions {
  /** The version that a plan is made for if neither the checkout nor the user names one. */
  readonly planVersion?: string | undefined;
  readonly gpu?: PlanGpu | undefined;
  readonly measured?: readonly MeasuredStep[] | undefined;
  /** The Hugging Face cache; undefined where it is not known. */
  readonly hubFolder?: string | undefined;
  /** In any currency. */
  readonly pricePerHour?: number | undefined;
  /** Whether the plan lists every file. */
  readonly withFiles?: boolean | undefined;
}

/** Everything that config and disk tell together. Plain data, which can be sent from another thread. */
export interface Examination {
  readonly findings: readonly ReportedFinding[];
  readonly hints: readonly Hint[];
  readonly epochs: readonly EpochFacts[];
  /** The plan of the first trainer; undefined without one. */
  readonly plan: Plan | undefined;
}

/** The version that a plan is made for if no other is known. */
const defaultVersion = '0.12.26';

/**
 * Asks the disk everything about one config: findings, the numbers for hints, and the plan. It may take seconds for a
 * large dataset, so it is never part of a keystroke.
 *
 * @throws ScanCancelled when `options.isCancelled` says so
 */
export async function examine(
  config: TrainingConfig,
  options: ExaminationOptions,
  probe: FileProbe,
  scan: ScanDatasets,
  logger: Logger,
): Promise<Examination> {
  const findings = await findOnDisk(config, options, probe, logger, scan);
  const stopped = () => options.isCancelled?.() === true;
  const hints: Hint[] = [];
  const epochs: EpochFacts[] = [];
  let first: Plan | undefined;
  const memory: ReportedFinding[] = [];
  for (const process of config.trainers) {
    if (stopped()) throw new ScanCancelled();
    const scanned = await scan(process);
    const plan = await buildPlan({
      config,
      process,
      probe,
      scan: scanned,
      toolkitVersion:
        options.toolkitVersion ?? options.toolkit?.version ?? options.planVersion ?? defaultVersion,
      gpu: options.gpu,
      measured: options.measured,
      hubFolder: options.hubFolder,
      pricePerHour: options.pricePerHour,
      withFiles: options.withFiles,
    });
    first ??= plan;
    const { gpu, isCancelled } = options;
    const tight =
      gpu && (await memoryFinding({ config, process, probe, scan: scanned, gpu, isCancelled }, plan.memory));
    if (tight) memory.push({ ...tight, code: vramTooSmall.code, severity: vramTooSmall.severity });
    hints.push(...inlayHints(process, plan));
    const stepsPerEpoch = countedEpoch(plan);
    if (stepsPerEpoch !== undefined) epochs.push({ process: process.index, stepsPerEpoch });
  }
  if (stopped()) throw new ScanCancelled();
  return { findings: [...findings, ...memory], hints, epochs, plan: first };
}

/** Steps of an epoch with those on regularization images, which do not advance it. */
function countedEpoch({ schedule }: Plan): number | undefined {
  const { epochs, stepsPerEpoch, firstStep, lastStep } = schedule;
  if (stepsPerEpoch === null) return undefined;
  return epochs !== null && epochs > 0 ? (lastStep - firstStep + 1) / epochs : stepsPerEpoch;
}
