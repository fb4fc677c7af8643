import { numberFormat } from '../profiles/dtypes';
import { type ConfigNode, isNumber, isText, scalarText } from '../syntax/config-node';
import type { Claim } from '../syntax/finding';
import { given, type OptionRow, on, oneOf, type RowPlace, ruleOfRows } from './option-rows';

const failsAt = (where: Claim['where'], of: string, seen: Claim['seen'] = 'run'): Claim => ({
  where,
  what: 'fails',
  seen,
  of,
});

/** Weighting by signal-to-noise ratio reads `alphas_cumprod`, which a flow-matching scheduler does not have. */
const weighting = (key: string, when: OptionRow['when'], fix: OptionRow['fix']): OptionRow => ({
  key: `train.${key}`,
  when,
  says: ({ shown }) =>
    `The first step fails: '${key}: ${shown}' weights the loss by a signal-to-noise ratio, which Qwen-Image's flow matching does not have. Remove '${key}'.`,
  claim: failsAt('step', '`snr_gamma`, `min_snr_gamma`, `learnable_snr_gos`'),
  ...(fix ? { fix } : {}),
});

/** A switch that ends a run of Qwen-Image at its first step. */
const switchedOn = (key: string, because: string, where: Claim['where'] = 'step'): OptionRow => ({
  key,
  when: on,
  says: ({ shown }) =>
    `${where === 'step' ? 'The first step fails' : 'Training fails after loading the model'}: '${key.split('.').at(-1)}: ${shown}' ${because}. Remove the line.`,
  claim: failsAt(where, `\`${key}\``),
  fix: 'remove',
});

/** What ai-toolkit passes to the network besides `network_kwargs` (jobs/process/BaseSDTrainProcess.py:1949-1977). */
const passedTwice = [
  ...['text_encoder', 'unet', 'lora_dim', 'multiplier', 'alpha', 'train_unet', 'train_text_encoder'],
  ...['conv_lora_dim', 'conv_alpha', 'is_sdxl', 'is_v2', 'is_v3', 'is_pixart', 'is_auraflow', 'is_flux'],
  ...['is_lumina2', 'is_ssd', 'is_vega', 'dropout', 'use_text_encoder_1', 'use_text_encoder_2', 'use_bias'],
  ...['is_lorm', 'network_config', 'network_type', 'transformer_only', 'is_transformer', 'base_model'],
];
/** How those that a user may mean are written. */
const ownKeys: Readonly<Record<string, string>> = {
  lora_dim: 'linear',
  alpha: 'linear_alpha',
  conv_lora_dim: 'conv',
  conv_alpha: 'conv_alpha',
  dropout: 'dropout',
  network_type: 'type',
  transformer_only: 'transformer_only',
};

const swapping = /^(?:adafactor|automagic)$/i;

