import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Names of logs in a job's folder: ai-toolkit's own interface writes log.txt; the others are usual for --log. */
const usualNames = [
  'log.txt',
  'run.log',
  'train.log',
  'training.log',
  'console.log',
  'output.log',
  'nohup.out',
];

/** The newest log in a run's folder; undefined when there is none. */
export async function findLog(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const logs = names.filter((name) => usualNames.includes(name) || name.endsWith('.log'));
  let newest: { readonly file: string; readonly modified: number } | undefined;
  for (const name of logs.slice(0, 100)) {
    const file = path.join(folder, name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile() || (newest !== undefined && facts.mtimeMs <= newest.modified)) continue;
    newest = { file, modified: facts.mtimeMs };
  }
  return newest?.file;
}
