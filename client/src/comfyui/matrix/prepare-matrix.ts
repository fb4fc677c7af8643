import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { MatrixWish } from '../../../../common/compare-page';
import {
  type ApiWorkflow,
  checkWorkflow,
  type MatrixFile,
  matrixCells,
  matrixWorkflow,
  mostCells,
  readServerNodes,
  readWorkflowConfig,
  type ServerNodes,
} from '../../../../core/comfyui/index';
import { readConfigFile } from '../export-workflow';
import type { ComfyHttp } from '../server/comfy-http';
import { findServerLora } from './find-server-lora';

/** A matrix whose workflows the server can run. */
export interface PreparedMatrix {
  readonly matrix: MatrixFile;
  readonly uploads: readonly Upload[];
  /** Bytes of all workflows. */
  readonly bytes: number;
  /** Width and height of the images, in words. */
  readonly size: string;
}

/** A control image that the server needs. */
export interface Upload {
  /** As the config writes it. */
  readonly control: string;
  readonly path: string;
  readonly bytes: number;
}

export interface MatrixSource {
  /** The config that the run used. */
  readonly configPath: string;
  /** The checkpoint, absolute. */
  readonly checkpoint: string;
  readonly wish: MatrixWish;
}

const largestImage = 100_000_000;

/**
 * Makes the workflows of a matrix and checks them against the server. Only questions are sent to it.
 *
 * @returns sentences that say what is wrong, where something is
 */
export async function prepareMatrix(
  { configPath, checkpoint, wish }: MatrixSource,
  http: ComfyHttp,
): Promise<PreparedMatrix | readonly string[]> {
  const { text, format } = await readConfigFile(configPath);
  const config = readWorkflowConfig(text, format);
  if (typeof config === 'string') return [config];
  const missing = wish.prompts.find((prompt) => config.samples[prompt] === undefined);
  if (missing !== undefined) return [`The config has no prompt ${missing + 1}.`];
  const axes = axesOf(wish);
  const cells = matrixCells(axes).map((cell) => ({ ...cell, promptId: undefined, result: undefined }));
  if (cells.length > mostCells) return [`${cells.length} images are too many; the most are ${mostCells}.`];
  const nodes = await askNodes(http);
  const lora = await findServerLora(checkpoint, nodes, http);
  if ('problem' in lora) return [lora.problem];
  const controls = wish.prompts.flatMap((prompt) => config.samples[prompt]?.controls ?? []);
  const uploads = await controlImages([...new Set(controls)], path.dirname(configPath));
  if (typeof uploads === 'string') return [uploads];
  const matrix: MatrixFile = {
    server: http.address,
    checkpoint: path.basename(checkpoint),
    lora: lora.name,
    style: wish.style === '' ? undefined : wish.style,
    manualSigmas: nodes.has('ManualSigmas'),
    images: {},
    axes,
    promptTexts: config.samples.map(({ prompt }) => prompt),
    cells,
    note: lora.note,
  };
  const workflows = cells.map((cell) => matrixWorkflow(text, format, matrix, cell));
  const problems = problemsOf(workflows, nodes, new Set(controls));
  if (problems.length > 0) return problems;
  const sample = config.samples[wish.prompts[0] ?? 0];
  return {
    matrix,
    uploads,
    bytes: workflows.reduce((sum, workflow) => sum + JSON.stringify(workflow).length, 0),
    size: sample === undefined ? '' : `${sample.width} × ${sample.height} pixels`,
  };
}

function axesOf({ prompts, guidances, strengths, style, styleStrengths }: MatrixWish): MatrixFile['axes'] {
  return { prompts, guidances, strengths, styleStrengths: style === '' ? [0] : styleStrengths };
}

async function askNodes(http: ComfyHttp): Promise<ServerNodes> {
  const { status, body } = await http.get('/object_info');
  const nodes = readServerNodes(body);
  if (status !== 200 || !nodes.has('KSampler')) {
    throw new Error(`${http.address} does not answer like a ComfyUI server (status ${status}).`);
  }
  return nodes;
}

/** Each distinct problem once. Control images that are uploaded are not in the server's list yet. */
function problemsOf(
  workflows: readonly (ApiWorkflow | string)[],
  nodes: ServerNodes,
  uploaded: ReadonlySet<string>,
): readonly string[] {
  const found = workflows.flatMap((workflow) => {
    if (typeof workflow === 'string') return [workflow];
    return checkWorkflow(workflow, nodes)
      .filter(({ node, input }) => {
        const { class_type: type, inputs } = workflow[node] ?? {};
        return !(type === 'LoadImage' && input === 'image' && uploaded.has(String(inputs?.image)));
      })
      .map(({ message }) => message);
  });
  return [...new Set(found)].slice(0, 10);
}

/** The control images of the prompts; a text says which one is missing. */
async function controlImages(
  controls: readonly string[],
  folder: string,
): Promise<readonly Upload[] | string> {
  const uploads: Upload[] = [];
  for (const control of controls) {
    const file = path.resolve(folder, control);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return `The control image ${control} is not there, so it cannot be sent.`;
    if (found.size > largestImage) return `The control image ${control} is larger than 100 MB.`;
    uploads.push({ control, path: file, bytes: found.size });
  }
  return uploads;
}
