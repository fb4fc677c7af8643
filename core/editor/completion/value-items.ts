import { CompletionItemKind } from 'vscode-languageserver-types';
import { archOf } from '../../profiles/config-skeletons';
import { guideAdvice } from '../../profiles/guide-advice';
import { type QwenCheckpoint, qwenCheckpoints } from '../../profiles/qwen-checkpoints';
import { knownValues, meaningOf, valueWhenAbsent } from '../../schema/schema-lookup';
import type { CompletionContext } from './completion-context';
import { usualValue } from './key-items';
import type { ItemDraft } from './make-item';
import { scalarSource } from './text-parts';

type Scalar = string | number | boolean;

interface Offer {
  readonly value: Scalar;
  /** Shown instead of a value that is too long for a list. */
  readonly label?: string | undefined;
  readonly sort: string;
  readonly detail?: string | undefined;
  readonly documentation?: string | undefined;
}

/** The values for the key at the cursor: those that suit this file first, then the usual ones, then all others. */
export function valueItems(context: CompletionContext): ItemDraft[] {
  const { key } = context.place;
  if (!key || context.place.section) return [];
  const offers = [
    ...checkpointOffers(context),
    ...guideOffers(context),
    ...usualOffers(context),
    ...enumeratedOffers(context),
    ...booleanOffers(context),
    ...defaultOffers(context),
    ...exampleOffers(context),
  ];
  const seen = new Set<string>();
  return offers
    .filter(({ value }) => {
      const known = seen.has(String(value));
      seen.add(String(value));
      return !known && (context.cursor.quote === '' || typeof value === 'string');
    })
    .map((offer) => valueItem(context, offer));
}

function valueItem(
  context: CompletionContext,
  { value, label, sort, detail, documentation }: Offer,
): ItemDraft {
  const { quote, tight } = context.cursor;
  const source = quote === '' ? scalarSource(value, context.notation) : quoted(String(value), quote);
  return {
    label: label ?? (value === '' ? '""' : String(value)),
    kind: context.place.values ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
    text: [tight ? ` ${source}` : source],
    sort,
    ...(quote !== '' || label !== undefined ? { filter: source } : {}),
    detail,
    documentation,
  };
}

/** What belongs to the checkpoint of this file, and the checkpoints themselves. */
function checkpointOffers(context: CompletionContext): Offer[] {
  const { checkpoint } = context.model;
  switch (context.processKey) {
    case 'model.name_or_path':
      return qwenCheckpoints.map((known, index) => ({
        value: known.hubId,
        sort: `${known.arch === context.process?.arch ? '0' : '1'}${index}`,
        detail: `arch: ${archOf(known)}`,
        documentation: checkpointText(known),
      }));
    case 'model.arch':
      return checkpoint
        ? [{ value: archOf(checkpoint), sort: '00', detail: `the arch of ${checkpoint.name}` }]
        : [];
    case 'model.qtype':
      return Object.entries(checkpoint?.recoveryAdapters ?? {}).map(([qtype, value]) => ({
        value,
        label: `${qtype} with recovery adapter`,
        sort: `28${qtype}`,
        detail: `made for ${checkpoint?.name}`,
        documentation: context.place.values && meaningOf(context.place.values, qtype),
      }));
    default:
      return [];
  }
}

function checkpointText(checkpoint: QwenCheckpoint): string {
  const bits = Object.keys(checkpoint.recoveryAdapters).join(', ');
  return `Trained with \`arch: ${archOf(checkpoint)}\`. Recovery adapters: ${bits}.`;
}

function guideOffers(context: CompletionContext): Offer[] {
  const { family, useCase } = context.model;
  const advice = family && context.processKey ? guideAdvice(context.processKey, family, useCase) : undefined;
  if (!advice) return [];
  const documentation = context.place.values && meaningOf(context.place.values, String(advice.best));
  return [{ value: advice.best, sort: '00', detail: "the guide's value", documentation }];
}

/** What the guide's template has here, where it says no more about it. */
function usualOffers(context: CompletionContext): Offer[] {
  const { path } = context.cursor;
  const name = path.at(-1);
  // Names and folders differ from job to job.
  if (typeof name !== 'string' || (context.place.types[0] === 'string' && !context.place.values)) return [];
  const section = {
    ...context,
    processKey: parentKey(context),
    cursor: { ...context.cursor, path: path.slice(0, -1) },
  };
  const value = usualValue(section, name);
  if (value === undefined) return [];
  const documentation = context.place.values && meaningOf(context.place.values, String(value));
  return [{ value, sort: '01', detail: 'usual', documentation }];
}

function parentKey({ processKey }: CompletionContext): string | undefined {
  if (processKey === undefined || processKey === '') return undefined;
  return processKey.split('.').slice(0, -1).join('.');
}

function enumeratedOffers(context: CompletionContext): Offer[] {
  const { values, key } = context.place;
  if (!values) return [];
  const usual = key && valueWhenAbsent(key.node);
  return knownValues(values).map(({ value, description, common }, index) => ({
    value,
    sort: value === usual ? '25' : `${common ? '3' : '5'}${String(index).padStart(3, '0')}`,
    detail: value === usual ? 'default' : undefined,
    documentation: description,
  }));
}

function booleanOffers(context: CompletionContext): Offer[] {
  const { key, types } = context.place;
  if (!key || !types.includes('boolean') || context.place.values) return [];
  const usual = valueWhenAbsent(key.node);
  return [true, false].map((value) => ({
    value,
    sort: value ? '30' : '31',
    detail: value === usual ? 'default' : undefined,
    documentation: key.node.description,
  }));
}

function defaultOffers(context: CompletionContext): Offer[] {
  const { key, isItem } = context.place;
  const usual = key && !isItem ? valueWhenAbsent(key.node) : undefined;
  const scalar = typeof usual === 'number' || (typeof usual === 'string' && usual !== '');
  return scalar ? [{ value: usual, sort: '20', detail: 'default' }] : [];
}

function exampleOffers(context: CompletionContext): Offer[] {
  const { key } = context.place;
  // Adapters of other checkpoints would only do harm once the checkpoint is known.
  if (!key || (context.processKey === 'model.qtype' && context.process?.nameOrPath !== undefined)) return [];
  return (key.node.examples ?? []).flatMap((value, index) =>
    typeof value === 'string' || typeof value === 'number'
      ? [{ value, sort: `6${String(index).padStart(3, '0')}` }]
      : [],
  );
}

function quoted(value: string, quote: '"' | "'"): string {
  return quote === '"' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}
