import { type ConfigNode, isNull, isNumber, isText } from '../syntax/config-node';
import type { Severity } from '../syntax/finding';
import { readPlainScalar } from '../syntax/yaml-dialect';

/** A key whose value most runs never look at, so that a value of the wrong type does no harm there. */
export interface ValueUse {
  /** `train.cfg_scale` by section and key. */
  readonly keys: readonly string[];
  /** Switches of the process (or, after `here.`, of the key's own section), one of which must be on for the value to count. */
  readonly unless?: readonly string[];
  /** Only for Qwen-Image. */
  readonly qwen?: boolean;
  /** Only entries of a list. */
  readonly item?: boolean;
  /** Only values of this kind. */
  readonly of?: (value: ConfigNode) => boolean;
  readonly severity?: Severity;
  /** Instead of the sentence about switches. */
  readonly says?: string;
}

const numericText = (value: ConfigNode): boolean =>
  isText(value) && typeof readPlainScalar(value.value.trim()).value === 'number';

const switched: readonly (readonly [keys: string, unless: string])[] = [
  ['train.merge_network_on_save_strength', 'train.merge_network_on_save'],
  [
    'train.cfg_scale train.max_cfg_scale train.cfg_rescale train.max_negative_prompts',
    'train.do_cfg train.do_random_cfg',
  ],
  ['train.unconditional_prompt train.guidance_loss_schedule', 'train.do_guidance_loss'],
  ['train.differential_guidance_scale', 'train.do_differential_guidance'],
  ['train.signal_correction_noise_scale', 'train.do_signal_correction_noise'],
  ['train.batch_noise_correction_scale', 'train.do_batch_noise_correction'],
  ['train.signal_amplification_strength', 'train.do_signal_amplification'],
  ['train.target_norm_std_value', 'train.target_norm_std'],
  ['train.inverted_mask_prior_multiplier', 'train.inverted_mask_prior'],
  ['train.paramiter_swapping_factor', 'train.do_paramiter_swapping'],
  ['train.correct_pred_norm_multiplier', 'train.correct_pred_norm'],
  [
    'train.diff_output_preservation_multiplier train.diff_output_preservation_class',
    'train.diff_output_preservation',
  ],
  ['train.blank_prompt_preservation_multiplier', 'train.blank_prompt_preservation'],
  [
    'train.diffusion_feature_extractor_weight train.latent_feature_loss_weight',
    'train.diffusion_feature_extractor_path train.latent_feature_extractor_path',
  ],
  ['train.adapter_assist_type train.match_adapter_chance', 'train.adapter_assist_name_or_path'],
  ['train.adapter_lr', 'adapter'],
  ['train.embedding_lr', 'embedding'],
  [
    'train.refiner_lr model.refiner_start_at sample.refiner_start_at sampleItem.refiner_start_at',
    'model.refiner_name_or_path',
  ],
  ['model.qtype_te', 'model.quantize model.quantize_te'],
  ['model.quantize_kwargs', 'model.quantize'],
  [
    'model.layer_offloading_transformer_percent model.layer_offloading_text_encoder_percent',
    'model.layer_offloading model.auto_memory',
  ],
  ['model.split_model_other_module_param_count_scale', 'model.split_model_over_gpus'],
  [
    'model.cache_size_limit model.compile_mode model.compile_dynamic model.compile_fullgraph',
    'model.compile',
  ],
  ['save.hf_repo_id save.hf_private', 'save.push_to_hub'],
  ['logging.project_name logging.run_name', 'logging.use_wandb'],
  ['dataset.mask_min_value', 'here.mask_path here.alpha_mask'],
  ['dataset.keep_tokens', 'here.shuffle_tokens here.token_dropout_rate'],
  ['dataset.random_triggers_max', 'here.random_triggers'],
  ['dataset.control_transparent_color', 'here.control_path here.control_path_1 here.inpaint_path'],
  ['dataset.num_controls_from_same_folder', 'here.control_from_same_folder'],
];

