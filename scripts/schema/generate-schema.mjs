// Writes schemas/ai-toolkit.schema.json from the facts beside it; with --check it only compares and exits 1 when stale.
import { readFile, writeFile } from 'node:fs/promises';
import { buildSchema } from './build-schema.mjs';
import { readFacts } from './read-facts.mjs';

const schemaUrl = new URL('../../schemas/ai-toolkit.schema.json', import.meta.url);
const factsUrl = new URL('../../schemas/facts/', import.meta.url);

const text = `${JSON.stringify(buildSchema(await readFacts(factsUrl)), undefined, 1)}\n`;

if (process.argv.includes('--check')) {
  const current = await readFile(schemaUrl, 'utf8').catch(() => '');
  if (current.replaceAll('\r\n', '\n') !== text) {
    process.stderr.write('schemas/ai-toolkit.schema.json is stale: run `npm run schema`.\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(schemaUrl, text);
  process.stdout.write(`schemas/ai-toolkit.schema.json: ${Math.round(text.length / 1024)} KiB\n`);
}
