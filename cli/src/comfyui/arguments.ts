import { parseArgs } from 'node:util';
import type { LoraUse, WorkflowMode } from '../../../core/comfyui/index';
import { oneOf, onlyOne } from '../command';

export const usage = `Usage: qwen-lora comfyui CONFIG|RUN_FOLDER [options]

Prints a ComfyUI workflow for one sample of a config or of a run.

  --checkpoint NAME         the LoRA's name in ComfyUI's list (default: the newest in the run, or NAME.safetensors)
  --mode parity|template    ai-toolkit's sample settings, or those of ComfyUI's template (default: parity)
  --format api|ui           the form for POST /prompt, or the form that the page opens (default: ui)
  --prompt N                the number of the sample prompt, from 1 (default: 1)
  --lora NAME[:STRENGTH]    one more LoRA, such as a style; can be repeated
  --no-manual-sigmas        for a server without the ManualSigmas node: the nearest shift instead
  --output FILE             write to a file that does not exist yet, instead of standard output
  --help                    print this

Notes about the workflow go to standard error. Exit status: 0 printed, 2 unusable input.
`;

export interface ComfyArguments {
  readonly input: string;
  readonly checkpoint: string | undefined;
  readonly mode: WorkflowMode;
  readonly format: 'api' | 'ui';
  readonly prompt: number;
  readonly otherLoras: readonly LoraUse[];
  readonly manualSigmas: boolean;
  readonly output: string | undefined;
}

/** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
export function readComfyArguments(args: readonly string[]): ComfyArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      checkpoint: { type: 'string' },
      mode: { type: 'string', default: 'parity' },
      format: { type: 'string', default: 'ui' },
      prompt: { type: 'string', default: '1' },
      lora: { type: 'string', multiple: true, default: [] },
      'no-manual-sigmas': { type: 'boolean', default: false },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { prompt } = values;
  if (!/^[1-9]\d{0,5}$/.test(prompt)) throw new Error(`--prompt is a number from 1, not '${prompt}'.`);
  return {
    input: onlyOne(positionals, 'Name one config or one folder of a run.'),
    mode: oneOf('--mode', values.mode, ['parity', 'template']),
    format: oneOf('--format', values.format, ['api', 'ui']),
    prompt: Number(prompt),
    checkpoint: values.checkpoint,
    otherLoras: values.lora.map(readLora),
    manualSigmas: !values['no-manual-sigmas'],
    output: values.output,
  };
}

function readLora(text: string): LoraUse {
  const match = /^(.+):([-+]?\d*\.?\d+)$/.exec(text);
  return match?.[1] === undefined
    ? { name: text, strength: 1 }
    : { name: match[1], strength: Number(match[2]) };
}
