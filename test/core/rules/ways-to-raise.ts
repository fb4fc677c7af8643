import { all, drop, replace, set } from '../../support/break-config';
import { type WayToBreak, way } from '../../support/way-to-break';

const secondDataset = 'datasets:\n        - folder_path: data/more\n';

/** What raises while ai-toolkit reads the file. */
const whileReading: readonly WayToBreak[] = [
  {
    ...way(
      'a variable that is not set',
      set('dataset.folder_path', '${NOT_SET}/maya'),
      'unset-variable',
      'information',
    ),
    options: { variable: () => undefined },
  },
  way('no job', drop('/job'), 'missing-key'),
  way('no config.name', drop('/config.name'), 'missing-key'),
  way('a name that is a number', set('/config.name', '2512'), 'job-name'),
  way('a name that is a boolean', set('/config.name', 'on'), 'job-name'),
  way('a quote in the name, with a [name] tag', set('/config.name', `'maya "v1"'`), 'job-name'),
  way('a date', set('/meta.version', '2025-08-21'), 'yaml-1-1-surprise', 'error'),
  way('an unknown job', set('/job', 'extention'), 'unknown-value'),
  way('an empty job', set('/job', ''), 'wrong-type'),
  way('no process', drop('/config.process'), 'missing-key'),
  way('an empty process', set('/config.process', '[]'), 'wrong-type'),
  way('a process without type', drop('type'), 'missing-key'),
  way('an unknown process type', set('type', 'sd_trainor'), 'unknown-value'),
  way('job: train with a trainer of job: extension', set('/job', 'train'), 'exclusive-options'),
  way('no training_folder', drop('training_folder'), 'missing-key'),
  way(
    'a prompt that begins with a bracket',
    replace(/- "?(?=a woman|woman)/, '- [trigger] '),
    'yaml-1-1-surprise',
    'error',
    ['image'],
  ),
  way('a quote that does not end', set('/config.name', '"maya'), 'yaml-syntax'),
];

/** What raises when the process is created. */
const whenCreated: readonly WayToBreak[] = [
  way('no model.name_or_path', drop('model.name_or_path'), 'missing-key'),
  way('an empty model.name_or_path', set('model.name_or_path', 'null'), 'wrong-type'),
  way('attn_masking without is_flux', set('model.attn_masking', 'true'), 'exclusive-options'),
  way(
    'split_model_over_gpus without is_flux',
    set('model.split_model_over_gpus', 'true'),
    'exclusive-options',
  ),
  way('a qtype with two bars', set('model.qtype', 'uint3|a|b'), 'unknown-value'),
  way('an unknown save_format', set('save.save_format', 'pickle'), 'unknown-value'),
  way(
    'both accumulation keys',
    all(set('train.gradient_accumulation', '4'), set('train.gradient_accumulation_steps', '4')),
    'accumulation-conflict',
  ),
  way('poi', set('dataset.poi', 'face'), 'wrong-type'),
  way('a dropout rate that is a word', set('dataset.caption_dropout_rate', 'little'), 'wrong-type'),
  way('a dropout rate that is null', set('dataset.caption_dropout_rate', 'null'), 'wrong-type'),
  way('a network weight that is null', set('dataset.network_weight', 'null'), 'wrong-type'),
  way('a decorator', set('decorator', '{ num_tokens: 4 }'), 'exclusive-options'),
  way('lorm without its section', set('network.type', 'lorm'), 'exclusive-options'),
  way('no datasets', drop('datasets'), 'datasets-missing'),
  way(
    'datasets as a mapping',
    set('datasets', 'folder_path: data/maya\nresolution: 1024'),
    'datasets-missing',
    'error',
    ['image'],
  ),
  way('prompts that are null', set('sample.prompts', 'null'), 'wrong-type', 'error', ['image']),
  way('samples that are null', set('sample.samples', 'null'), 'wrong-type', 'error', ['edit', 'plus']),
  way(
    'guidance loss with its embedding bypassed',
    all(set('train.do_guidance_loss', 'true'), set('train.bypass_guidance_embedding', 'true')),
    'exclusive-options',
  ),
  way(
    'an adapter and an assistant LoRA',
    set('model.assistant_lora_path', 'someone/assistant'),
    'qwen-model-unread',
  ),
  way(
    'embeddings cached for some datasets',
    all(
      drop('train.cache_text_embeddings'),
      set('dataset.cache_text_embeddings', 'true'),
      replace(/datasets:\n/, secondDataset),
    ),
    'exclusive-options',
    'error',
    ['image'],
  ),
  way(
    'unload_text_encoder with the edit arch',
    set('train.unload_text_encoder', 'true'),
    'qwen-unload-text-encoder',
    'error',
    ['edit'],
  ),
  way(
    'two kinds of preservation',
    all(
      set('dataset.trigger_word', 'maya_char'),
      set('train.diff_output_preservation', 'true'),
      set('train.blank_prompt_preservation', 'true'),
    ),
    'exclusive-options',
  ),
  way(
    'preservation without a trigger word',
    set('train.diff_output_preservation', 'true'),
    'exclusive-options',
  ),
  way(
    'preservation without a network',
    all(set('train.blank_prompt_preservation', 'true'), drop('network')),
    'qwen-network-missing',
  ),
  way(
    'preservation with the text encoder',
    all(
      set('dataset.trigger_word', 'maya_char'),
      set('train.diff_output_preservation', 'true'),
      set('train.train_text_encoder', 'true'),
    ),
    'qwen-text-encoder',
    'error',
    // With the other edit arch preservation fails by itself.
    ['image', 'plus'],
  ),
  way('a guidance loss target that is a word', set('train.guidance_loss_target', 'much'), 'wrong-type'),
];

/** What raises after loading the model. */
const later: readonly WayToBreak[] = [
  way('an unknown qtype', set('model.qtype', 'qfloat9'), 'unknown-value'),
  way('an unknown qtype_te', set('model.qtype_te', 'int44'), 'unknown-value'),
  way(
    'an adapter path with too many parts',
    set('model.qtype', 'uint3|a/b/c/d.safetensors'),
    'qwen-recovery-adapter',
    'information',
  ),
  way('an unknown optimizer', set('train.optimizer', 'adamw9bit'), 'unknown-value'),
  way('an unknown dadaptation', set('train.optimizer', 'dadaptationsgd'), 'unknown-value'),
  way('eps in optimizer_params', set('train.optimizer_params', '{ eps: 0.001 }'), 'optimizer-arguments'),
  way('lr in optimizer_params', set('train.optimizer_params', '{ lr: 0.001 }'), 'optimizer-arguments'),
  way('a quoted learning rate', set('train.lr', '"1e-4"'), 'wrong-type'),
  way('an unknown lr_scheduler', set('train.lr_scheduler', 'sawtooth'), 'unknown-value'),
  way('lr_scheduler: polynomial', set('train.lr_scheduler', 'polynomial'), 'scheduler-arguments'),
  way(
    'lr_scheduler: piecewise_constant',
    set('train.lr_scheduler', 'piecewise_constant'),
    'scheduler-arguments',
  ),
  way('lr_scheduler: step', set('train.lr_scheduler', 'step'), 'scheduler-arguments'),
  way(
    'warm-up with cosine',
    all(set('train.lr_scheduler', 'cosine'), set('train.lr_scheduler_params', '{ num_warmup_steps: 100 }')),
    'scheduler-arguments',
  ),
  way(
    'max_iterations with constant_with_warmup',
    all(
      set('train.lr_scheduler', 'constant_with_warmup'),
      set('train.lr_scheduler_params', '{ num_warmup_steps: 100, max_iterations: 100 }'),
    ),
    'scheduler-arguments',
  ),
  way('a dataset of an unknown type', set('dataset.type', 'video'), 'unknown-value'),
  way(
    'a batch size of a dataset without buckets',
    all(set('dataset.buckets', 'false'), set('dataset.batch_size', '2')),
    'exclusive-options',
    'error',
    ['image'],
  ),
  way(
    'buckets on some datasets',
    all(set('dataset.buckets', 'false'), replace(/datasets:\n/, secondDataset)),
    'exclusive-options',
    'error',
    ['image'],
  ),
  way('a dataset without a path', drop('dataset.folder_path'), 'missing-key', 'error', ['image']),
  way('control images without buckets', set('dataset.buckets', 'false'), 'exclusive-options', 'error', [
    'edit',
  ]),
  way('a trained text encoder', set('train.train_text_encoder', 'true'), 'qwen-text-encoder'),
  way('an unknown timestep_type', set('train.timestep_type', 'random'), 'unknown-value'),
  way('an unknown content_or_style', set('train.content_or_style', 'both'), 'unknown-value'),
  way(
    'an unknown assistant adapter',
    all(set('train.adapter_assist_name_or_path', 'someone/adapter'), set('train.adapter_assist_type', 'ip')),
    'unknown-value',
  ),
  way('a control_net adapter without a model', set('adapter', '{ type: control_net }'), 'exclusive-options'),
  way(
    'merging with offloaded layers',
    all(set('train.merge_network_on_save', 'true'), set('model.layer_offloading', 'true')),
    'exclusive-options',
  ),
  way('a number of saves that is null', set('save.max_step_saves_to_keep', 'null'), 'wrong-type'),
  way(
    'a flag with a bad value',
    replace(/(a woman with red hair[^"\n]*|woman with red hair[^"\n]*)/, '$1 --w big'),
    'prompt-double-dash',
    'error',
    ['image'],
  ),
];

/** Every condition under which ai-toolkit 0.12.26 raises that a config alone can bring about. */
export const waysToRaise: readonly WayToBreak[] = [...whileReading, ...whenCreated, ...later];
