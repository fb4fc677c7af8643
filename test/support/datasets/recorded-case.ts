import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { imageBytes, type SpecialImage } from './write-image';

export type RecordedImage = readonly [
  name: string,
  width: number,
  height: number,
  mode: string,
  format: string,
  special?: SpecialImage,
];

type RecordedText =
  | string
  | { readonly latin1?: string; readonly utf16?: string; readonly bom?: string; readonly hex?: string };

type Settings = Record<string, unknown>;

/** One recorded case: how its files are made, and what ai-toolkit made of them. */
export interface RecordedCase {
  readonly id: string;
  readonly kind?: 'run';
  readonly real?: boolean;
  readonly model?: string;
  readonly images?: readonly RecordedImage[];
  readonly texts?: Readonly<Record<string, RecordedText>>;
  readonly links?: readonly (readonly [string, string])[];
  readonly dirs?: readonly string[];
  readonly cwd?: string;
  readonly process?: Settings;
  readonly root?: Settings;
  readonly resumed?: readonly (readonly [file: string, step: number | null, epoch: number])[];
  readonly expected: RecordedResult;
}

/** One dataset at one resolution, as ai-toolkit built it. */
export type RecordedDataset = Settings & { readonly files: readonly Settings[] };

/** What ai-toolkit made of a case. */
export interface RecordedResult {
  readonly stage: 'process' | 'dataset' | 'load' | 'run' | 'ok';
  readonly error?: string;
  readonly datasets?: readonly RecordedDataset[];
  readonly batches?: number | null;
  readonly batchesReg?: number;
  readonly sizeIndex?: Settings;
  readonly unused?: readonly string[];
  readonly written?: readonly (string | readonly [file: string, bytes: number])[];
  readonly trained?: readonly number[];
  readonly samples?: readonly number[];
  readonly saves?: readonly (number | null)[];
  readonly stepAtEnd?: number;
  readonly epochAtEnd?: number;
  readonly files?: readonly (readonly [
    file: string,
    bytes?: number,
    info?: { step: number; epoch: number },
  ])[];
  readonly data?: readonly (readonly string[])[];
  readonly prompts?: Readonly<Record<string, string>>;
  readonly resumedFrom?: string;
}

export interface Recording {
  readonly base: Settings;
  readonly cases: readonly RecordedCase[];
  readonly networkSizes: Readonly<Record<string, Settings>>;
  readonly optimizerSizes: Readonly<Record<string, Settings>>;
}

/** The transformer that the cases ran with. */
const tinyTransformer = {
  num_layers: 2,
  num_attention_heads: 4,
  attention_head_dim: 16,
  joint_attention_dim: 64,
  in_channels: 64,
};

/** Reads a recording. Numbers such as 3.0, which Python keeps apart from 3, come out as `<float:3.0>`. */
export function readRecording(file: string): Recording {
  const text = readFileSync(file, 'utf8').replaceAll(/(?<=[[:,]\s*)(-?\d+\.0)(?=\s*[,\]}])/g, '"<float:$1>"');
  return JSON.parse(text);
}

/**
 * Makes the files of a case below a folder.
 *
 * @returns the config as JSON text, with the folder's path in it
 */
export async function layOut(folder: string, recorded: RecordedCase, base: Settings): Promise<string> {
  const place = (name: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  for (const [name, width, height, mode, format, special] of recorded.images ?? []) {
    writeFileSync(place(name), await imageBytes(width, height, mode, format, special));
  }
  for (const name of recorded.dirs ?? []) mkdirSync(path.join(folder, name), { recursive: true });
  mkdirSync(path.join(folder, recorded.cwd ?? 'output'), { recursive: true });
  for (const [name, text] of Object.entries(recorded.texts ?? {})) {
    writeFileSync(place(name), typeof text === 'string' ? withSignatures(folder, text) : textBytes(text));
  }
  for (const [name, target] of recorded.links ?? []) {
    symlinkSync(target.replaceAll('<data>', folder), place(name));
  }
  writeFileSync(place('Qwen-Image/transformer/config.json'), JSON.stringify(tinyTransformer));
  for (const [name, step] of recorded.resumed ?? []) {
    writeFileSync(place(`output/tiny/${name}`), checkpointBytes(step));
    // Creation times order checkpoints, and two writes may share a clock tick.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return configText(folder, recorded, base);
}

function withSignatures(folder: string, text: string): string {
  return text.replaceAll('<data>', folder).replaceAll(/<sig:([^>]+)>/g, (_, name: string) => {
    const { size, mtimeMs } = statSync(path.join(folder, name));
    return `${size}:${Math.floor(mtimeMs / 1000)}`;
  });
}

function textBytes(text: Exclude<RecordedText, string>): Buffer {
  if (text.latin1 !== undefined) return Buffer.from(text.latin1, 'latin1');
  if (text.utf16 !== undefined) return Buffer.from(`\uFEFF${text.utf16}`, 'utf16le');
  if (text.bom !== undefined) return Buffer.from(`\uFEFF${text.bom}`, 'utf8');
  return Buffer.from(text.hex ?? '', 'hex');
}

function checkpointBytes(step: number | null): Buffer {
  const metadata =
    step === null ? {} : { __metadata__: { training_info: JSON.stringify({ step, epoch: 0 }) } };
  const header = Buffer.from(JSON.stringify(metadata));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

function configText(folder: string, recorded: RecordedCase, base: Settings): string {
  const process = merged(base, recorded.process ?? {});
  const config = { job: 'extension', config: { name: 'tiny', process: [process], ...recorded.root } };
  return JSON.stringify(config, undefined, 1)
    .replaceAll('<data>', folder)
    .replaceAll('<model>', path.join(folder, 'Qwen-Image'))
    .replaceAll(/"<float:([^>]+)>"/g, '$1');
}

/** Mappings are merged one level deep, everything else is replaced; `"<unset>"` removes a key. */
function merged(base: Settings, over: Settings): Settings {
  const result: Settings = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    if (value === '<unset>') delete result[key];
    else if (isMapping(value) && isMapping(below)) result[key] = withoutUnset({ ...below, ...value });
    else result[key] = value;
  }
  return result;
}

function withoutUnset(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '<unset>'));
}

function isMapping(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
