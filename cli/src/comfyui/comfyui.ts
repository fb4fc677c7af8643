import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportWorkflow } from '../../../core/comfyui/index';
import { type ComfyArguments, readComfyArguments, usage } from './arguments';
import { newestCheckpoint } from './newest-checkpoint';

/** A config is a page of text; more is another kind of file. */
const mostBytes = 10 * 1024 * 1024;

/** Runs `qwen-lora comfyui` and gives its exit status. */
export async function runComfyui(args: readonly string[]): Promise<number> {
  const reading = readComfyArguments(args);
  if (reading === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if ('error' in reading) return unusable(`${reading.error}\n\n${usage}`);
  try {
    return await printWorkflow(reading);
  } catch (error) {
    return unusable(`${reading.input}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

async function printWorkflow(wanted: ComfyArguments): Promise<number> {
  const isFolder = (await stat(wanted.input)).isDirectory();
  const configPath = isFolder ? join(wanted.input, 'config.yaml') : wanted.input;
  if ((await stat(configPath)).size > mostBytes) return unusable(`${configPath}: too large for a config.\n`);
  const text = await readFile(configPath, 'utf8');
  const newest = isFolder ? await newestCheckpoint(wanted.input) : undefined;
  const made = exportWorkflow(text, configPath.endsWith('.json') ? 'json' : 'yaml', {
    ...wanted,
    checkpoint: wanted.checkpoint ?? newest,
    id: randomUUID(),
  });
  if (typeof made === 'string') return unusable(`${wanted.input}: ${made}\n`);
  const json = `${JSON.stringify(made.workflow, null, 2)}\n`;
  if (wanted.output === undefined) process.stdout.write(json);
  // 'wx': a file of the user's is never written over.
  else await writeFile(wanted.output, json, { flag: 'wx' });
  for (const note of made.notes) process.stderr.write(`${note}\n`);
  return 0;
}

function unusable(message: string): number {
  process.stderr.write(`qwen-lora comfyui: ${message}`);
  return 2;
}
