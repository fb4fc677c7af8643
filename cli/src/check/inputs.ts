import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { ConfigFormat } from '../../../core/language-service';

/** One text to check. */
export interface LintInput {
  /** As the user named it, or relative to the folder that was searched; `-` for standard input. */
  readonly path: string;
  readonly uri: string;
  readonly text: string;
  readonly format: ConfigFormat;
  /** Named by the user itself, so that being no config is worth a word; found in a folder it is not. */
  readonly named: boolean;
}

/** An input that cannot be checked, with the reason. */
export interface UnusableInput {
  readonly path: string;
  readonly reason: string;
}

const extensions = '{yaml,yml,json,jsonc}';
const ignored = ['**/node_modules/**', '**/.git/**'];

/** Yields every text that the command line names, each file once, and what of it cannot be read. */
export function* readInputs(names: readonly string[]): Iterable<LintInput | UnusableInput> {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '-') {
      yield readStandardInput();
      continue;
    }
    for (const found of filesOf(name)) {
      if ('reason' in found) yield found;
      else if (!seen.has(path.resolve(found.path))) {
        seen.add(path.resolve(found.path));
        yield readInput(found.path, found.named);
      }
    }
  }
}

type FoundFile = { path: string; named: boolean } | UnusableInput;

function filesOf(name: string): FoundFile[] {
  const facts = statSync(name, { throwIfNoEntry: false });
  if (facts?.isDirectory()) {
    const found = globSync(`**/*.${extensions}`, { cwd: name, ignore: ignored, dot: false }).sort();
    return found.map((file) => ({ path: path.join(name, file), named: false }));
  }
  if (facts) return [{ path: name, named: true }];
  if (!isDynamicPattern(name)) return [{ path: name, reason: 'there is no such file or folder' }];
  const found = globSync(name.replaceAll('\\', '/'), { ignore: ignored }).sort();
  if (found.length === 0) return [{ path: name, reason: 'no file matches this pattern' }];
  return found.map((file) => ({ path: file, named: false }));
}

function readInput(file: string, named: boolean): LintInput | UnusableInput {
  if (!/\.(?:ya?ml|jsonc?)$/i.test(file)) {
    return { path: file, reason: 'ai-toolkit reads .yaml, .yml, .json and .jsonc files only' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    const format = /\.jsonc?$/i.test(file) ? 'json' : 'yaml';
    return { path: file, uri: pathToFileURL(path.resolve(file)).href, text, format, named };
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is no UTF-8 text' : reasonOf(error);
    return { path: file, reason };
  }
}

function readStandardInput(): LintInput | UnusableInput {
  try {
    const text = readFileSync(0, 'utf8');
    const format = /^\s*\{/.test(text) ? 'json' : 'yaml';
    return { path: '-', uri: 'untitled:stdin', text, format, named: true };
  } catch (error) {
    return { path: '-', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
