import { isQwen } from '../profiles/model-families';
import { qwenCheckpointOf } from '../profiles/qwen-checkpoints';
import { isNumber, scalarText } from '../syntax/config-node';
import { networkSettings } from '../trainer/network/network-settings';
import type { TrainingProcess } from '../trainer/training-config';
import type { PlanModel } from './plan';

/** The values of a process that decide memory and time, with ai-toolkit's defaults for what is not written. */
export interface EffectiveModel {
  /** As written; where it is not, the arch that the checkpoint's name stands for. */
  readonly arch: string | undefined;
  readonly isQwen: boolean;
  readonly quantize: boolean;
  /** Without the part behind `|`. */
  readonly qtype: string;
  readonly recoveryAdapter: string | undefined;
  readonly quantizeTextEncoder: boolean;
  readonly qtypeTextEncoder: string;
  readonly lowVram: boolean;
  /** Share of the layers that live in host memory, 0 to 1. */
  readonly offloadTransformer: number;
  readonly offloadTextEncoder: number;
  readonly cachesText: boolean;
  /** Whether every dataset caches its latents. */
  readonly cachesLatents: boolean;
  readonly unloadsTextEncoder: boolean;
  readonly gradientCheckpointing: boolean;
  readonly ema: boolean;
  readonly batchSize: number;
  readonly matchTargetRes: boolean;
  readonly optimizer: string;
}

/** toolkit/config_modules.py:640-760, 379-560 */
export function effectiveModel(process: TrainingProcess): EffectiveModel {
  const text = (key: string) => scalarText(process.node(key));
  const [qtype = 'qfloat8', adapter] = (text('model.qtype') ?? 'qfloat8').split('|');
  const offloads = process.truthy('model.layer_offloading');
  const share = (key: string) => {
    const node = process.node(key);
    return offloads ? (isNumber(node) ? Math.min(1, Math.max(0, node.value)) : 1) : 0;
  };
  const { datasets } = process;
  const all = (...keys: readonly string[]) =>
    datasets.length > 0 && datasets.every((dataset) => keys.some((key) => dataset.truthy(key)));
  return {
    arch: process.arch ?? qwenCheckpointOf(process.nameOrPath)?.arch,
    isQwen: isQwen(process),
    quantize: process.truthy('model.quantize'),
    qtype,
    recoveryAdapter: adapter,
    quantizeTextEncoder: process.entry('model.quantize_te')
      ? process.truthy('model.quantize_te')
      : process.truthy('model.quantize'),
    qtypeTextEncoder: text('model.qtype_te') ?? 'qfloat8',
    lowVram: process.truthy('model.low_vram'),
    offloadTransformer: share('model.layer_offloading_transformer_percent'),
    offloadTextEncoder: share('model.layer_offloading_text_encoder_percent'),
    cachesText: process.truthy('train.cache_text_embeddings') || all('cache_text_embeddings'),
    cachesLatents: all('cache_latents', 'cache_latents_to_disk'),
    unloadsTextEncoder: process.truthy('train.unload_text_encoder'),
    gradientCheckpointing: process.entry('train.gradient_checkpointing')
      ? process.truthy('train.gradient_checkpointing')
      : true,
    ema: process.truthy('train.ema_config.use_ema') || process.truthy('ema.use_ema'),
    batchSize: process.number('train.batch_size')?.value ?? 1,
    matchTargetRes: process.truthy('model.model_kwargs.match_target_res'),
    optimizer: text('train.optimizer') ?? 'adamw',
  };
}

/** The same as plain values for the plan, with the network. */
export function planModel(process: TrainingProcess, model: EffectiveModel): PlanModel {
  const network = networkSettings(process);
  return {
    arch: process.arch ?? null,
    nameOrPath: process.nameOrPath ?? null,
    dtype: scalarText(process.node('train.dtype')) ?? 'fp32',
    quantize: model.quantize,
    qtype: model.quantize ? model.qtype : null,
    recoveryAdapter: model.quantize ? (model.recoveryAdapter ?? null) : null,
    quantizeTextEncoder: model.quantizeTextEncoder,
    qtypeTextEncoder: model.quantizeTextEncoder ? model.qtypeTextEncoder : null,
    lowVram: model.lowVram,
    layerOffloading: model.offloadTransformer > 0 || model.offloadTextEncoder > 0,
    cacheTextEmbeddings: model.cachesText,
    cacheLatents: model.cachesLatents,
    gradientCheckpointing: model.gradientCheckpointing,
    networkType: network?.type ?? null,
    // ai-toolkit sets alpha to the rank for Qwen-Image; LoKr ignores `linear` by default.
    rank: network ? (network.type === 'lokr' && network.lokrFullRank ? null : network.rank) : null,
    optimizer: model.optimizer,
    learningRate: process.number('train.lr')?.value ?? 1e-6,
    ema: model.ema,
    saveDtype: scalarText(process.node('save.dtype')) ?? 'float16',
  };
}
