import { type LoadResult, type LoraReport, loadWords, loraTraits } from '../../../core/comfyui/index';

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

function kindLine(report: LoraReport): string {
  return [...loraTraits(report), report.whole ? 'complete' : 'not complete'].join(' · ');
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

function loadLine(program: string, result: LoadResult): string {
  return [`  ${program}: ${loadWords(result)}.`, ...result.notes].join(' ');
}
