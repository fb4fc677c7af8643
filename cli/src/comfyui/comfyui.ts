import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportWorkflow } from '../../../core/comfyui/index';
import { messageOf, runCommand, unusable } from '../command';
import { type ComfyArguments, readComfyArguments, usage } from './arguments';
import { newestCheckpoint } from './newest-checkpoint';

/** A config is a page of text; more is another kind of file. */
const mostBytes = 10 * 1024 * 1024;

/** Runs `qwen-lora comfyui` and gives its exit status. */
export function runComfyui(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'comfyui', usage, read: readComfyArguments, run: tryToPrint }, args);
}

async function tryToPrint(wanted: ComfyArguments): Promise<number> {
  try {
    return await printWorkflow(wanted);
  } catch (error) {
    return unusable('comfyui', `${wanted.input}: ${messageOf(error)}`);
  }
}

async function printWorkflow(wanted: ComfyArguments): Promise<number> {
  const isFolder = (await stat(wanted.input)).isDirectory();
  const configPath = isFolder ? join(wanted.input, 'config.yaml') : wanted.input;
  if ((await stat(configPath)).size > mostBytes) {
    return unusable('comfyui', `${configPath}: too large for a config.`);
  }
  const text = await readFile(configPath, 'utf8');
  const newest = isFolder ? await newestCheckpoint(wanted.input) : undefined;
  const made = exportWorkflow(text, configPath.endsWith('.json') ? 'json' : 'yaml', {
    ...wanted,
    checkpoint: wanted.checkpoint ?? newest,
    id: randomUUID(),
  });
  if (typeof made === 'string') return unusable('comfyui', `${wanted.input}: ${made}`);
  const json = `${JSON.stringify(made.workflow, null, 2)}\n`;
  if (wanted.output === undefined) process.stdout.write(json);
  // 'wx': a file of the user's is never written over.
  else await writeFile(wanted.output, json, { flag: 'wx' });
  for (const note of made.notes) process.stderr.write(`${note}\n`);
  return 0;
}