/** What this run uses of these values, the first that matches. */
export const valueUses: readonly ValueUse[] = [
  ...switched.map(([keys, unless]): ValueUse => ({ keys: keys.split(' '), unless: unless.split(' ') })),
  {
    keys: [
      'train.img_multiplier',
      'train.prompt_dropout_prob',
      'train.switch_boundary_every',
      'train.audio_loss_multiplier',
      'network.conv',
      'network.conv_alpha',
      'network.alpha',
      'network.linear_alpha',
      'model.unet_sample_size',
      'model.unet_path',
      'model.unconditional_lora_path',
      'model.latent_space_version',
      'sample.sampler',
      'sample.guidance_rescale',
      'sample.adapter_conditioning_scale',
      'sample.fps',
      'sample.extra_values',
      'sampleItem.fps',
      'sampleItem.num_frames',
      'sampleItem.ctrl_idx',
      'sampleItem.extra_values',
      'dataset.fps',
      'dataset.guidance_type',
    ],
    qwen: true,
    says: 'On Qwen-Image nothing uses the value.',
  },
  {
    keys: ['model.qtype'],
    // A number fails at once: ai-toolkit looks for '|' in the text (toolkit/config_modules.py:742).
    of: (value) => !isNumber(value),
    unless: ['model.quantize', 'model.accuracy_recovery_adapter'],
  },
  { keys: ['model.accuracy_recovery_adapter'], unless: ['model.quantize'] },
  {
    keys: ['train.loss_type', 'train.loss_target'],
    of: isNumber,
    severity: 'warning',
    says: 'ai-toolkit continues with its default.',
  },
  { keys: ['train.reg_weight'], unless: ['datasets.is_reg'] },
  { keys: ['train.next_sample_timesteps'], unless: ['timestep_type: next_sample'] },
  { keys: ['network.lokr_factor'], unless: ['type: lokr'] },
  {
    keys: [
      'train.loss_type',
      'model.text_encoder_bits',
      'train.loss_target',
      'train.noise_offset',
      'dataset.prefetch_factor',
      'model.vae_dtype',
      'model.te_dtype',
      'model.qtype_te',
    ],
    of: isNull,
    says: 'ai-toolkit continues with its default.',
  },
  {
    keys: [
      'train.max_grad_norm',
      'sample.network_multiplier',
      'sampleItem.network_multiplier',
      'sampleItem.seed',
    ],
    of: numericText,
    says: 'ai-toolkit converts it.',
  },
  {
    keys: ['sample.neg', 'sampleItem.neg'],
    says: 'The negative prompt is the text of what is written here.',
  },
  {
    keys: ['dataset.resolution'],
    of: (value) => isNumber(value) && !Number.isInteger(value.value),
    says: 'The sizes of buckets are rounded to multiples of 32 anyway.',
  },
  {
    keys: ['dataset.num_frames'],
    qwen: true,
    of: isNumber,
    says: 'On Qwen-Image nothing uses the value.',
  },
  {
    keys: ['train.dtype'],
    of: isNull,
    severity: 'warning',
    says: 'The model is loaded in 32 bits, which needs twice the memory of bf16.',
  },
  {
    keys: ['save.dtype'],
    of: isNull,
    severity: 'warning',
    says: 'The LoRA is saved in fp32, twice as large as usual.',
  },
  {
    keys: ['sample.sample_every', 'save.save_every'],
    of: (value) => isNumber(value) && !Number.isInteger(value.value),
    severity: 'warning',
    says: 'It fits only where a multiple of it is a whole number: 2.5 at the steps 5, 10 and so on.',
  },
  {
    keys: ['lrSchedulerParams.num_warmup_steps'],
    of: isNumber,
    severity: 'warning',
    says: 'A share of the run is not meant: there is no warm-up beyond the first step.',
  },
  {
    keys: ['sample.width', 'sample.height', 'sampleItem.width', 'sampleItem.height'],
    qwen: true,
    of: isNumber,
    says: 'Sides below 64 are generated as 64.',
  },
  {
    keys: ['dataset.resolution'],
    of: (value) => isNumber(value) && value.value < -45,
    says: 'Only its square counts, so the sign is ignored.',
  },
  {
    keys: ['train.max_denoising_steps', 'train.num_train_timesteps'],
    of: (value) => isNumber(value) && value.type === 'integer' && value.value > 0,
    says: 'The run continues.',
  },
  {
    keys: ['train.max_grad_norm', 'dataset.mask_min_value'],
    of: (value) => isNumber(value) && value.type === 'integer' && value.value !== 0,
    says: 'The run continues.',
  },
  {
    keys: ['train.lr'],
    of: (value) => isNumber(value) && value.value > 0,
    severity: 'warning',
    says: 'Training diverges.',
  },
  {
    keys: ['model.model_kwargs'],
    of: isNull,
    severity: 'warning',
    says: 'Models without such keys train as usual.',
  },
  {
    keys: ['lrSchedulerParams.total_iters'],
    says: 'ai-toolkit overwrites it with the number of steps.',
  },
  {
    keys: ['networkKwargs.only_if_contains'],
    of: isText,
    severity: 'warning',
    says: 'Text is walked through letter by letter, so every module passes.',
  },
  {
    keys: ['sample.prompts'],
    item: true,
    of: isNull,
    says: 'ai-toolkit passes over an empty entry.',
  },
];
