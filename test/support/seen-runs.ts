import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Severity } from '../../core/syntax/finding';
import { readPlainScalar } from '../../core/syntax/yaml-dialect';
import { repositoryRoot } from './find-in-text';
import type { FileTree } from './in-memory-disk';

/** A number as Python wrote it: `10.0` is a float to ai-toolkit and must not become `10`. */
export interface WrittenNumber {
  readonly written: string;
}

type Value = string | boolean | null | WrittenNumber | readonly Value[] | { readonly [key: string]: Value };

interface Changes {
  /** Values by dotted path below the process; with a leading slash below the root. */
  readonly set: Readonly<Record<string, Value>>;
  readonly unset: readonly string[];
}

/** One real start of ai-toolkit, with the diagnosis that it asks for. */
export interface SeenRun extends Changes {
  readonly id: string;
  readonly base: 'image' | 'edit' | 'plus';
  readonly outcome: { readonly phase: string; readonly exception: string | null; readonly effect?: string };
  readonly product: readonly string[];
  readonly severities: readonly Severity[];
  readonly verdict: string;
  readonly says: string;
  readonly text?: string;
  readonly files?: string;
  readonly before?: Changes;
  readonly env?: Readonly<Record<string, string>>;
}

const file = path.resolve(repositoryRoot, '../shared/oracle/runs.json');

/** The recorded starts; undefined where they do not lie beside the repository. */
export function readSeenRuns(): readonly SeenRun[] | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const numbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
  const kept = text.replace(numbers, (found) => (found.startsWith('"') ? found : `{"written":"${found}"}`));
  return JSON.parse(kept) as SeenRun[];
}

/** The config that the case was started with. */
export function configOf(run: SeenRun): string {
  return run.text === undefined ? configWith(run.base, run) : placed(run.text);
}

/** The config of the start before, whose job folder the case found. */
function configBefore(run: SeenRun): string | undefined {
  return run.before && configWith(run.base, run.before);
}

/** The config that nothing was changed in. */
export function baseConfig(base: SeenRun['base']): string {
  return configWith(base, { set: {}, unset: [] });
}

function configWith(base: SeenRun['base'], changes: Changes): string {
  const config = baseOf(base);
  for (const [dotted, value] of Object.entries(changes.set)) put(config, dotted, value);
  for (const dotted of changes.unset) put(config, dotted, undefined);
  return `${dump(config as Value, '')}\n`;
}

type Tree = { [key: string]: unknown };

function put(config: Tree, dotted: string, value: Value | undefined): void {
  const inRoot = dotted.startsWith('/');
  const steps = dotted.replace('/', '').split('.');
  let node: Tree = config;
  if (!inRoot) for (const step of ['config', 'process', '0']) node = node[step] as Tree;
  for (const step of steps.slice(0, -1)) {
    node[step] ??= {};
    node = node[step] as Tree;
  }
  const last = steps.at(-1) ?? '';
  if (value !== undefined) node[last] = value;
  else if (Array.isArray(node)) node.splice(Number(last), 1);
  else delete node[last];
}

const number = (written: string): WrittenNumber => ({ written });

/** The small run of `tools/real_run.py`, on which the cases were built. */
function baseOf(base: SeenRun['base']): Tree {
  const dataset: Tree = {
    folder_path: '/run/data/face',
    caption_ext: 'txt',
    caption_dropout_rate: number('0.05'),
    cache_latents_to_disk: true,
    resolution: [number('64')],
  };
  const sample: Tree = {
    sampler: 'flowmatch',
    sample_every: number('3'),
    width: number('64'),
    height: number('64'),
    prompts: ['[trigger] smiling'],
    neg: '',
    seed: number('42'),
    walk_seed: true,
    guidance_scale: number('4'),
    sample_steps: number('2'),
  };
  if (base !== 'image') {
    sample.samples = [
      {
        prompt: 'add a hat',
        [base === 'edit' ? 'ctrl_img' : 'ctrl_img_1']: '/run/data/control_1/00.png',
      },
    ];
    delete sample.prompts;
  }
  if (base === 'edit') dataset.control_path = '/run/data/control_1';
  if (base === 'plus') {
    dataset.control_path_1 = '/run/data/control_1';
    dataset.control_path_2 = '/run/data/control_2';
  }
  const arch = { image: 'qwen_image', edit: 'qwen_image_edit', plus: 'qwen_image_edit_plus' }[base];
  const process: Tree = {
    type: 'sd_trainer',
    training_folder: '/run/output',
    device: 'cpu',
    trigger_word: 'mira',
    network: { type: 'lora', linear: number('4'), linear_alpha: number('4') },
    save: { dtype: 'bf16', save_every: number('3'), max_step_saves_to_keep: number('2') },
    datasets: [dataset],
    train: {
      batch_size: number('1'),
      steps: number('6'),
      gradient_accumulation: number('1'),
      train_unet: true,
      train_text_encoder: false,
      gradient_checkpointing: true,
      noise_scheduler: 'flowmatch',
      optimizer: 'adamw',
      lr: number('0.0001'),
      dtype: 'fp32',
    },
    model: {
      name_or_path: base === 'image' ? '/models/tiny' : '/models/tiny-edit',
      arch,
      quantize: false,
      quantize_te: false,
    },
    sample,
  };
  return {
    job: 'extension',
    config: { name: 'tiny', process: [process] },
    meta: { name: '[name]', version: '1.0' },
  };
}

