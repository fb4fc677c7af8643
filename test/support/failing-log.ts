import type { RunPhase } from '../../core/runs/log/state';

const before: readonly (readonly [RunPhase, string])[] = [
  ['loading', 'Loading Qwen Image model\nLoading transformer\n'],
  ['quantizing', 'Quantizing Transformer\n - quantizing 60 transformer blocks\n'],
  ['network', 'create LoRA network. base dim (rank): 16, alpha: 16\nenable LoRA for U-Net\n'],
  ['dataset', 'Dataset: /d\n  -  Preprocessing image dimensions\n'],
  ['caching', 'Caching latents for /d\n - Saving latents to disk\n'],
  ['baseline', 'Generating baseline samples before training\n'],
  ['training', '\rmaya:   0%|          | 3/12 [00:01<00:04,  2.00it/s, lr: 1.0e-04 loss: 1.000e+00]\n'],
  ['saving', 'Saving at step 3\n'],
];

export interface FailingLog {
  readonly phase: RunPhase;
  readonly error?: string;
  /** An exception that led to the error, as `type: message`. */
  readonly cause?: string;
  /** A place of the traceback, as `file:function`. */
  readonly place?: string;
  readonly arch?: string;
  readonly resuming?: boolean;
  /** What is loaded is `pretrained_lora_path`. */
  readonly pretrained?: boolean;
}

/** What ai-toolkit prints until it fails in a phase, in its own words. */
export function failingLog({ phase, error, cause, place, arch, resuming, pretrained }: FailingLog): string {
  const named =
    phase === 'starting'
      ? 'Running 1 job\n'
      : `Running 1 job\n{\n    "type": "sd_trainer",\n    "model": {\n        "name_or_path": "Qwen/Qwen-Image",\n        "arch": "${arch ?? 'qwen_image'}"\n    }\n}\n\n# Running job: maya\n`;
  const last = before.findIndex(([one]) => one === phase);
  const lines = phase === 'sampling' || phase === 'finishing' ? before : before.slice(0, last + 1);
  const sampling =
    phase === 'sampling' ? '\rGenerating Samples:  50%|#####     | 1/2 [00:31<00:31, 31.10s/it]' : '';
  const finishing =
    phase === 'finishing'
      ? '\rmaya: 100%|##########| 12/12 [00:09<00:00,  2.00it/s, lr: 1.0e-04 loss: 1.000e+00]\nSaved checkpoint to /o/maya/maya.safetensors\nSaved optimizer to /o/maya/optimizer.pt\n'
      : '';
  const resume =
    pretrained === true
      ? 'Using pretrained lora path from config: /l/other.safetensors\n#### IMPORTANT RESUMING FROM /l/other.safetensors ####\nLoading from /l/other.safetensors\n'
      : resuming === true
        ? '#### IMPORTANT RESUMING FROM /o/maya/maya_000000250.safetensors ####\nLoading from /o/maya/maya_000000250.safetensors\n'
        : '';
  const failed = error === undefined ? '' : `Error running job: ${error}\n${traceback(error, cause, place)}`;
  return `${named}${lines.map(([, text]) => text).join('')}${sampling}${finishing}${resume}${failed}`;
}

function traceback(error: string, cause: string | undefined, place: string | undefined): string {
  const [file, name] = splitPlace(place ?? '/home/user/ai-toolkit/jobs/ExtensionJob.py:run');
  const frames = `Traceback (most recent call last):\n  File "${file}", line 22, in ${name}\n    process.run()\n`;
  const led =
    cause === undefined
      ? ''
      : `${frames}${cause}\n\nThe above exception was the direct cause of the following exception:\n\n`;
  return `\n${'='.repeat(40)}\nResult:\n - 0 completed jobs\n - 1 failure\n${'='.repeat(40)}\n${led}${frames}RuntimeError: ${error}\n`;
}

function splitPlace(place: string): readonly [string, string] {
  const colon = place.lastIndexOf(':');
  return [place.slice(0, colon), place.slice(colon + 1)];
}
