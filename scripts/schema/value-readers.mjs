/**
 * Where ai-toolkit's sources name the values of an enumeration. `operand` is the last name of an expression that is compared
 * with a text, `literal` the name of a `Literal[…]`, `pattern` a text whose first group is a value. `implied` are values
 * that the sources reach without naming them there: defaults, and names that are put together or belong to a package.
 *
 * @typedef {object} ValueReader
 * @property {string} enumeration
 * @property {readonly string[]} files patterns below the checkout
 * @property {string} [operand]
 * @property {string} [literal]
 * @property {RegExp} [pattern]
 * @property {readonly string[]} [implied]
 * @property {readonly string[]} [foreign] texts that are compared there and are no values of the key
 */

const trainers = ['jobs/process/BaseSDTrainProcess.py', 'extensions_built_in/sd_trainer/SDTrainer.py'];
const configs = 'toolkit/config_modules.py';

/** @type {readonly ValueReader[]} */
export const valueReaders = [
  { enumeration: 'job', files: ['toolkit/job.py'], operand: 'job' },
  { enumeration: 'dtype', files: ['toolkit/train_tools.py'], operand: 'dtype_str' },
  {
    enumeration: 'optimizer',
    files: ['toolkit/optimizer.py'],
    operand: 'lower_type',
    implied: ['dadaptationadam', 'dadaptationlion', 'prodigyopt'],
    foreign: ['8bit', 'lion', 'adam'],
  },
  {
    enumeration: 'lr_scheduler',
    files: ['toolkit/scheduler.py'],
    operand: 'name',
    implied: ['polynomial', 'piecewise_constant'],
  },
  {
    enumeration: 'noise_scheduler',
    files: ['toolkit/sampler.py'],
    operand: 'sampler',
    foreign: ['k_'],
  },
  {
    enumeration: 'timestep_type',
    files: [...trainers, 'toolkit/samplers/custom_flowmatch_sampler.py'],
    operand: 'timestep_type',
  },
  { enumeration: 'content_or_style', files: trainers, operand: 'content_or_style' },
  { enumeration: 'content_or_style', files: [configs], literal: 'ContentOrStyleType' },
  { enumeration: 'loss_type', files: trainers, operand: 'loss_type', implied: ['mse'] },
  { enumeration: 'loss_target', files: [configs], literal: 'LossTarget' },
  {
    enumeration: 'qtype',
    files: ['toolkit/util/*quant*.py'],
    pattern:
      /["']((?:u?int|convrot(?:int)?|orbit(?:vq)?|float)[2-8]|convrotbitnet|convrotcomfyw4a4|nvfp4)["']/g,
    implied: [
      ...['qfloat8', 'qfloat8_e4m3fn', 'qfloat8_e4m3fnuz', 'qfloat8_e5m2', 'qint2', 'qint4', 'qint8'],
      ...[
        'convrotint2',
        'convrotint3',
        'convrotint4',
        'convrotint5',
        'convrotint6',
        'convrotint7',
        'convrotint8',
      ],
      ...['uint2', 'uint3', 'uint4', 'uint5', 'uint6', 'uint7', 'uint8'],
    ],
    foreign: ['int4', 'int2'],
  },
  { enumeration: 'network_type', files: [configs], literal: 'NetworkType' },
  {
    enumeration: 'network_type',
    files: ['toolkit/lora_special.py', 'jobs/process/BaseSDTrainProcess.py'],
    pattern: /network_(?:type|config\.type)\.lower\(\) == ["'](\w+)["']/g,
  },
  { enumeration: 'save_format', files: [configs], literal: 'SaveFormat' },
  { enumeration: 'sample_format', files: [configs], literal: 'ImgExt' },
  { enumeration: 'adapter_type', files: [configs], literal: 'AdapterTypes' },
  {
    enumeration: 'adapter_type',
    files: ['jobs/process/BaseSDTrainProcess.py', 'toolkit/custom_adapter.py'],
    pattern: /(?:self\.config|adapter_config)\.type == ["'](\w+)["']/g,
  },
  { enumeration: 'adapter_assist_type', files: trainers, operand: 'adapter_assist_type' },
  { enumeration: 'guidance_type', files: ['toolkit/guidance.py'], operand: 'guidance_type' },
  {
    enumeration: 'guidance_loss_schedule',
    files: trainers,
    operand: 'guidance_loss_schedule',
    implied: ['constant'],
  },
  { enumeration: 'control_type', files: [configs], literal: 'ControlTypes' },
  { enumeration: 'clip_layer', files: [configs], literal: 'CLIPLayer' },
  {
    enumeration: 'process_type',
    files: ['extensions_built_in/**/*.py', 'extensions/**/*.py'],
    pattern: /^\s+uid = ["']([\w-]+)["']/gm,
  },
  {
    enumeration: 'process_type',
    files: ['jobs/*Job.py'],
    pattern: /^\s+["'](\w+)["']: ["']\w+Process["']/gm,
    implied: ['slider_old', 'lora_hack'],
  },
];

/** The texts of a Python source that a reader looks for; comments do not count. */
export function readValues(python, { operand, literal, pattern }) {
  const code = python.replace(/^\s*#.*$/gm, '');
  if (pattern) return [...code.matchAll(pattern)].map(([, value]) => value);
  if (literal) {
    const list = new RegExp(`\\b${literal}\\s*=\\s*Literal\\[([^\\]]*)\\]`).exec(code)?.[1] ?? '';
    return texts(list);
  }
  const compared = new RegExp(
    `\\b${operand}\\s*==\\s*["']([^"'\\n]+)["']|\\b${operand}\\.(?:starts|ends)with\\(\\s*["']([^"'\\n]+)["']`,
    'g',
  );
  const listed = new RegExp(`\\b${operand}\\s+in\\s+[[(]([^\\])]*)[\\])]`, 'g');
  return [
    ...[...code.matchAll(compared)].map(([, equal, beginning]) => equal ?? beginning),
    ...[...code.matchAll(listed)].flatMap(([, list]) => texts(list)),
  ];
}

function texts(list) {
  return [...list.matchAll(/["']([^"'\n]+)["']/g)].map(([, value]) => value);
}