/** Block style as PyYAML dumps it, with numbers as they were written. */
function dump(value: Value, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return value.map((item) => `${indent}- ${dump(item, `${indent}  `).trimStart()}`).join('\n');
  }
  if (typeof value === 'object' && value !== null && !isWritten(value)) {
    const entries = Object.entries(value as Readonly<Record<string, Value>>);
    if (entries.length === 0) return '{}';
    return entries.map(([key, item]) => `${indent}${scalar(key)}:${below(item, indent)}`).join('\n');
  }
  return isWritten(value) ? value.written.replace(/^(-?\d+)(e)/, '$1.0$2') : scalar(value as string);
}

function below(item: Value, indent: string): string {
  const text = dump(item, Array.isArray(item) ? indent : `${indent}  `);
  const isBlock = typeof item === 'object' && item !== null && !isWritten(item) && !/^[[{]/.test(text);
  return isBlock ? `\n${text}` : ` ${text}`;
}

function scalar(value: string | boolean | null): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  const text = placed(value);
  const isPlain = /^[\w/.$][\w/. ,$-]*$/.test(text) && !/\s$/.test(text);
  return isPlain && typeof readPlainScalar(text).value === 'string' ? text : JSON.stringify(text);
}

function isWritten(value: unknown): value is WrittenNumber {
  return typeof value === 'object' && value !== null && 'written' in value;
}

/** Recorded texts have marks where the machine's own paths were. */
function placed(text: string): string {
  return text
    .replaceAll('<run>', '/run')
    .replaceAll('<model>', '/models/tiny')
    .replaceAll('<toolkit>', '/toolkit')
    .replaceAll('<hub>', '/hub')
    .replaceAll('<other>/x', '$HOME/x')
    .replaceAll('<other>', '/elsewhere');
}

const stems = ['00', '01', '02', '03'];
const sizes = [
  [256, 256],
  [320, 200],
  [200, 320],
  [256, 192],
] as const;
const captions = [
  'a portrait of [trigger], smiling',
  'mira standing in natural light',
  'mira, full body',
  'mira, close up',
];

/** What lay on the disk when the case was started, as far as the record tells. */
export function diskOf(run: SeenRun): FileTree {
  const tree: Record<string, FileTree[string]> = {};
  for (const [index, stem] of stems.entries()) {
    const [width = 0, height = 0] = sizes[index] ?? [];
    tree[`/run/data/face/${stem}.png`] = { width, height };
    tree[`/run/data/face/${stem}.txt`] = captions[index] ?? '';
    for (const control of run.base === 'edit' ? [1] : run.base === 'plus' ? [1, 2] : [])
      tree[`/run/data/control_${control}/${stem}.png`] = { width, height };
  }
  for (const [folder, pipeline] of Object.entries({ tiny: 'QwenImage', 'tiny-edit': 'QwenImageEditPlus' })) {
    tree[`/models/${folder}/model_index.json`] = `{"_class_name": "${pipeline}Pipeline"}`;
    tree[`/models/${folder}/transformer/config.json`] = '{"_class_name": "QwenImageTransformer2DModel"}';
    const parts = ['text_encoder/config.json', 'vae/config.json', 'tokenizer/tokenizer_config.json'];
    if (folder === 'tiny-edit') parts.push('processor/preprocessor_config.json');
    for (const part of parts) tree[`/models/${folder}/${part}`] = '{}';
  }
  const pretrained = run.set['network.pretrained_lora_path'];
  if (typeof pretrained === 'string' && !/none|\/data$/.test(pretrained))
    tree[placed(pretrained)] = { step: 6 };
  addJobFolder(tree, run);
  changeFiles(tree, run.files ?? '');
  return tree;
}

/** What a finished run leaves (as `real-runs` recorded it), with the config that it was started with. */
function addJobFolder(tree: Record<string, FileTree[string]>, run: SeenRun): void {
  const before = configBefore(run);
  if (before === undefined) return;
  const name = String(run.before?.set['/config.name'] ?? 'tiny');
  const base = placed(String(run.before?.set.training_folder ?? '/run/output'));
  const folder = `${base}/${name}`;
  const left: readonly (readonly [string, FileTree[string], number])[] = [
    ['config.yaml', { text: before }, 0],
    ['samples/1__000000006_0.jpg', { width: 64, height: 64 }, 9],
    [`${name}_000000003.safetensors`, { step: 3 }, 3],
    [`${name}.safetensors`, { step: 6 }, 6],
    ['optimizer.pt', {}, 7],
    ['loss_log.db', {}, 9],
  ];
  for (const [file, facts, at] of left)
    tree[`${folder}/${file}`] = {
      ...(typeof facts === 'string' ? { text: facts } : facts),
      created: at,
      modified: at,
    };
}

/** The record says in words what was changed on the disk. */
function changeFiles(tree: Record<string, FileTree[string]>, words: string): void {
  const remove = (pattern: RegExp) => {
    for (const file of Object.keys(tree)) if (pattern.test(file)) delete tree[file];
  };
  const added = /^\+ (?:folder )?([\w.]+)/.exec(words)?.[1];
  if (added !== undefined && words.includes('in the job folder')) {
    const file = `/run/output/tiny/${added}${words.startsWith('+ folder') ? '/' : ''}`;
    tree[file] = { created: 50, modified: 50 };
  } else if (added !== undefined && /^zz\./i.test(added)) {
    tree[`/run/data/face/${added}`] = words.includes('0 bytes') ? { size: 0 } : { width: 64, height: 64 };
    tree['/run/data/face/zz.txt'] = 'mira';
    tree['/run/data/face/ZZ.txt'] = 'mira';
  }
  if (words.includes('reg'))
    for (const stem of stems) {
      tree[`/run/data/reg/${stem}.png`] = { width: 64, height: 64 };
      tree[`/run/data/reg/${stem}.txt`] = 'a person';
    }
  if (words.startsWith('white masks'))
    for (const stem of stems) tree[`/run/data/masks/${stem}.png`] = { width: 64, height: 64 };
  if (words.includes('nonsense')) for (const stem of stems) tree[`/run/data/face/${stem}.png`] = 'nonsense';
  if (/captions only|one image only|first image only/.test(words))
    remove(words.startsWith('captions') ? /face\/.*png$/ : /(?:face|control_\d)\/0[1-3]\./);
  if (words.includes('first two images')) remove(/(?:face|control_\d)\/0[23]\./);
  if (words.startsWith('no caption')) remove(/face\/.*txt$/);
  if (words.includes('Latin-1'))
    tree['/run/data/face/00.txt'] = { bytes: [0x53, 0x74, 0x72, 0x61, 0xdf, 0x65] };
  if (words.includes('byte order')) tree['/run/data/face/00.txt'] = '\u{feff}a portrait of [trigger]';
  if (words.includes('three of four')) remove(/control_1\/0[1-3]/);
  if (words.includes('.JPG')) {
    remove(/control_1\//);
    for (const stem of stems) tree[`/run/data/control_1/${stem}.JPG`] = { width: 64, height: 64 };
  }
  if (words.includes('00.png replaced')) {
    tree['/run/data/face/00.png'] = { width: 256, height: 256, created: 90, modified: 90 };
    for (const stem of stems)
      tree[`/run/data/face/_latent_cache/${stem}_mkSyytIdBKG2WHo2tPrNCA.safetensors`] = {
        step: null,
        created: 2,
        modified: 2,
      };
  }
  if (words.includes('40_maya')) {
    for (const stem of stems) {
      tree[`/run/data/40_maya/${stem}.png`] = { width: 256, height: 256 };
      tree[`/run/data/40_maya/${stem}.txt`] = 'mira';
    }
  }
}
