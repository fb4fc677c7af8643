import type { ConfigDiagnostic } from '../../../core/language-service';
import type { Plan, PlanDataset, Range } from '../../../core/plan/index';

/** A config with its plan. */
export interface PlannedFile {
  readonly path: string;
  readonly toolkitVersion: string;
  readonly plan: Plan;
  readonly diagnostics: readonly ConfigDiagnostic[];
}

/** Findings that the text lists; the rest is in `qwen-lora check`. */
const mostFindings = 20;
const mostBuckets = 8;

/** A plan for a reader at a terminal. */
export function planText({ path, toolkitVersion, plan, diagnostics }: PlannedFile): string {
  const shown = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const findings = shown.slice(0, mostFindings).map(({ severity, diagnostic }) => {
    const line = diagnostic.range.start.line + 1;
    return `  ${severity} (line ${line}): ${diagnostic.message} [${diagnostic.code}]`;
  });
  return [
    `${path}, for ai-toolkit ${toolkitVersion}`,
    ...(plan.fails ? [`  The run fails (${plan.fails.at}): ${plan.fails.error}`] : []),
    '',
    'Datasets',
    ...(plan.datasets.length === 0 ? ['  none can be built'] : plan.datasets.flatMap(datasetLines)),
    '',
    'Schedule',
    ...scheduleLines(plan),
    '',
    'Memory',
    ...memoryLines(plan),
    '',
    'Time',
    ...timeLines(plan),
    '',
    'Disk',
    ...diskLines(plan),
    '',
    ...(findings.length > 0 ? ['Findings', ...findings] : ['No errors and no warnings.']),
    ...(shown.length > mostFindings ? [`  … and ${shown.length - mostFindings} more`] : []),
    '',
  ].join('\n');
}

function datasetLines(dataset: PlanDataset): string[] {
  const { captions, buckets } = dataset;
  const times = dataset.repeats * dataset.flips;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.files));
  const bars = [...buckets]
    .sort((a, b) => b.files - a.files)
    .slice(0, mostBuckets)
    .map(({ width, height, files }) => {
      const bar = '#'.repeat(Math.max(1, Math.round((files / most) * 20)));
      return `      ${`${width}x${height}`.padEnd(10)} ${String(files).padStart(6)}  ${bar}`;
    });
  return [
    `  ${dataset.path} at ${dataset.resolution}${dataset.reg ? ' (regularization)' : ''}`,
    `    ${count(dataset.images, 'image')}${times > 1 ? ` × ${times} = ${dataset.items} items` : ''}, batch size ${dataset.batchSize}, ${count(dataset.length, buckets.length > 0 ? 'batch' : 'item')}`,
    `    captions: ${captions.found} found, ${captions.missing} missing, ${captions.empty} empty; ${count(dataset.skippedCount, 'file')} not used`,
    ...bars,
    ...(buckets.length > mostBuckets ? [`      … and ${buckets.length - mostBuckets} more sizes`] : []),
  ];
}

function scheduleLines({ schedule, batches, resume }: Plan): string[] {
  const { firstStep, lastStep, epochs, stepsPerEpoch, saves, samples, kept } = schedule;
  const trains = lastStep >= firstStep ? `steps ${firstStep} to ${lastStep}` : 'nothing trains';
  const passes =
    epochs === null || stepsPerEpoch === null
      ? []
      : [`  ≈ ${rounded(epochs)} epochs of ${rounded(stepsPerEpoch)} steps (${batches} batches)`];
  return [
    `  ${trains}${resume ? `, resumed from ${resume.file}` : ''}; ${schedule.effectiveBatchSize} ${schedule.effectiveBatchSize === 1 ? 'image' : 'images'} an update`,
    ...passes,
    `  ${count(saves.length, 'checkpoint')} (${saves.length - 1} numbered and the final one); ${kept.length} kept`,
    `  ${count(samples.length, 'round')} of ${count(schedule.samplePrompts, 'sample')}`,
  ];
}

function memoryLines({ memory }: Plan): string[] {
  if (!memory) return ['  no estimate for this model'];
  const fits = { yes: 'It fits', no: 'It does not fit', maybe: 'It may not fit' };
  return [
    ...memory.phases.map(
      ({ phase, gpuGiB, hostGiB }) =>
        `  ${phase.padEnd(26)} GPU ${range(gpuGiB)} GiB, computer ${range(hostGiB)} GiB`,
    ),
    `  The peak is ${memory.peak}.${memory.fits && memory.gpuGiB !== null ? ` ${fits[memory.fits]} ${memory.gpuGiB} GiB.` : ''}`,
    `  ${memory.basis}`,
  ];
}

function timeLines({ time }: Plan): string[] {
  if (!time.trainingSeconds) return [`  ${time.basis}`];
  const hours: Range = [time.trainingSeconds[0] / 3600, time.trainingSeconds[1] / 3600];
  return [
    `  ${range(hours)} h of training${time.cost ? `, cost ${range(time.cost)}` : ''}`,
    `  ${time.basis}`,
  ];
}

function diskLines({ disk }: Plan): string[] {
  const rows: readonly (readonly [string, number | null])[] = [
    ['checkpoints at their peak', disk.checkpointsPeak],
    ['optimizer.pt', disk.optimizer],
    ['cached latents', disk.latentCache],
    ['cached text embeddings', disk.textCache],
    ['samples', disk.samples],
    ['model download, unless it is cached', disk.modelDownload],
  ];
  return rows.flatMap(([name, bytes]) => (bytes ? [`  ${name.padEnd(36)} ${size(bytes)}`] : []));
}

function count(value: number, noun: string): string {
  if (value === 1) return `1 ${noun}`;
  return `${value} ${noun === 'batch' ? 'batches' : `${noun}s`}`;
}

function range([low, high]: Range): string {
  return `${rounded(low)} to ${rounded(high)}`;
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

function size(bytes: number): string {
  if (bytes >= 1e9) return `${rounded(bytes / 1e9)} GB`;
  return bytes >= 1e6 ? `${rounded(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