const rows: readonly OptionRow[] = [
  weighting('snr_gamma', isPositive, 'remove'),
  weighting('min_snr_gamma', isPositive, 'remove'),
  weighting('learnable_snr_gos', on, 'remove'),
  switchedOn(
    'model.is_v_pred',
    "asks the scheduler for a velocity that Qwen-Image's flow matching does not have",
  ),
  switchedOn('train.free_u', "needs a pipeline with 'enable_freeu', which Qwen-Image's does not have"),
  switchedOn('train.train_turbo', "runs the scheduler in a way that Qwen-Image's does not support"),
  switchedOn('train.single_item_batching', "splits the batch, and Qwen-Image's latents cannot be split"),
  {
    ...switchedOn('train.standardize_latents', 'works on latents with 4 channels, and Qwen-Image has 16'),
    // 0.13.13 no longer reads the key.
    versions: { until: '0.13.13' },
  },
  switchedOn(
    'train.short_and_long_captions',
    'needs a short caption for each image, which only a JSON dataset can have',
  ),
  {
    ...switchedOn(
      'network.network_kwargs.full_train_in_out',
      "trains 'conv_in' and 'conv_out', layers that Qwen-Image does not have",
      'network',
    ),
  },
  {
    key: 'network.network_kwargs.module_dropout',
    models: 'any',
    when: (value, { process }) => isPositive(value) && !isLokr(process),
    says: ({ shown }) =>
      `The first step fails: with 'module_dropout: ${shown}' a dropped module of a LoRA returns nothing that can be added. Write 'dropout' in 'network' instead.`,
    claim: failsAt('step', '`module_dropout` with a LoRA'),
    fix: 'remove',
  },
  {
    key: 'network.network_kwargs.rank_dropout',
    models: 'any',
    when: (value, { process }) =>
      isLokr(process) ? isPositive(value) : isNumber(value) && value.value === 1,
    says: ({ shown, process }) =>
      isLokr(process)
        ? `The first step fails: 'type: lokr' cannot train with 'rank_dropout: ${shown}'. Remove it.`
        : `The first step fails: 'rank_dropout: ${shown}' drops every rank and divides by zero. Write less than 1.`,
    related: ['network.type', 'The network type is set here.'],
    claim: failsAt('step', '`rank_dropout` of 1, or with `type: lokr`'),
    fix: 'remove',
  },
  ...passedTwice.map(
    (name): OptionRow => ({
      key: `network.network_kwargs.${name}`,
      models: 'any',
      when: () => true,
      says: `Training fails when the network is built, after loading the model: ai-toolkit passes '${name}' itself, so it is passed twice. ${ownKeys[name] === undefined ? 'Remove it.' : `Write '${ownKeys[name]}' in 'network'.`}`,
      claim: failsAt('network', '`lora_dim`, `alpha`, `dropout` and others in `network_kwargs`'),
      fix: 'remove',
      onKey: true,
    }),
  ),
  {
    key: 'dataset.cache_clip_vision_to_disk',
    models: 'any',
    when: (value, { process }) => on(value) && !process.entry('adapter'),
    says: "The run ends while the dataset is read: 'cache_clip_vision_to_disk' needs an 'adapter'. Remove it.",
    claim: failsAt('dataset', '`cache_clip_vision_to_disk` without an adapter'),
    fix: 'remove',
  },
  {
    key: 'train.loss_type',
    when: oneOf('mean_flow'),
    says: "The first step fails: Qwen-Image cannot train with 'loss_type: mean_flow'. Write 'mse'.",
    claim: failsAt('step', '`loss_type: mean_flow`'),
    fix: { write: 'mse' },
  },
  {
    key: 'train.loss_target',
    when: oneOf('unaugmented', 'differential_noise'),
    says: ({ shown }) =>
      `The first step fails: 'loss_target: ${shown}' compares with images that a Qwen-Image run does not keep. Write 'noise'.`,
    claim: failsAt('step', '`loss_target: unaugmented`, `differential_noise`'),
    fix: { write: 'noise' },
  },
  {
    key: 'train.dtype',
    when: (value) => isText(value) && numberFormat(value.value) === 'float8',
    says: ({ shown }) =>
      `Loading the model fails: Qwen-Image cannot be loaded with 'dtype: ${shown}', 8 bits per value. Write 'bf16', and 'quantize: true' in 'model' to save memory.`,
    claim: failsAt('load', '`train.dtype` of 8 bits'),
    fix: { write: 'bf16' },
  },
  {
    key: 'model.te_dtype',
    when: (value) => isText(value) && numberFormat(value.value) === 'float8',
    says: ({ shown }) =>
      `The first caption fails: the text encoder cannot calculate with 'te_dtype: ${shown}', 8 bits per value. Remove the line; 'quantize_te: true' saves memory.`,
    claim: failsAt('sample', '`model.te_dtype` of 8 bits'),
    fix: 'remove',
  },
  {
    key: 'model.vae_dtype',
    when: differsFromTraining,
    says: ({ shown, process }) =>
      `The first encoded image fails: 'vae_dtype: ${shown}' is not the number format of training, '${trainingFormat(process)}'. Remove 'vae_dtype'; the VAE then uses the format of training.`,
    related: ['train.dtype', 'The number format of training is set here.'],
    claim: failsAt('dataset', '`vae_dtype` other than `train.dtype`'),
    fix: 'remove',
  },
  {
    key: 'train.do_paramiter_swapping',
    models: 'any',
    when: (value, { process }) => on(value) && !swapping.test(optimizerOf(process)),
    says: ({ process }) =>
      `Training fails when the optimizer is built: '${optimizerOf(process)}' cannot swap parameters. Remove 'do_paramiter_swapping', or write 'optimizer: adafactor'.`,
    related: ['train.optimizer', 'The optimizer is set here.'],
    claim: failsAt('start', '`do_paramiter_swapping` without `adafactor` or `automagic`'),
    fix: 'remove',
  },
  ...['diff_output_preservation', 'blank_prompt_preservation'].map(
    (key): OptionRow => ({
      key: `train.${key}`,
      when: (value, place) => on(value) && reachesFirstStep(key, place.process),
      says: `The first step fails with 'arch: qwen_image_edit': '${key}' runs the model a second time without the control image. Switch it off, or train with 'qwen_image_edit_plus'.`,
      related: ['model.arch', 'The model is chosen here.'],
      claim: failsAt(
        'step',
        '`diff_output_preservation`, `blank_prompt_preservation` with `qwen_image_edit`',
      ),
      fix: { write: false },
    }),
  ),
  {
    key: 'model.refiner_name_or_path',
    severity: 'warning',
    when: given,
    says: "Qwen-Image has no refiner, and ai-toolkit still encodes every batch twice for it: each step takes about twice the time and memory. Remove 'refiner_name_or_path'.",
    claim: { where: 'step', what: 'costs', seen: 'run', of: '`refiner_name_or_path`' },
    fix: 'remove',
    onKey: true,
  },
  {
    key: 'save.push_to_hub',
    models: 'any',
    when: (value, { section }) => on(value) && !isText(section.node('hf_repo_id')),
    says: "Uploading fails at the end of the run, after all files are saved: 'push_to_hub: true' needs a repository. Write 'hf_repo_id: your_name/your_lora', or switch it off.",
    claim: failsAt('after', '`push_to_hub` without `hf_repo_id`'),
    fix: { write: false },
  },
  {
    key: 'type',
    models: 'any',
    when: (value, { process }) =>
      isText(value) && value.value === 'ui_trainer' && !process.entry('sqlite_db_path'),
    says: "ai-toolkit stops at the start unless the web UI's database 'aitk_db.db' is in the folder that it is started from: 'ui_trainer' reports to the web UI. Write 'diffusion_trainer' to start without the UI.",
    claim: failsAt('load', '`type: ui_trainer` without the web UI'),
    fix: { write: 'diffusion_trainer' },
  },
];

