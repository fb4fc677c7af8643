import { type ConfigDocument, parseConfigDocument } from '../syntax/config-document';
import { isText } from '../syntax/config-node';
import type { TextEdit } from '../syntax/finding';
import { applyEdits, insertEntry, replaceScalar } from '../syntax/text-edits';
import { type TrainingConfig, viewTrainingConfig } from './training-config';

const key = 'sqlite_db_path';

/**
 * The config's text with `process[0].sqlite_db_path` set to our database; nothing else changes, so that comments, `${…}` and
 * number spellings reach ai-toolkit as they were written.
 *
 * `diffusion_trainer` has no environment variable or flag for the path, and its default, `./aitk_db.db` in the working
 * directory, is the database of ai-toolkit's own web interface. So a copy with the path is given to `run.py`.
 *
 * Undefined when the text cannot take the key safely; the run then goes without the control channel.
 */
export function controlCopy(config: TrainingConfig, databasePath: string): string | undefined {
  // ai-toolkit would replace both, wherever they are.
  if (/\$\{[^}]+\}/.test(databasePath) || databasePath.includes('[name]')) return undefined;
  const { document } = config;
  const edit = document.problems.length === 0 ? editOf(config, databasePath) : undefined;
  if (!edit) return undefined;
  const copy = applyEdits(document.text, [edit]);
  return saysSo(copy, document, databasePath) ? copy : undefined;
}

function editOf({ document, processes }: TrainingConfig, databasePath: string): TextEdit | undefined {
  const process = processes[0];
  if (process?.index !== 0) return undefined;
  const written = process.entry(key);
  if (!written || written.merged) {
    return insertEntry(document, process.mapping, key, JSON.stringify(databasePath));
  }
  return written.value.kind === 'scalar' ? replaceScalar(written.value, databasePath) : undefined;
}

/** An edit in a text of an unusual form could land somewhere else, so the result is read again. */
function saysSo(copy: string, { format }: ConfigDocument, databasePath: string): boolean {
  const document = parseConfigDocument(copy, format);
  const value = viewTrainingConfig(document).processes[0]?.node(key);
  return document.problems.length === 0 && isText(value) && value.value === databasePath;
}
