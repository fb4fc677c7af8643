import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, CompletionList, Diagnostic, Hover } from 'vscode-languageserver-protocol/node';
import { repositoryRoot } from '../support/find-in-text';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const schemaPath = path.join(repositoryRoot, 'schemas/ai-toolkit.draft-07.schema.json');
const store = path.join(repositoryRoot, 'schemas/schemastore');

function ajv(command: 'compile' | 'validate', ...files: string[]) {
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/ajv-cli/dist/index.js',
      command,
      '--spec=draft7',
      '--strict=true',
      // SchemaStore allows keywords beside a missing type too.
      '--strict-types=false',
      '-c',
      './test/other-tools/schema-keywords.cjs',
      '-s',
      schemaPath,
      ...files.flatMap((file) => ['-d', file]),
    ],
    { cwd: repositoryRoot, encoding: 'utf8' },
  );
  return { status: run.status, output: `${run.stdout}${run.stderr}` };
}

describe('the schema for other tools', () => {
  it('compiles in a strict validator', () => {
    const { status, output } = ajv('compile');
    assert.equal(status, 0, output);
  });

  for (const [folder, wanted] of [
    ['test', 0],
    ['negative_test', 1],
  ] as const) {
    for (const name of readdirSync(path.join(store, folder))) {
      it(`${wanted === 0 ? 'accepts' : 'refuses'} ${folder}/${name}`, () => {
        const { status, output } = ajv('validate', path.join(store, folder, name));
        assert.equal(status, wanted, output);
      });
    }
  }

  it('has an entry that SchemaStore accepts', () => {
    const entry = JSON.parse(readFileSync(path.join(store, 'catalog-entry.json'), 'utf8'));
    const { version } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
    assert.deepEqual(Object.keys(entry), ['name', 'description', 'fileMatch', 'url']);
    assert.doesNotMatch(entry.name + entry.description, /schema/i, 'Neither says that it is a schema.');
    for (const pattern of entry.fileMatch) assert.match(pattern, /^\*\.aitk\.ya?ml$/);
    assert.match(
      entry.url,
      new RegExp(`^https://.*/v${version}/schemas/ai-toolkit\\.draft-07\\.schema\\.json$`),
    );
  });
});

describe('the schema in yaml-language-server', () => {
  const uri = 'file:///configs/guide.aitk.yaml';
  const modeline = `# yaml-language-server: $schema=${pathToFileURL(schemaPath)}\n`;
  const guide = readFileSync(path.join(repositoryRoot, 'examples/guide-as-written.yaml'), 'utf8');
  const text = `${modeline}${guide.replace('steps: ', 'steps: many # ')}`;
  let client: StdioClient;
  let found: readonly Diagnostic[] = [];

  before(async () => {
    client = await startStdioClient({
      program: 'node_modules/yaml-language-server/bin/yaml-language-server',
      settings: () => ({ validate: true, hover: true, completion: true, schemaStore: { enable: false } }),
    });
    const published = client.pushed(uri, (diagnostics) => diagnostics.length > 0);
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    found = await published;
  });
  after(() => client.stop());

  const positionOf = (part: string) => {
    const before = text.slice(0, text.indexOf(part)).split('\n');
    return { line: before.length - 1, character: (before.at(-1) ?? '').length + 1 };
  };

  it('reports a wrong type at its line, and nothing that ai-toolkit accepts', () => {
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [positionOf('many').line],
    );
  });

  it('explains a key on hover', async () => {
    const hover: Hover | null = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: positionOf('gradient_checkpointing'),
    });
    assert.match(JSON.stringify(hover?.contents), /memory/);
  });

  it('completes keys', async () => {
    const answer: CompletionList | CompletionItem[] = await client.connection.sendRequest(
      'textDocument/completion',
      { textDocument: { uri }, position: { ...positionOf('gradient_checkpointing'), character: 8 } },
    );
    const items = Array.isArray(answer) ? answer : answer.items;
    const labels = items.map(({ label }) => label);
    for (const key of ['cache_text_embeddings', 'loss_type', 'max_grad_norm'])
      assert.ok(labels.includes(key), key);
  });
});
