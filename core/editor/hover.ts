import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { AdviceUseCase } from '../profiles/guide-advice';
import { familyOf } from '../profiles/model-families';
import { type ConfigSchema, lookupOf } from '../schema/config-schema';
import { type SchemaPlace, schemaPlaceAt } from '../schema/schema-lookup';
import type { ConfigDocument } from '../syntax/config-document';
import { scalarText } from '../syntax/config-node';
import { type ConfigPath, type Place, placeAt } from '../syntax/config-path';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { effectText } from './hover/effect-text';
import { guideText } from './hover/guide-text';
import { keyText } from './hover/key-text';
import { valueText } from './hover/value-text';
import { toRange } from './to-protocol';

export interface HoverOptions {
  readonly useCase: AdviceUseCase;
  /** The client shows Markdown. */
  readonly markdown: boolean;
  /** Link to the docs page of a code. */
  documentation(code: string): string;
}

/** What is known of the key or value at an offset; undefined where ai-toolkit reads nothing. */
export function hover(
  config: TrainingConfig,
  offset: number,
  schema: ConfigSchema,
  options: HoverOptions,
): Hover | undefined {
  const { document } = config;
  const place = placeAt(document.root, offset);
  if (!place || place.path.length === 0) return undefined;
  const schemaPlace = schemaPlaceAt(lookupOf(schema), document.root, place.path);
  if (!schemaPlace.key || (place.node.kind !== 'scalar' && !place.onKey)) return undefined;
  const paragraphs = paragraphsFor(config, place, schemaPlace, schema, options);
  const value = paragraphs.join('\n\n');
  return {
    contents: {
      kind: options.markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: options.markdown ? value : plainText(value),
    },
    range: toRange(document, place.onKey && place.entry ? place.entry.key.span : place.node.span),
  };
}

function paragraphsFor(
  config: TrainingConfig,
  place: Place,
  { key, values }: SchemaPlace,
  schema: ConfigSchema,
  options: HoverOptions,
): string[] {
  if (!key) return [];
  const process = processOf(config, place.path);
  const name = nameOf(place.path, process !== undefined);
  const family = process && familyOf(process);
  const guide = process ? guideText({ key: name, value: place.node, family, ...options }) : [];
  const written = place.onKey ? undefined : scalarText(place.node);
  const ofValue =
    written === undefined ? [] : valueText({ value: written, name, values, nameOrPath: process?.nameOrPath });
  const spans = [place.node.span, ...(place.entry ? [place.entry.key.span] : [])];
  const effect = effectText(config, spans, options.useCase);
  if (ofValue.length > 0) return [...ofValue, ...effect, ...guide];
  const section = sectionHolding(config.document, schema, place.path);
  return [...keyText({ key, section, name, isQwen: family === 'qwen' }), ...effect, ...guide];
}

function sectionHolding(
  document: ConfigDocument,
  schema: ConfigSchema,
  path: ConfigPath,
): SchemaPlace['section'] {
  const last = path.findLastIndex((step) => typeof step === 'string');
  return schemaPlaceAt(lookupOf(schema), document.root, path.slice(0, last)).section;
}

function processOf(config: TrainingConfig, path: ConfigPath): TrainingProcess | undefined {
  if (path[0] !== 'config' || path[1] !== 'process') return undefined;
  return config.processes.find((process) => process.index === path[2]);
}

/** `train.lr` inside a process, else the whole path; indexes of lists are left out. */
function nameOf(path: ConfigPath, inProcess: boolean): string {
  return path
    .slice(inProcess ? 3 : 0)
    .filter((step) => typeof step === 'string')
    .join('.');
}

/** Markdown without its marks, for clients that show them as they are. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^\|(?: *:?-+ *\|)+$\n?/gm, '')
    .replace(/^\| *(.*?) *\|$/gm, (_row, cells: string) => cells.replace(/ *\| */g, '  '))
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/\*\*/g, '')
    .replace(/`/g, '');
}
