/** The facade of `core/comfyui`: LoRA files, and workflows for ComfyUI. */
export {
  type HeaderFault,
  headerLength,
  parseSafetensorsHeader,
  type SafetensorsHeader,
} from '../trainer/safetensors-header';
export { judgeLora } from './lora/judge-lora';
export type { LoadResult, LoraFile, LoraKind, LoraProblem, LoraReport } from './lora/lora-report';
export { createTensorScan, type TensorValues } from './lora/tensor-scan';
export type { LoraUse, WorkflowMode } from './workflow/build-workflow';
export { type ExportedWorkflow, type ExportOptions, exportWorkflow } from './workflow/export-workflow';
