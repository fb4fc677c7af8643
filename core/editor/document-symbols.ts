import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { ConfigDocument } from '../syntax/config-document';
import {
  type ConfigNode,
  type Entry,
  isNumber,
  isTruthy,
  type MappingNode,
  type SequenceNode,
  scalarText,
} from '../syntax/config-node';
import type { Span } from '../syntax/finding';
import { datasetControls } from '../trainer/control-images';
import { type Section, section, type TrainingConfig, type TrainingProcess } from '../trainer/training-config';
import { toRange } from './to-protocol';

/**
 * The outline: the job, its processes, their sections, datasets and sample prompts, named by what tells them apart. Also
 * of a broken text, as far as it can be read. What an alias or a merge brings in stands where it was written.
 */
export function documentSymbols(config: TrainingConfig): DocumentSymbol[] {
  const { document, root } = config;
  if (!root) return [];
  return root.mapping.entries.flatMap((entry) => {
    if (isElsewhere(entry, root.mapping.span)) return [];
    const key = String(entry.key.value);
    if (key === 'config' && entry.value.kind === 'mapping') return [jobSymbol(config, entry, entry.value)];
    if (entry.value.kind === 'scalar') return [];
    return [symbolOf(document, entry, { name: key, kind: SymbolKind.Object })];
  });
}

interface Title {
  readonly name: string;
  readonly detail?: string | undefined;
  readonly kind: SymbolKind;
  readonly children?: readonly DocumentSymbol[];
}

/** Characters of a prompt's beginning. */
const promptStart = 28;

function jobSymbol(config: TrainingConfig, entry: Entry, mapping: MappingNode): DocumentSymbol {
  const { document } = config;
  const name = scalarText(config.name) ?? '';
  const list = mapping.entries.find((each) => each.key.value === 'process' && !each.shadowed);
  const items =
    list && !isElsewhere(list, mapping.span) && list.value.kind === 'sequence' ? list.value : undefined;
  const children = (items?.items ?? []).flatMap((item, index) => {
    const process = config.processes.find((one) => one.index === index);
    if (!items || !process || !within(item.span, items.span)) return [];
    return [processSymbol(document, process, config.processes.length)];
  });
  return symbolOf(document, entry, {
    name: name.trim() === '' ? 'job without a name' : name,
    detail: config.job === undefined ? 'job' : `job ${config.job}`,
    kind: SymbolKind.Module,
    children,
  });
}

function processSymbol(document: ConfigDocument, process: TrainingProcess, count: number): DocumentSymbol {
  const { mapping, index } = process;
  const typeEntry = process.entry('type');
  const children = mapping.entries.flatMap((entry) =>
    isElsewhere(entry, mapping.span) ? [] : processPart(document, process, entry),
  );
  const range = toRange(document, mapping.span);
  const selection =
    typeEntry && within(typeEntry.value.span, mapping.span) ? typeEntry.value.span : undefined;
  return {
    name: process.type || 'process without a type',
    ...(count > 1 ? { detail: `process ${index + 1} of ${count}` } : {}),
    kind: SymbolKind.Class,
    range,
    selectionRange: selection ? toRange(document, selection) : { start: range.start, end: range.start },
    children,
  };
}

function processPart(document: ConfigDocument, process: TrainingProcess, entry: Entry): DocumentSymbol[] {
  const key = String(entry.key.value);
  const { value } = entry;
  if (value.kind === 'sequence') {
    const children = key === 'datasets' ? datasetSymbols(document, value) : [];
    return [symbolOf(document, entry, { name: key, kind: SymbolKind.Array, children })];
  }
  if (value.kind === 'mapping') {
    const part = section(value, [...process.path, key], entry.key);
    const children = key === 'sample' || key === 'first_sample' ? promptSymbols(document, part) : [];
    const detail = details.get(key)?.(part);
    return [symbolOf(document, entry, { name: key, detail, kind: SymbolKind.Object, children })];
  }
  if (key !== 'trigger_word' || !isTruthy(value)) return [];
  return [
    symbolOf(document, entry, {
      name: `trigger word ${scalarText(value) ?? ''}`,
      kind: SymbolKind.Constant,
    }),
  ];
}

/** What identifies a section, in addition to its key. */
const details: ReadonlyMap<string, (part: Section) => string> = new Map([
  ['network', networkDetail],
  ['save', (part) => joined(every(part, 'save_every'), scalarText(part.node('dtype')))],
  ['train', trainDetail],
  ['model', (part) => joined(lastPart(scalarText(part.node('name_or_path'))), quantization(part))],
  ['sample', sampleDetail],
  ['first_sample', sampleDetail],
]);

/** `rank` is an older name of `linear`, and overrides it (toolkit/config_modules.py:172). */
function networkDetail(part: Section): string {
  return joined(
    scalarText(part.node('type')),
    worded(part, 'rank', 'rank') ?? worded(part, 'linear', 'rank'),
  );
}