/** Options that a config may have and that this model, or this part of ai-toolkit, cannot run with. */
export const unsupportedOption = ruleOfRows(
  {
    code: 'unsupported-option',
    severity: 'error',
    summary: 'An option with which the run fails on this model.',
  },
  rows,
);

function isPositive(value: ConfigNode): boolean {
  return isNumber(value) && value.value > 0.000001;
}

function isLokr(process: RowPlace['process']): boolean {
  return scalarText(process.node('network.type'))?.toLowerCase() === 'lokr';
}

function optimizerOf(process: RowPlace['process']): string {
  return scalarText(process.node('train.optimizer')) ?? 'adamw';
}

function trainingFormat(process: RowPlace['process']): string {
  return scalarText(process.node('train.dtype')) ?? 'fp32';
}

function differsFromTraining(value: ConfigNode, { process }: RowPlace): boolean {
  const own = isText(value) ? numberFormat(value.value) : undefined;
  const training = numberFormat(trainingFormat(process));
  return own !== undefined && training !== undefined && own !== training;
}

/** Without its other needs preservation ends the run earlier, which other rules report. */
function reachesFirstStep(key: string, process: RowPlace['process']): boolean {
  if (process.arch !== 'qwen_image_edit' || !process.entry('network')) return false;
  if (process.truthy('train.train_text_encoder')) return false;
  const both = ['diff_output_preservation', 'blank_prompt_preservation'].every((one) =>
    process.truthy(`train.${one}`),
  );
  const hasTrigger = [process, ...process.datasets].some((section) => section.truthy('trigger_word'));
  return !both && (hasTrigger || key === 'blank_prompt_preservation');
}
