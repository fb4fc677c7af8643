import {
  type ApiWorkflow,
  type KeptCell,
  type MatrixFile,
  matrixWorkflow,
  readWorkflowConfig,
} from '../../../../core/comfyui/index';
import { readConfigFile } from '../export-workflow';

/**
 * The workflows of a kept matrix, made from the run's config.
 *
 * @throws when the prompts of the config are not those of the matrix any more
 */
export async function matrixWorkflows(
  configPath: string,
  matrix: MatrixFile,
): Promise<(cell: KeptCell) => ApiWorkflow> {
  const { text, format } = await readConfigFile(configPath);
  const config = readWorkflowConfig(text, format);
  if (typeof config === 'string') throw new Error(config);
  const changed = matrix.axes.prompts.find(
    (prompt) => config.samples[prompt]?.prompt !== matrix.promptTexts[prompt],
  );
  if (changed !== undefined) {
    throw new Error(`Prompt ${changed + 1} of the run's config has changed. Send a new matrix.`);
  }
  return (cell) => {
    const workflow = matrixWorkflow(text, format, matrix, cell);
    if (typeof workflow === 'string') throw new Error(workflow);
    return workflow;
  };
}
