import path from 'node:path';
import { exportToFile } from '../comfyui/export-workflow';
import type { Server } from '../language-client';
import type { Dialogs } from '../launch/dialogs';
import { openFile } from '../views/compare/editor-actions';
import { chooseTargets } from './launch-target';

/** Makes a ComfyUI workflow for a config before any run, next to it; its LoRA is the final file of the job. */
export async function exportComfyWorkflow(
  args: readonly unknown[],
  server: Server,
  dialogs: Dialogs,
): Promise<void> {
  const [target] = await chooseTargets(args, server, dialogs);
  if (target === undefined) return;
  const { configPath } = target;
  const source = { configPath, folder: path.dirname(configPath), checkpoint: undefined };
  await exportToFile(source, dialogs, openFile);
}
