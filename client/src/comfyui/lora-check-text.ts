import type { LoraCheckView } from '../../../common/compare-page';
import { type LoraReport, loadWords, loraTraits } from '../../../core/comfyui/index';

/** Problems that a file can have and still be used as it was trained. */
const harmless: ReadonlySet<string> = new Set(['private-mode', 'modules-missing']);

/** The check of a LoRA file for a page. `private-mode` is left out: a copy gets another mode. */
export function loraCheckView(candidate: string, report: LoraReport): LoraCheckView {
  const { step, trigger, whole, sameAs } = report;
  const parts = [...loraTraits(report)];
  if (step !== null) parts.push(`step ${step}`);
  if (trigger !== null) parts.push(`trigger '${trigger}'`);
  parts.push(whole ? 'complete' : 'not complete');
  if (sameAs !== null) parts.push(`same weights as ${sameAs}`);
  const loading = [report.comfyui, report.diffusers].map((result, place) =>
    [`${place === 0 ? 'ComfyUI' : 'diffusers'} ${loadWords(result)}.`, ...result.notes].join(' '),
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
