import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { ConfigFormat } from '../../../core/language-service';
import type { Failure } from './reports/linted-file';

/** One text that the command line asks to check, before it is read. */
export interface InputName {
  /** As the user named it, or relative to the folder that was searched; `-` for standard input. */
  readonly path: string;
  /** The user named this file itself, so it is an error if it is not a config. */
  readonly named: boolean;
  /** Why it cannot be read, where that is known already. */
  readonly reason?: string;
}

/** One text to check. */
export interface LintInput extends InputName {
  readonly uri: string;
  readonly text: string;
  readonly format: ConfigFormat;
}

const extensions = '{yaml,yml,json,jsonc}';
const ignored = ['**/node_modules/**', '**/.git/**', '**/.aitk-lint.y{,a}ml'];
/** No config comes near this size, in bytes. */
const largestFile = 64 * 1024 * 1024;

/** Every text that the command line names, each file once. */
export function findInputs(names: readonly string[]): readonly InputName[] {
  const found = new Map<string, InputName>();
  for (const input of names.flatMap((name) => filesOf(name))) {
    const key = input.path === '-' ? '-' : realPath(input.path);
    if (!found.has(key)) found.set(key, input);
  }
  return [...found.values()];
}

/** A folder of links to folders above it shows the same file again and again. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

function filesOf(name: string): readonly InputName[] {
  if (name === '-') return [{ path: '-', named: true }];
  const missing = (reason: string) => [{ path: name, named: true, reason }];
  try {
    const facts = statSync(name, { throwIfNoEntry: false });
    if (facts) return facts.isDirectory() ? searchFolder(name) : [{ path: name, named: true }];
  } catch (error) {
    // A loop of links, a name that is too long, a file where a folder should be.
    return missing(reasonOf(error));
  }
  if (!isDynamicPattern(name)) return missing('there is no such file or folder');
  const found = globSync(name.replaceAll('\\', '/'), { ignore: ignored }).sort();
  if (found.length === 0) return missing('no file matches this pattern');
  return found.map((file) => ({ path: file, named: false }));
}

function searchFolder(folder: string): readonly InputName[] {
  try {
    // The search passes over folders that it cannot read; the one that was named must be readable.
    readdirSync(folder);
    const found = globSync(`**/*.${extensions}`, {
      cwd: folder,
      ignore: ignored,
      dot: false,
    }).sort();
    return found.map((file) => ({ path: path.join(folder, file), named: false }));
  } catch (error) {
    return [{ path: folder, named: true, reason: reasonOf(error) }];
  }
}

/** Reads one input. */
export function readInput(input: InputName): LintInput | Failure {
  if (input.reason !== undefined) return { path: input.path, reason: input.reason };
  return input.path === '-' ? readStandardInput(input) : readFile(input);
}

function readFile(input: InputName): LintInput | Failure {
  const file = input.path;
  if (!/\.(?:ya?ml|jsonc?)$/i.test(file)) {
    return { path: file, reason: 'ai-toolkit reads only .yaml, .yml, .json and .jsonc files' };
  }
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return { path: file, reason: 'this is not a regular file' };
    if (facts.size > largestFile) return { path: file, reason: 'the file is too large for a config' };
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    const format = /\.jsonc?$/i.test(file) ? 'json' : 'yaml';
    return { ...input, uri: pathToFileURL(path.resolve(file)).href, text, format };
  } catch (error) {
    const reason = error instanceof TypeError ? 'the file is not UTF-8 text' : reasonOf(error);
    return { path: file, reason };
  }
}

function readStandardInput(input: InputName): LintInput | Failure {
  try {
    const text = readFileSync(0, 'utf8');
    const format = /^\s*\{/.test(text) ? 'json' : 'yaml';
    return { ...input, uri: 'untitled:stdin', text, format };
  } catch (error) {
    return { path: '-', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
