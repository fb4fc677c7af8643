import {
  entryOfSkeleton,
  jobSkeleton,
  type Skeleton,
  type SkeletonModel,
  sectionSkeleton,
} from '../../profiles/config-skeletons';
import type { AdviceUseCase } from '../../profiles/guide-advice';
import { familyOf } from '../../profiles/model-families';
import { certainQwenCheckpointOf, qwenCheckpointOf } from '../../profiles/qwen-checkpoints';
import { type ConfigSchema, lookupOf, type SchemaLookup } from '../../schema/config-schema';
import { type SchemaPlace, schemaPlaceAt } from '../../schema/schema-lookup';
import type { ConfigDocument } from '../../syntax/config-document';
import { parseConfigDocument } from '../../syntax/config-document';
import { type ConfigNode, entryOf, scalarText } from '../../syntax/config-node';
import { nodeAt } from '../../syntax/config-path';
import { type TrainingProcess, viewTrainingConfig } from '../../trainer/training-config';
import { type CursorContext, cursorContext, withoutHalfKey } from './cursor-context';
import type { Notation } from './text-parts';

/** Everything that is known where the cursor stands. */
export interface CompletionContext {
  readonly document: ConfigDocument;
  readonly offset: number;
  readonly cursor: CursorContext;
  readonly notation: Notation;
  readonly lookup: SchemaLookup;
  /** Of the mapping, list or value at the cursor's path. */
  readonly place: SchemaPlace;
  /** The tree without the half-typed key. */
  readonly root: ConfigNode | undefined;
  /** What the tree holds at the cursor's path. */
  readonly node: ConfigNode | undefined;
  readonly process: TrainingProcess | undefined;
  readonly model: SkeletonModel;
  /** The path inside its process, without list indexes: `train.lr`; undefined outside of processes. */
  readonly processKey: string | undefined;
  readonly job: string | undefined;
}

/** Looks around the cursor; undefined where nothing can be completed. */
export function completionContextAt(
  document: ConfigDocument,
  offset: number,
  schema: ConfigSchema,
  useCase: AdviceUseCase,
): CompletionContext | undefined {
  const cursor = cursorContext(document.text, offset);
  if (!cursor) return undefined;
  const readable = withoutHalfKey(document.text, cursor);
  const repaired = readable === document.text ? document : parseConfigDocument(readable, document.format);
  const config = viewTrainingConfig(repaired);
  const lookup = lookupOf(schema);
  const { path } = cursor;
  const inProcess = path[0] === 'config' && path[1] === 'process' && typeof path[2] === 'number';
  const process = inProcess ? config.processes.find((item) => item.index === path[2]) : config.processes[0];
  const processKey = inProcess ? dotted(path.slice(3)) : undefined;
  const inBrackets = cursor.opening === 'flow';
  const place = schemaPlaceAt(lookup, repaired.root, path);
  const unknownProcess = inProcess && path.length === 3 && place.section === undefined;
  return {
    document,
    offset,
    cursor,
    notation: document.format === 'json' ? 'json' : inBrackets ? 'flow' : 'block',
    lookup,
    // A type that is still being typed says nothing yet; most processes are trainers.
    place: unknownProcess ? { ...place, section: lookup.processSection(undefined) } : place,
    root: repaired.root,
    node: nodeAt(repaired.root, path),
    process,
    model: modelOf(process, useCase, processKey === 'model.arch'),
    processKey,
    job: scalarText(entryOf(repaired.root, 'job')?.value),
  };
}

/** A key of the section at the cursor, as the guide's tables name it. */
export function childKey(context: CompletionContext, key: string): string | undefined {
  if (context.processKey === undefined) return undefined;
  return context.processKey === '' ? key : `${context.processKey}.${key}`;
}

function dotted(path: readonly (string | number)[]): string {
  return path.filter((step) => typeof step === 'string').join('.');
}

/**
 * A config that does not name its model yet is taken for one of Qwen-Image. Where the arch is being chosen, the checkpoint
 * decides.
 */
function modelOf(
  process: TrainingProcess | undefined,
  useCase: AdviceUseCase,
  choosingArch: boolean,
): SkeletonModel {
  const arch = choosingArch ? undefined : process?.arch || undefined;
  const nameOrPath = process?.nameOrPath || undefined;
  const silent = arch === undefined && nameOrPath === undefined;
  const family = silent ? 'qwen' : familyOf({ arch, nameOrPath, saysQwen: process?.saysQwen === true });
  const checkpoint = certainQwenCheckpointOf(nameOrPath) ?? qwenCheckpointOf(nameOrPath);
  return { family, checkpoint: family === 'qwen' ? checkpoint : undefined, useCase };
}

/** What the section at the cursor usually holds, outside of processes too. */
export function usualContent(context: CompletionContext): Skeleton | undefined {
  if (context.processKey !== undefined) return sectionSkeleton(context.processKey, context.model);
  const job = jobSkeleton(context.model);
  return context.cursor.path.reduce<Skeleton | undefined>(
    (skeleton, step) => (typeof step === 'string' ? entryOfSkeleton(skeleton, step) : undefined),
    job,
  );
}
