import type { LoadResult, LoraReport } from '../../../core/comfyui/index';

/** One report as text for a person. */
export function loraText(report: LoraReport): string {
  const lines = [
    report.file,
    `  ${kindLine(report)}`,
    ...madeLine(report),
    ...(report.sameAs === null ? [] : [`  Same weights as ${report.sameAs}.`]),
    loadLine('ComfyUI', report.comfyui),
    loadLine('diffusers', report.diffusers),
    ...report.problems.flatMap(({ code, message, remedy }) => [`  ${code}: ${message}`, `    ${remedy}`]),
    ...(report.problems.length === 0 ? ['  No problems found.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const kinds = {
  lora: 'LoRA',
  lokr: 'LoKr',
  dora: 'DoRA',
  model: 'Whole model',
  other: 'Not a LoRA',
} as const;

function kindLine({ kind, rank, modules, blocks, dtype, whole }: LoraReport): string {
  const parts: string[] = [kinds[kind]];
  if (rank !== null) parts.push(`rank ${rank}`);
  if (modules > 0) parts.push(`${modules} modules in ${blocks} blocks`);
  if (dtype !== null) parts.push(dtype);
  parts.push(whole ? 'complete' : 'not complete');
  return parts.join(' · ');
}

function madeLine({ arch, step, epoch, trigger, toolkit, mode }: LoraReport): string[] {
  const parts: string[] = [];
  if (arch !== null) parts.push(`arch ${arch}`);
  if (step !== null) parts.push(`step ${step}`);
  if (epoch !== null) parts.push(`epoch ${epoch}`);
  if (trigger !== null) parts.push(`trigger '${trigger}'`);
  if (toolkit !== null) parts.push(`ai-toolkit ${toolkit}`);
  if (mode !== null) parts.push(`mode ${mode}`);
  return parts.length === 0 ? [] : [`  ${parts.join(' · ')}`];
}

const shares = { all: 'loads all keys', part: 'loads some of the keys', none: 'loads nothing' } as const;

function loadLine(program: string, { loads, notes }: LoadResult): string {
  return [`  ${program}: ${shares[loads]}.`, ...notes].join(' ');
}
