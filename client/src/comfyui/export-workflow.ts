import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ExportOptions, exportWorkflow, readWorkflowConfig } from '../../../core/comfyui/index';
import type { Dialogs } from '../launch/dialogs';
import { writeWhole } from './whole-files';

/** What a workflow is made from. */
export interface ExportSource {
  readonly configPath: string;
  /** Where the file goes: next to the config, or next to the job folder. */
  readonly folder: string;
  /** The checkpoint's file name; undefined before any run. */
  readonly checkpoint: string | undefined;
}

type Form = Pick<ExportOptions, 'mode' | 'format'>;

const largestConfig = 10_000_000;

/** Asks for the form, writes the workflow and tells where it is. Gives the path, or undefined when the user stopped. */
export async function exportToFile(
  source: ExportSource,
  dialogs: Dialogs,
  open: (file: string) => Promise<void>,
): Promise<string | undefined> {
  const { text, format } = await readConfigFile(source.configPath);
  const config = readWorkflowConfig(text, format);
  if (typeof config === 'string') throw new Error(config);
  const form = await dialogs.pick<Form>(forms, { title: 'Which ComfyUI workflow?' });
  if (form === undefined) return undefined;
  const prompt = await choosePrompt(
    config.samples.map((sample) => sample.prompt),
    dialogs,
  );
  if (prompt === undefined) return undefined;
  const made = exportWorkflow(text, format, {
    ...form,
    prompt,
    checkpoint: source.checkpoint,
    otherLoras: [],
    manualSigmas: true,
    id: randomUUID(),
  });
  if (typeof made === 'string') throw new Error(made);
  const file = path.join(source.folder, workflowName(source, form, prompt));
  if (!(await mayWrite(file, dialogs))) return undefined;
  await writeWhole(file, `${JSON.stringify(made.workflow, null, 2)}\n`);
  const show = 'Show file';
  const answer = await dialogs.notify('information', [`Wrote ${file}.`, ...made.notes].join(' '), show);
  if (answer === show) await open(file);
  return file;
}

/** The text of a config, as YAML or JSON by its name. */
export async function readConfigFile(
  configPath: string,
): Promise<{ readonly text: string; readonly format: 'yaml' | 'json' }> {
  const { size } = await stat(configPath).catch(() => {
    throw new Error(`${configPath} cannot be read.`);
  });
  if (size > largestConfig) throw new Error(`${configPath} is too large for a config.`);
  const format = /\.jsonc?$/i.test(configPath) ? 'json' : 'yaml';
  return { text: await readFile(configPath, 'utf8'), format };
}

const forms = [
  {
    label: 'Settings of the samples, to open in ComfyUI',
    detail: "ai-toolkit's steps, guidance, size, seed and schedule (needs the node ManualSigmas)",
    value: { mode: 'parity', format: 'ui' },
  },
  {
    label: "Settings of ComfyUI's template, to open in ComfyUI",
    detail: 'Steps, guidance and size of the official template for the model',
    value: { mode: 'template', format: 'ui' },
  },
  {
    label: 'Settings of the samples, for POST /prompt',
    detail: 'The API form',
    value: { mode: 'parity', format: 'api' },
  },
  {
    label: "Settings of ComfyUI's template, for POST /prompt",
    detail: 'The API form',
    value: { mode: 'template', format: 'api' },
  },
] as const satisfies readonly { label: string; detail: string; value: Form }[];

async function choosePrompt(prompts: readonly string[], dialogs: Dialogs): Promise<number | undefined> {
  if (prompts.length === 1) return 1;
  return dialogs.pick(
    prompts.slice(0, 500).map((prompt, index) => ({
      label: `${index + 1}. ${prompt.replace(/\s+/g, ' ').slice(0, 120)}`,
      value: index + 1,
    })),
    { title: 'Which sample prompt?' },
  );
}

/** `maya_000000750.p02.parity.api.json`; nothing of it is a path. */
function workflowName(
  { checkpoint, configPath }: ExportSource,
  { mode, format }: Form,
  prompt: number,
): string {
  const stem = checkpoint ?? path.basename(configPath).replace(/\.(?:ya?ml|jsonc?)$/i, '');
  const plain = path
    .basename(stem, '.safetensors')
    .replace(/[\\/:*?"<>|]/g, '_')
    .slice(0, 120);
  return `${plain}.p${String(prompt).padStart(2, '0')}.${mode}.${format === 'ui' ? 'comfyui' : 'api'}.json`;
}

async function mayWrite(file: string, dialogs: Dialogs): Promise<boolean> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return true;
  const replace = 'Replace';
  return (await dialogs.notify('warning', `${file} exists. Replace it?`, replace)) === replace;
}
