import { isText, isTruthy } from '../syntax/config-node';
import type { TrainingProcess } from '../trainer/training-config';
import type { Change } from './change';
import type { RehearsalTarget } from './rehearsal-target';

/** LoRAs and adapters that were made for the real model. */
const adapterKeys = ['lora_path', 'assistant_lora_path', 'inference_lora_path', 'unconditional_lora_path'];

/** The changes to `model`, the device and the optimizer. */
export function modelChanges(process: TrainingProcess, target: RehearsalTarget): Change[] {
  return [
    ...checkpoint(process, target),
    ...adapters(process),
    ...(target.device === 'cpu' ? forCpu(process) : []),
  ];
}

function checkpoint(process: TrainingProcess, target: RehearsalTarget): Change[] {
  const path = [...process.path, 'model'];
  return ['name_or_path', 'extras_name_or_path'].flatMap((key) =>
    isText(process.node(`model.${key}`))
      ? [
          {
            path: [...path, key],
            to: target.checkpoint,
            why: 'a small random checkpoint: nothing is downloaded',
          },
        ]
      : [],
  );
}

function adapters(process: TrainingProcess): Change[] {
  const path = [...process.path, 'model'];
  const quantizations = ['qtype', 'qtype_te'].flatMap((key) => {
    const value = process.text(`model.${key}`)?.value;
    const at = value?.indexOf('|') ?? -1;
    if (value === undefined || at < 0) return [];
    return [{ path: [...path, key], to: value.slice(0, at), why: 'the adapter fits the real model only' }];
  });
  const loras = [...adapterKeys, 'refiner_name_or_path'].flatMap((key) =>
    isTruthy(process.node(`model.${key}`))
      ? [{ path: [...path, key], to: undefined, why: 'the file fits the real model only' }]
      : [],
  );
  const pretrained = process.text('network.pretrained_lora_path');
  const own =
    pretrained && /\.(?:safetensors|pt|ckpt|bin)$/i.test(pretrained.value)
      ? [
          {
            path: [...process.path, 'network', 'pretrained_lora_path'],
            to: undefined,
            why: 'the LoRA fits the real model only',
          },
        ]
      : [];
  return [...quantizations, ...loras, ...own];
}

/** Attention backends of diffusers that a CPU cannot run: `flash`, `_flash_3_hub`, `sage_varlen`, `xformers` … */
const gpuBackends = /^(?:_?flash(?:_\w+)?|_?sage(?:_\w+)?|xformers)$/;

function forCpu(process: TrainingProcess): Change[] {
  const device = process.text('device');
  const changes: Change[] = [];
  if (device && device.value !== 'cpu') {
    changes.push({ path: [...process.path, 'device'], to: 'cpu', why: 'the rehearsal runs on the CPU' });
  }
  for (const key of ['compile', 'block_compile']) {
    if (!process.truthy(`model.${key}`)) continue;
    const why = 'compiling takes minutes on a CPU';
    changes.push({ path: [...process.path, 'model', key], to: false, why });
  }
  const backend = process.text('train.attention_backend');
  // A word that no backend has stays, so that it fails as it would.
  if (backend && gpuBackends.test(backend.value)) {
    const why = `the attention backend '${backend.value}' needs a GPU`;
    changes.push({ path: [...process.path, 'train', 'attention_backend'], to: 'native', why });
  }
  return [...changes, ...precision(process), ...optimizer(process)];
}

const shortTypes: Readonly<Record<string, string>> = {
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp16: 'fp16',
  float16: 'fp16',
};

/** One type for all of them only where all are the same: a VAE of another type than the rest fails, and must go on failing. */
function precision(process: TrainingProcess): Change[] {
  const dtype = shortTypes[process.text('train.dtype')?.value ?? ''];
  if (dtype === undefined) return [];
  const others = ['vae_dtype', 'te_dtype'].filter((key) => process.entry(`model.${key}`));
  if (others.some((key) => shortTypes[process.text(`model.${key}`)?.value ?? ''] !== dtype)) return [];
  const why = `${dtype} is up to 30 times slower on a CPU`;
  return [
    { path: [...process.path, 'train', 'dtype'], to: 'fp32', why },
    ...others.map((key) => ({ path: [...process.path, 'model', key], to: 'fp32', why })),
  ];
}

/** ai-toolkit's own optimizers whose step asserts a GPU (toolkit/optimizers/optimizer_utils.py: "Target is on cpu!"). */
const gpuOptimizers = new Set(['adam8', 'adamw8', 'prodigy8bit', 'automagic']);

/** Whether an optimizer can only be built, not stepped, on a CPU. */
export function needsGpu(optimizer: string): boolean {
  return gpuOptimizers.has(optimizer.toLowerCase());
}

function optimizer(process: TrainingProcess): Change[] {
  const name = process.text('train.optimizer');
  if (!name || !needsGpu(name.value)) return [];
  const why = `'${name.value}' runs on a GPU only; it was built once as written`;
  const path = [...process.path, 'train'];
  const parameters = process.entry('train.optimizer_params')
    ? [{ path: [...path, 'optimizer_params'], to: undefined, why }]
    : [];
  return [{ path: [...path, 'optimizer'], to: 'adamw', why }, ...parameters];
}
