import type { ConfigFormat } from '../../syntax/config-document';
import { exportWorkflow, readWorkflowConfig } from '../workflow/export-workflow';
import type { ApiWorkflow } from '../workflow/to-api';
import type { MatrixFile } from './matrix-file';
import type { MatrixCell } from './plan-matrix';

/** What the workflows of a matrix are made from. */
export type MatrixPlan = Pick<MatrixFile, 'lora' | 'style' | 'manualSigmas' | 'images'>;

/** The workflow of one cell in the API form; a text says why there can be none. */
export function matrixWorkflow(
  text: string,
  format: ConfigFormat,
  { lora, style, manualSigmas, images }: MatrixPlan,
  cell: MatrixCell,
): ApiWorkflow | string {
  const config = readWorkflowConfig(text, format);
  if (typeof config === 'string') return config;
  if (!config.hasNetwork) return 'The result of this config is a whole model, which has no strength to vary.';
  const controls = config.samples[cell.prompt]?.controls ?? [];
  const made = exportWorkflow(text, format, {
    mode: 'parity',
    format: 'api',
    prompt: cell.prompt + 1,
    checkpoint: lora,
    otherLoras:
      style === undefined || cell.styleStrength === 0 ? [] : [{ name: style, strength: cell.styleStrength }],
    manualSigmas,
    id: '',
    changes: {
      guidance: cell.guidance,
      strength: cell.strength,
      images: controls.map((control) => images[control] ?? control),
      prefix: `qwen-lora/${cell.id}`,
    },
  });
  // The format 'api' gives the API form.
  return typeof made === 'string' ? made : (made.workflow as ApiWorkflow);
}
