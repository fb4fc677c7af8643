/** The facade of `core/comfyui`: LoRA files, and workflows for ComfyUI. */
export {
  type HeaderFault,
  headerLength,
  parseSafetensorsHeader,
  type SafetensorsHeader,
} from '../trainer/safetensors-header';
export { judgeLora } from './lora/judge-lora';
export type { LoadResult, LoraFile, LoraKind, LoraProblem, LoraReport } from './lora/lora-report';
export { loadWords, loraTraits } from './lora/lora-words';
export { createTensorScan, type TensorValues } from './lora/tensor-scan';
export {
  type CellResult,
  type KeptCell,
  type MatrixFile,
  readMatrixFile,
  writeMatrixFile,
} from './matrix/matrix-file';
export { matrixWorkflow } from './matrix/matrix-workflow';
export { type MatrixAxes, type MatrixCell, matrixCells, mostCells } from './matrix/plan-matrix';
export { suspectCells } from './matrix/suspect-cells';
export { emptyPickFile, type PickFile, readPickFile, writePickFile } from './pick/pick-file';
export { checkWorkflow, type WorkflowProblem } from './server/check-workflow';
export { nearestName } from './server/nearest-name';
export { refusals } from './server/refusals';
export {
  placeInQueue,
  readEvent,
  readHistory,
  type SentEvent,
  type SentResult,
  type ServerImage,
} from './server/sent-result';
export { readServerNodes, type ServerNodes } from './server/server-nodes';
export type { LoraUse, WorkflowMode } from './workflow/build-workflow';
export {
  type ExportedWorkflow,
  type ExportOptions,
  exportWorkflow,
  readWorkflowConfig,
  type SampleChanges,
  type WorkflowConfig,
} from './workflow/export-workflow';
export type { ApiWorkflow } from './workflow/to-api';
