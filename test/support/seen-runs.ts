import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Severity } from '../../core/syntax/finding';
import { readPlainScalar } from '../../core/syntax/yaml-dialect';
import { repositoryRoot } from './find-in-text';

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
export function configBefore(run: SeenRun): string | undefined {
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

function sampleOf(base: SeenRun['base']): Tree {
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
  return sample;
}

/** The small run of `tools/real_run.py`, on which the cases were built. */
function baseOf(base: SeenRun['base']): Tree {
  const dataset: Tree = {
    folder_path: '/run/data/face',
    caption_ext: 'txt',
    caption_dropout_rate: number('0.05'),
    cache_latents_to_disk: true,
    resolution: [number('64')],
  };
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
    sample: sampleOf(base),
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
export function placed(text: string): string {
  return text
    .replaceAll('<run>', '/run')
    .replaceAll('<model>', '/models/tiny')
    .replaceAll('<toolkit>', '/toolkit')
    .replaceAll('<hub>', '/hub')
    .replaceAll('<other>/x', '$HOME/x')
    .replaceAll('<other>', '/elsewhere');
}
