import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeLora, type LoraReport } from '../../../core/comfyui/index';
import { checkLora } from '../../../server/src/disk/lora/check-lora';
import { findLoraFiles } from '../../../server/src/disk/lora/find-lora-files';
import { type ReadLora, readLoraFile } from '../../../server/src/disk/lora/read-lora-file';
import { isJson, messageOf, onlyOne, runCommand, unusable } from '../command';
import { loraText } from './report-text';

const usage = `Usage: qwen-lora lora FILE|RUN_FOLDER [--format text|json]

Checks a LoRA file, or each LoRA file of a run's folder: whether it is complete and trained, what it
contains, and whether ComfyUI and diffusers load it.

  --format text|json   one JSON object for a file, a list of them for a folder (default: text)
  --help               print this

Exit status: 0 no problem that stops a use, 1 a file that is broken, untrained or not a LoRA, 2 unusable input.
`;

/** Problems that a file can have and still be used as it was trained. */
const harmless = new Set(['private-mode', 'modules-missing']);

/** Runs `qwen-lora lora` and gives its exit status. */
export function runLora(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'lora', usage, read: readArguments, run: checkLoras }, args);
}

async function checkLoras({ input, json }: LoraArguments): Promise<number> {
  try {
    const isFolder = (await stat(input)).isDirectory();
    const files = isFolder ? await findLoraFiles(input) : [input];
    if (files.length === 0) return unusable('lora', `${input}: no .safetensors file is in this folder.`);
    const reports = isFolder ? await reportAll(files) : [await checkLora(input, true)];
    process.stdout.write(
      json ? `${JSON.stringify(isFolder ? reports : reports[0], null, 2)}\n` : textOf(reports),
    );
    const isBad = ({ problems }: LoraReport) => problems.some(({ code }) => !harmless.has(code));
    return reports.some(isBad) ? 1 : 0;
  } catch (error) {
    return unusable('lora', `${input}: ${messageOf(error)}`);
  }
}

async function reportAll(files: readonly string[]): Promise<readonly LoraReport[]> {
  const reads: { readonly file: string; readonly read: ReadLora }[] = [];
  for (const file of files) reads.push({ file, read: await readLoraFile(file) });
  return reads.map(({ file, read }) => {
    const copy = reads.find(
      (other) => other.file !== file && read.digest !== undefined && other.read.digest === read.digest,
    );
    return judgeLora({ ...read, file, sameAs: copy && basename(copy.file) });
  });
}

function textOf(reports: readonly LoraReport[]): string {
  return reports.map(loraText).join('\n');
}

interface LoraArguments {
  readonly input: string;
  readonly json: boolean;
}

function readArguments(args: readonly string[]): LoraArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const input = onlyOne(positionals, 'Name one LoRA file or one folder of a run.');
  return { input, json: isJson(values.format) };
}
