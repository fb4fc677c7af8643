import type { ConfigDocument } from '../syntax/config-document';
import {
  type BooleanScalar,
  type ConfigNode,
  type Entry,
  entryOf,
  isBoolean,
  isNumber,
  isText,
  isTruthy,
  type MappingNode,
  type NumberScalar,
  type ScalarNode,
  scalarText,
  type TextScalar,
} from '../syntax/config-node';
import { type ConfigPath, formatPath } from '../syntax/config-path';

/** A mapping of the config with typed, dotted access: `process.text('sample.sampler')`. What rules see. */
export interface Section {
  readonly path: ConfigPath;
  /** `config.process[0].train` */
  readonly configPath: string;
  readonly mapping: MappingNode;
  /** The key that names this section; undefined for the root and for items of a list. */
  readonly key: ScalarNode | undefined;
  entry(key: string): Entry | undefined;
  /** Anything at the key, null included; undefined when the key is not written. */
  node(key: string): ConfigNode | undefined;
  text(key: string): TextScalar | undefined;
  number(key: string): NumberScalar | undefined;
  flag(key: string): BooleanScalar | undefined;
  /** What Python's `if value:` makes of it; false when absent. */
  truthy(key: string): boolean;
  section(key: string): Section | undefined;
  /** The mappings in a list. */
  sections(key: string): readonly Section[];
}

/** One item of `config.process`. */
export interface TrainingProcess extends Section {
  readonly index: number;
  readonly type: string | undefined;
  /** One of the process types that train through ai-toolkit's SDTrainer. */
  readonly isTrainer: boolean;
  /**
   * `model.arch` without the part behind a colon, as ai-toolkit matches it (toolkit/config_modules.py:766); where it is not
   * written, what a legacy flag such as `is_flux: true` makes of it.
   */
  readonly arch: string | undefined;
  readonly nameOrPath: string | undefined;
  /** The guide's `is_qwen: true`, which ai-toolkit never reads but which says what the author means. */
  readonly saysQwen: boolean;
  readonly datasets: readonly Section[];
}

/** A typed view over a config's tree; total, whatever the tree holds. */
export interface TrainingConfig {
  readonly document: ConfigDocument;
  readonly root: Section | undefined;
  readonly job: string | undefined;
  /** `config.name` as written. */
  readonly name: ScalarNode | undefined;
  readonly processes: readonly TrainingProcess[];
  /** The processes that rules about training look at. */
  readonly trainers: readonly TrainingProcess[];
}

const trainerTypes = new Set(['sd_trainer', 'diffusion_trainer', 'ui_trainer', 'textual_inversion_trainer']);

/** Builds the view that rules and features read. */
export function viewTrainingConfig(document: ConfigDocument): TrainingConfig {
  const root = document.root?.kind === 'mapping' ? section(document.root, [], undefined) : undefined;
  const name = root?.node('config.name');
  const processes = (root?.sections('config.process') ?? []).map((item) => processView(item));
  return {
    document,
    root,
    job: scalarText(root?.node('job')),
    name: name?.kind === 'scalar' ? name : undefined,
    processes,
    trainers: processes.filter((process) => process.isTrainer),
  };
}

/** A section view of any mapping, for features that walk the tree themselves. */
export function section(mapping: MappingNode, path: ConfigPath, key: ScalarNode | undefined): Section {
  const entry = (dotted: string): Entry | undefined => {
    if (!dotted.includes('.')) return entryOf(mapping, dotted);
    const steps = dotted.split('.');
    let node: ConfigNode | undefined = mapping;
    let found: Entry | undefined;
    for (const step of steps) {
      found = entryOf(node, step);
      node = found?.value;
    }
    return found;
  };
  const node = (dotted: string) => entry(dotted)?.value;
  const at = (dotted: string): ConfigPath => [...path, ...dotted.split('.')];
  return {
    path,
    configPath: formatPath(path),
    mapping,
    key,
    entry,
    node,
    text: (dotted) => only(node(dotted), isText),
    number: (dotted) => only(node(dotted), isNumber),
    flag: (dotted) => only(node(dotted), isBoolean),
    truthy: (dotted) => isTruthy(node(dotted)),
    section: (dotted) => {
      const found = entry(dotted);
      return found?.value.kind === 'mapping' ? section(found.value, at(dotted), found.key) : undefined;
    },
    sections: (dotted) => itemsOf(node(dotted), at(dotted)),
  };
}

function itemsOf(list: ConfigNode | undefined, path: ConfigPath): Section[] {
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap((item, index) =>
    item.kind === 'mapping' ? [section(item, [...path, index], undefined)] : [],
  );
}

function only<T extends ConfigNode>(
  node: ConfigNode | undefined,
  is: (node: ConfigNode | undefined) => node is T,
): T | undefined {
  return is(node) ? node : undefined;
}

function processView(item: Section): TrainingProcess {
  const type = scalarText(item.node('type'));
  const arch = scalarText(item.node('model.arch'))?.split(':')[0] ?? archByFlag(item);
  const lastStep = item.path.at(-1);
  return {
    ...item,
    index: typeof lastStep === 'number' ? lastStep : 0,
    type,
    isTrainer: type !== undefined && trainerTypes.has(type),
    arch,
    nameOrPath: scalarText(item.node('model.name_or_path')),
    saysQwen: item.truthy('model.is_qwen'),
    datasets: item.sections('datasets'),
  };
}

/** The flags that stood in for `arch` once, in the order in which ai-toolkit asks (toolkit/config_modules.py:799-819). */
const legacyFlags = [
  ['is_v2', 'sd2'],
  ['is_v3', 'sd3'],
  ['is_xl', 'sdxl'],
  ['is_pixart', 'pixart'],
  ['is_pixart_sigma', 'pixart_sigma'],
  ['is_auraflow', 'auraflow'],
  ['is_flux', 'flux'],
  ['is_lumina2', 'lumina2'],
  ['is_vega', 'vega'],
  ['is_ssd', 'ssd'],
] as const;

function archByFlag(item: Section): string | undefined {
  return legacyFlags.find(([flag]) => item.truthy(`model.${flag}`))?.[1];
}