function trainDetail(part: Section): string {
  const steps = scalarText(part.node('steps'));
  return joined(steps && `${steps} steps`, worded(part, 'lr', 'lr'));
}

function sampleDetail(part: Section): string {
  const [width, height] = [part.number('width'), part.number('height')];
  return joined(every(part, 'sample_every'), width && height && `${width.value}×${height.value}`);
}

/** The type as it is read: only with `quantize`, and without the adapter's long path (toolkit/config_modules.py:685-700). */
function quantization(model: Section): string | undefined {
  if (!model.truthy('quantize')) return undefined;
  const [type, adapter] = (scalarText(model.node('qtype')) ?? 'qfloat8').split('|');
  return adapter === undefined ? type : `${type} with adapter`;
}

function datasetSymbols(document: ConfigDocument, list: SequenceNode): DocumentSymbol[] {
  return list.items.flatMap((item) => {
    if (item.kind !== 'mapping' || !within(item.span, list.span)) return [];
    const dataset = section(item, [], undefined);
    const path = dataset.entry('folder_path') ?? dataset.entry('dataset_path');
    const folder = lastPart(scalarText(path?.value)) ?? 'without a folder';
    const repeats = dataset.number('num_repeats');
    const range = toRange(document, item.span);
    const selection =
      path && within(path.value.span, item.span) ? toRange(document, path.value.span) : undefined;
    const detail = joined(
      repeats && `${repeats.value} repeats`,
      datasetControls(dataset).entries.length > 0 && 'control images',
      dataset.truthy('is_reg') && 'regularization',
    );
    return [
      {
        name: `dataset ${joined(folder, resolutionText(dataset.node('resolution')))}`,
        ...(detail === '' ? {} : { detail }),
        kind: SymbolKind.Package,
        range,
        selectionRange: selection ?? { start: range.start, end: range.start },
      },
    ];
  });
}

/** `samples` replaces `prompts` (toolkit/config_modules.py:104-112). */
function promptSymbols(document: ConfigDocument, sample: Section): DocumentSymbol[] {
  const list = sample.node('samples') ?? sample.node('prompts');
  if (list?.kind !== 'sequence' || !within(list.span, sample.mapping.span)) return [];
  return list.items.flatMap((item, index) => {
    if (!within(item.span, list.span)) return [];
    const prompt = item.kind === 'mapping' ? section(item, [], undefined).node('prompt') : item;
    const text = shortened(scalarText(prompt) ?? '');
    const selection =
      prompt && within(prompt.span, item.span)
        ? prompt.span
        : { start: item.span.start, end: item.span.start };
    return [
      {
        name: `sample prompt ${index + 1}${text === '' ? '' : `: ${text}`}`,
        kind: SymbolKind.String,
        range: toRange(document, item.span),
        selectionRange: toRange(document, selection),
      },
    ];
  });
}

function symbolOf(document: ConfigDocument, entry: Entry, title: Title): DocumentSymbol {
  const { name, detail, kind, children } = title;
  return {
    // The protocol allows no empty name, and a half-typed key has none.
    name: name.trim() === '' ? 'key without a name' : name,
    ...(detail === undefined || detail === '' ? {} : { detail }),
    kind,
    range: toRange(document, entry.span),
    selectionRange: toRange(document, entry.key.span),
    ...(children && children.length > 0 ? { children: [...children] } : {}),
  };
}

function resolutionText(node: ConfigNode | undefined): string | undefined {
  if (node?.kind !== 'sequence') return scalarText(node);
  const sizes = new Set(node.items.filter((item) => isNumber(item)).map((item) => scalarText(item)));
  return [...sizes].join(', ');
}

function every(part: Section, key: string): string | undefined {
  const steps = part.number(key);
  return steps && `every ${steps.value} steps`;
}

function worded(part: Section, key: string, word: string): string | undefined {
  const node = part.node(key);
  // A learning rate is shown as it is written: `1e-4`.
  const text = node?.kind === 'scalar' && isNumber(node) ? node.source : scalarText(node);
  return text === undefined ? undefined : `${word} ${text}`;
}

function joined(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(' · ');
}

function lastPart(path: string | undefined): string | undefined {
  const name = path
    ?.trim()
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .at(-1);
  return name === '' ? undefined : name;
}

function shortened(prompt: string): string {
  const text = prompt.trim().replace(/\s+/g, ' ');
  if (text.length <= promptStart) return text;
  const cut = text.slice(0, promptStart + 1);
  const words = cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut.slice(0, promptStart);
  return `${words.replace(/[\s,;:.–-]+$/, '')}…`;
}

/** Merged entries and aliases have the spans of what they repeat. */
function isElsewhere(entry: Entry, parent: Span): boolean {
  return entry.merged || entry.shadowed || !within(entry.span, parent);
}

function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
