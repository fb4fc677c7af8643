import { type ConfigNode, isNumber, isText, isTruthy } from '../syntax/config-node';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Change, PlainValue } from './change';
import type { RehearsalTarget } from './rehearsal-target';

/** Pixels of a side of a rehearsed image or sample. */
const smallSide = 64;

/**
 * The changes to lengths, intervals and places: `train`, `save`, `sample`, `logging`.
 *
 * @param more steps of the second start beyond those of the first
 */
export function runChanges(process: TrainingProcess, target: RehearsalTarget, more = 0): Change[] {
  return [
    ...trainingFolder(process, target),
    ...steps(process, target.steps, more),
    ...number(process, 'save', 'save_every', 1, 1000, 'saving is seen on the way'),
    ...number(
      process,
      'sample',
      'sample_every',
      Math.max(2, target.steps - 1),
      100,
      'sampling is seen on the way',
    ),
    ...['sample', 'first_sample'].flatMap((key) => samples(process.section(key))),
    ...off(process, 'save', 'push_to_hub', 'nothing leaves this machine'),
    ...off(process, 'logging', 'use_wandb', 'nothing leaves this machine; the import is tried'),
  ];
}

function trainingFolder(process: TrainingProcess, target: RehearsalTarget): Change[] {
  if (!isText(process.node('training_folder'))) return [];
  const path = [...process.path, 'training_folder'];
  return [{ path, to: target.trainingFolder, why: 'a temporary folder: yours is not touched' }];
}

function steps(process: TrainingProcess, most: number, more: number): Change[] {
  const written = process.node('train.steps');
  const why = 'enough to see training, saving and a later step';
  if (!isNumber(written)) return number(process, 'train', 'steps', most + more, 1000, why);
  const first = Math.min(written.value, most);
  if (written.type !== 'integer' || first < 1 || first + more === written.value) return [];
  return [{ path: [...process.path, 'train', 'steps'], to: first + more, why }];
}

/**
 * A whole number becomes a smaller one. What ai-toolkit cannot use (a text, a fraction, nothing) stays, so that it fails as
 * it would. A section that is absent is written, because its default would run for hours.
 */
function number(
  process: TrainingProcess,
  section: string,
  key: string,
  small: number,
  byDefault: number,
  why: string,
): Change[] {
  const parent = process.entry(section);
  // Without `sample` there is no sample; ai-toolkit's defaults for `train` and `save` count on.
  if (!parent) {
    return section === 'sample' ? [] : [{ path: [...process.path, section], to: { [key]: small }, why }];
  }
  if (parent.value.kind !== 'mapping') return [];
  return smaller(process, `${section}.${key}`, small, byDefault, why);
}

function smaller(at: Section, dotted: string, small: number, byDefault: number, why: string): Change[] {
  const node = at.node(dotted);
  if (node && !isWhole(node)) return [];
  const value = isNumber(node) ? node.value : byDefault;
  return value > small ? [{ path: [...at.path, ...dotted.split('.')], to: small, why }] : [];
}

function isWhole(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.type === 'integer';
}

function off(process: TrainingProcess, section: string, key: string, why: string): Change[] {
  return isTruthy(process.node(`${section}.${key}`))
    ? [{ path: [...process.path, section, key], to: false, why }]
    : [];
}

function samples(sample: Section | undefined): Change[] {
  if (!sample) return [];
  const list = sample.entry('samples') ? 'samples' : 'prompts';
  const items = sample.node(list);
  const kept = items?.kind === 'sequence' ? firstOfEachShape(items.items) : new Set<number>();
  const path = [...sample.path, list];
  const removed =
    items?.kind === 'sequence'
      ? items.items.flatMap((_, index) =>
          kept.has(index) ? [] : [{ path: [...path, index], to: undefined, why: 'one sample of each kind' }],
        )
      : [];
  const own =
    items?.kind === 'sequence'
      ? items.items.flatMap((item, index) => (kept.has(index) ? ofItem(item, [...path, index]) : []))
      : [];
  const sections = sample.sections('samples').filter(({ path: at }) => kept.has(Number(at.at(-1))));
  return [
    ...sizes(sample, true),
    ...sections.flatMap((section) => sizes(section, false)),
    ...removed,
    ...own,
  ];
}

const why = { size: 'small samples take seconds', steps: 'one denoising step takes seconds' };

function sizes(at: Section, withDefaults: boolean): Change[] {
  return [
    ['width', smallSide, 512, why.size] as const,
    ['height', smallSide, 512, why.size] as const,
    ['sample_steps', 1, 20, why.steps] as const,
  ].flatMap(([key, small, byDefault, reason]) =>
    withDefaults || at.entry(key) ? smaller(at, key, small, byDefault, reason) : [],
  );
}

/** `--w 1024 --h 1024 --s 28` in a prompt, also in an item of `samples`. */
function ofItem(item: ConfigNode, path: readonly (string | number)[]): Change[] {
  if (isText(item)) {
    const to = smallFlags(item.value);
    return to === item.value ? [] : [{ path, to, why: why.size }];
  }
  const prompt = item.kind === 'mapping' ? item.entries.find(({ key }) => key.value === 'prompt') : undefined;
  if (!prompt || !isText(prompt.value)) return [];
  const to = smallFlags(prompt.value.value);
  return to === prompt.value.value ? [] : [{ path: [...path, 'prompt'], to, why: why.size }];
}

function smallFlags(prompt: string): string {
  return prompt
    .replace(/(--(?:w|h)\s+)(\d+)/g, (whole, flag: string, side: string) =>
      Number(side) > smallSide ? `${flag}${smallSide}` : whole,
    )
    .replace(/(--(?:s|steps)\s+)(\d+)/g, (whole, flag: string, steps: string) =>
      Number(steps) > 1 ? `${flag}1` : whole,
    );
}

/** The shape of a sample: its keys and the flags in its prompt. */
function firstOfEachShape(items: readonly ConfigNode[]): Set<number> {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const shape = shapeOf(item);
    if (!seen.has(shape)) seen.set(shape, index);
  }
  return new Set(seen.values());
}

function shapeOf(item: ConfigNode): string {
  if (item.kind === 'mapping') {
    const keys = item.entries
      .filter((entry) => !entry.shadowed)
      .map(({ key, value }) => `${key.value}:${typeOf(value)}`);
    const prompt = item.entries.find(({ key }) => key.value === 'prompt')?.value;
    return `${keys.sort().join(' ')} ${flagsOf(isText(prompt) ? prompt.value : '')}`;
  }
  return isText(item) ? `text ${flagsOf(item.value)}` : typeOf(item);
}

function typeOf(node: ConfigNode): string {
  return node.kind === 'scalar' ? node.type : node.kind;
}

function flagsOf(prompt: string): string {
  return [...new Set(prompt.match(/--[\w-]+/g) ?? [])].sort().join(' ');
}

/** A side of the images of a dataset, small but as divisible as the written one: 1024 becomes 64, and 1000 becomes 72. */
export function smallResolution(written: PlainValue): PlainValue {
  if (typeof written !== 'number' || !Number.isInteger(written) || written <= smallSide + 15) return written;
  return smallSide + (written % 16);
}
