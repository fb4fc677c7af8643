import type { LoraCheckView } from '../../../common/compare-page';
import type { LoraReport } from '../../../core/comfyui/index';

const kinds = {
  lora: 'LoRA',
  lokr: 'LoKr',
  dora: 'DoRA',
  model: 'Whole model',
  other: 'Not a LoRA',
} as const;
const shares = { all: 'loads all keys', part: 'loads some of the keys', none: 'loads nothing' } as const;

/** Problems that a file can have and still be used as it was trained. */
const harmless: ReadonlySet<string> = new Set(['private-mode', 'modules-missing']);

/** The check of a LoRA file for a page. `private-mode` is left out: a copy gets another mode. */
export function loraCheckView(candidate: string, report: LoraReport): LoraCheckView {
  const { kind, rank, modules, blocks, dtype, step, trigger, whole, sameAs } = report;
  const parts: string[] = [kinds[kind]];
  if (rank !== null) parts.push(`rank ${rank}`);
  if (modules > 0) parts.push(`${counted(modules, 'module')} in ${counted(blocks, 'block')}`);
  if (dtype !== null) parts.push(dtype);
  if (step !== null) parts.push(`step ${step}`);
  if (trigger !== null) parts.push(`trigger '${trigger}'`);
  parts.push(whole ? 'complete' : 'not complete');
  if (sameAs !== null) parts.push(`same weights as ${sameAs}`);
  const loading = [report.comfyui, report.diffusers].map(({ loads, notes }, place) =>
    [`${place === 0 ? 'ComfyUI' : 'diffusers'} ${shares[loads]}.`, ...notes].join(' '),
  );
  return {
    candidate,
    summary: parts.join(' · '),
    loading,
    problems: report.problems
      .filter(({ code }) => code !== 'private-mode')
      .map(({ code, message, remedy }) => ({ message, remedy, stops: !harmless.has(code) })),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
