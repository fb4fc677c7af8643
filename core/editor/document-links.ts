import type { DocumentLink } from 'vscode-languageserver-types';
import { type ConfigSchema, lookupOf } from '../schema/config-schema';
import { holdsVariable, type ScalarNode, scalarText } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import type { Span } from '../syntax/finding';
import { walkScalars } from '../syntax/walk-scalars';
import type { TrainingConfig } from '../trainer/training-config';
import { toRange } from './to-protocol';

/** Resolves a path in a config as ai-toolkit would; gives the uri of the file or folder, or undefined if it does not exist. */
export type FindPath = (written: string) => Promise<string | undefined>;

type PathKind = 'file' | 'folder' | 'model';

interface LinkedText {
  readonly span: Span;
  /** The path with `[name]` replaced, as ai-toolkit does. */
  readonly path: string;
  readonly kind: PathKind;
  /** The web page that describes it. Only an address; nothing is requested. */
  readonly page: string | undefined;
}

const huggingFace = 'https://huggingface.co/';

/**
 * Links of every path that the schema knows as one: folders and files that exist, otherwise the Hugging Face page of a
 * checkpoint or a recovery adapter. A path with an environment variable in it is unknown.
 */
export async function documentLinks(
  config: TrainingConfig,
  schema: ConfigSchema,
  findPath: FindPath,
): Promise<DocumentLink[]> {
  const links = await Promise.all(
    linkedTexts(config, schema).map(async ({ span, path, kind, page }): Promise<DocumentLink[]> => {
      const found = await findPath(path);
      const target = found ?? page;
      if (target === undefined) return [];
      const tooltip = found === undefined ? 'Open on Hugging Face' : tooltips[kind];
      return [{ range: toRange(config.document, span), target, tooltip }];
    }),
  );
  return links.flat();
}

const tooltips: Readonly<Record<PathKind, string>> = {
  file: 'Open this file',
  folder: 'Open this folder',
  model: 'Open this model on disk',
};

function linkedTexts(config: TrainingConfig, schema: ConfigSchema): LinkedText[] {
  const { root } = config.document;
  if (!root) return [];
  const lookup = lookupOf(schema);
  const name = scalarText(config.name);
  const texts: LinkedText[] = [];
  for (const { path, scalar } of walkScalars(root)) {
    const written = writtenText(scalar);
    if (!written) continue;
    const filled = (text: string) => (name === undefined ? text : text.replaceAll('[name]', name));
    const adapter = adapterIn(path, written);
    if (adapter) {
      const place = filled(adapter.text);
      texts.push({ span: adapter.span, path: place, kind: 'file', page: adapterPage(place) });
      continue;
    }
    const kind = lookup.keyAt(root, path)?.node['x-path'];
    if (!kind) continue;
    const place = filled(written.text);
    const page = kind === 'model' ? (checkpointPage(place) ?? adapterPageAt(path, place)) : undefined;
    texts.push({ span: written.span, path: place, kind, page });
  }
  return texts;
}

interface WrittenText {
  readonly text: string;
  /** Without the quotes. */
  readonly span: Span;
}

/** A text on one line; of a block or a text over lines no single stretch could be underlined. */
function writtenText(scalar: ScalarNode): WrittenText | undefined {
  const { type, value, style, span, source } = scalar;
  if (type !== 'string' || typeof value !== 'string' || value.trim() === '') return undefined;
  if (style === 'block' || source.includes('\n') || holdsVariable(scalar)) return undefined;
  const quote = style === 'plain' ? 0 : 1;
  return { text: value, span: { start: span.start + quote, end: span.end - quote } };
}

/** `uint3|user/repo/file.safetensors`: ai-toolkit treats the part after the bar as an adapter (toolkit/config_modules.py:743). */
function adapterIn(path: ConfigPath, written: WrittenText): WrittenText | undefined {
  const bar = written.text.indexOf('|');
  if (path.at(-1) !== 'qtype' || bar < 0) return undefined;
  const text = written.text.slice(bar + 1);
  return text === ''
    ? undefined
    : { text, span: { start: written.span.end - text.length, end: written.span.end } };
}

/** A Hub name is a user and a repository, not an absolute or relative path. */
function checkpointPage(text: string): string | undefined {
  if (!/^[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i.test(text)) return undefined;
  return /\.(?:safetensors|ckpt|pth?|bin|gguf)$/i.test(text) ? undefined : huggingFace + text;
}

function adapterPageAt(path: ConfigPath, text: string): string | undefined {
  return path.at(-1) === 'accuracy_recovery_adapter' ? adapterPage(text) : undefined;
}

/** User, repository and file, exactly (toolkit/util/quantize.py:292-301). */
function adapterPage(text: string): string | undefined {
  const parts = /^([a-z0-9][\w.-]*\/[a-z0-9][\w.-]*)\/([\w.-]+)$/i.exec(text);
  return parts ? `${huggingFace}${parts[1]}/blob/main/${parts[2]}` : undefined;
}
