import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DiagnosticOptions, findOnDisk, findProblems } from '../../core/editor/diagnostics';
import type { Logger } from '../../core/host';
import type { FileProbe } from '../../core/rules/rule';
import type { ConfigSchema } from '../../core/schema/config-schema';
import { parseConfigDocument } from '../../core/syntax/config-document';
import type { ReportedFinding } from '../../core/syntax/finding';
import { type TrainingConfig, viewTrainingConfig } from '../../core/trainer/training-config';
import { pretendToolkit } from './pretend-toolkit';

export const repositoryRoot = path.resolve(__dirname, '../..');

export const schema: ConfigSchema = JSON.parse(
  readFileSync(path.join(repositoryRoot, 'schemas/ai-toolkit.schema.json'), 'utf8'),
);

/** A logger that turns an error of ours into a failing test. */
export const strictLogger: Logger = {
  error(message) {
    throw new Error(message);
  },
  warn: ignore,
  info: ignore,
  debug: ignore,
};

/** The environment of every test that brings none of its own. */
const setVariables: ReadonlySet<string> = new Set(['HOME', 'HF_TOKEN']);

export const defaultOptions: DiagnosticOptions = {
  useCase: 'character',
  variable: (name) => (setVariables.has(name) ? 'set' : undefined),
  severities: {},
  syntaxErrors: true,
};

export function readConfig(text: string, format: 'yaml' | 'json' = 'yaml'): TrainingConfig {
  return viewTrainingConfig(parseConfigDocument(text, format));
}

/** Every finding of a text, as the editor would show it with default settings, and with the ai-toolkit that it names. */
export function findInText(
  text: string,
  options: Partial<DiagnosticOptions> = {},
): readonly ReportedFinding[] {
  const all = { ...defaultOptions, toolkit: pretendToolkit(text), ...options };
  return findProblems(readConfig(text), schema, all, strictLogger);
}

/** The same with a disk to look at. */
export async function findWithDisk(
  text: string,
  disk: FileProbe,
  options: Partial<DiagnosticOptions> = {},
): Promise<readonly ReportedFinding[]> {
  const config = readConfig(text);
  const all = { ...defaultOptions, toolkit: pretendToolkit(text), ...options };
  const onDisk = await findOnDisk(config, all, disk, strictLogger);
  return findProblems(config, schema, all, strictLogger, onDisk);
}

function ignore(): void {
  // Lifecycle messages are of no interest to a test.
}
