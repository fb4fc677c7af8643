import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keyReaders } from '../../core/toolkit/key-readers';
import { repositoryRoot } from './find-in-text';

export interface PretendCheckout {
  readonly version?: string;
  /** `train.max_loss` */
  readonly without?: readonly string[];
  /** `train.brand_new`, with its default as Python. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Defaults as Python, in place of those of the facts. */
  readonly defaults?: Readonly<Record<string, string>>;
}

interface Fact {
  readonly default?: unknown;
  readonly defaultFrom?: string;
  readonly source: string | readonly string[];
}

interface FactSection {
  readonly keys: Readonly<Record<string, Fact>>;
  readonly processTypes?: readonly string[];
}

interface Reading {
  readonly file: string;
  readonly className: string | undefined;
  readonly code: string;
}

const facts = readFacts();

/**
 * The Python files of a pretend ai-toolkit, by path: classes of ai-toolkit's names that ask for the keys of our facts, and
 * do nothing else.
 */
export function pretendSources(checkout: PretendCheckout = {}): ReadonlyMap<string, string> {
  const readings = Object.entries(facts).flatMap(([section, { keys }]) =>
    Object.entries(keys).flatMap(([key, fact]) => {
      const name = `${section}.${key}`;
      if (checkout.without?.includes(name)) return [];
      return readingOf(section, key, fact, checkout.defaults?.[name] ?? fallbackOf(fact));
    }),
  );
  for (const [name, fallback] of Object.entries(checkout.extra ?? {})) {
    const [section = '', key = ''] = name.split('.');
    const like = Object.values(facts[section]?.keys ?? {})[0];
    if (like) readings.push(...readingOf(section, key, like, fallback));
  }
  const sources = new Map([['version.py', `VERSION = "${checkout.version ?? '0.12.26'}"\n`]]);
  for (const file of new Set(readings.map((reading) => reading.file))) {
    sources.set(file, pythonOf(readings.filter((reading) => reading.file === file)));
  }
  return sources;
}

/** Writes the pretend ai-toolkit into a folder. */
export function writeCheckout(folder: string, checkout: PretendCheckout = {}): void {
  for (const [file, text] of pretendSources(checkout)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

function readingOf(section: string, key: string, fact: Fact, fallback: string): Reading[] {
  const [source] = [fact.source].flat();
  const file = source?.split(':')[0] ?? '';
  const there = keyReaders.filter((reader) => reader.file === file);
  const inherited = section.endsWith('Process') ? there[0] : undefined;
  const reader = there.find((each) => each.section === section) ?? inherited;
  const args = fallback === '' ? `'${key}'` : `'${key}', ${fallback}`;
  if (reader) {
    const [receiver = ''] = reader.receivers;
    const method = receiver === 'self' ? 'get_conf' : 'get';
    return [{ file, className: reader.className, code: `${receiver}.${method}(${args})` }];
  }
  if (section !== 'modelKwargs') return [];
  return [{ file, className: 'Model', code: `self.model_config.model_kwargs.get(${args})` }];
}

function pythonOf(readings: readonly Reading[]): string {
  const classes = new Set(readings.map((reading) => reading.className));
  return [...classes]
    .map((className) => {
      const lines = new Set(readings.filter((each) => each.className === className).map(({ code }) => code));
      const body = [...lines].map((code) => `        x = ${code}\n`).join('');
      return className === undefined
        ? `def read(config):\n    if True:\n${body}`
        : `class ${className}:\n    def __init__(self, **kwargs):\n${body}`;
    })
    .join('\n');
}

function fallbackOf(fact: Fact): string {
  if (fact.default !== undefined) return pythonLiteral(fact.default);
  return fact.defaultFrom === undefined ? '' : 'self.other';
}

function pythonLiteral(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `'${key}': ${pythonLiteral(item)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** The sections of `schemas/facts`, by name. */
export function readFacts(): Readonly<Record<string, FactSection>> {
  const folder = path.join(repositoryRoot, 'schemas/facts');
  const contents = readdirSync(folder).map((file): { sections?: Record<string, FactSection> } =>
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')),
  );
  return Object.assign({}, ...contents.map(({ sections }) => sections));
}
