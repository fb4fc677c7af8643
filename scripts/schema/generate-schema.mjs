// Writes the schemas from the facts beside them; with --check it only compares and exits 1 when one is stale.
import { readFile, writeFile } from 'node:fs/promises';
import { buildEditorSchema } from './build-editor-schema.mjs';
import { buildSchema } from './build-schema.mjs';
import { readFacts } from './read-facts.mjs';

const folder = new URL('../../schemas/', import.meta.url);
const schema = buildSchema(await readFacts(new URL('facts/', folder)));
const files = {
  'ai-toolkit.schema.json': schema,
  'ai-toolkit.draft-07.schema.json': buildEditorSchema(schema),
};

for (const [name, content] of Object.entries(files)) {
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  if (process.argv.includes('--check')) {
    const current = await readFile(new URL(name, folder), 'utf8').catch(() => '');
    if (current.replaceAll('\r\n', '\n') === text) continue;
    process.stderr.write(`schemas/${name} is stale: run \`npm run schema\`.\n`);
    process.exitCode = 1;
  } else {
    await writeFile(new URL(name, folder), text);
    process.stdout.write(`schemas/${name}: ${Math.round(text.length / 1024)} KiB\n`);
  }
}
