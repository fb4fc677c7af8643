import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Hover, MarkupContent } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readCursor } from '../support/cursor';
import { type StdioClient, startStdioClient } from '../support/stdio-client';

const marked = `# qwen-lora: style
job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      network:
        lin|ear: 16
      model:
        name_or_path: Qwen/Qwen-Image
        arch: qwen_image
`;

describe('hover over the protocol', () => {
  const clients: StdioClient[] = [];
  let rich: StdioClient;
  let plain: StdioClient;

  before(async () => {
    const initializationOptions = { documentationBase: 'vscode://qwen-lora.qwen-lora-trainer/rules/' };
    rich = await startStdioClient({
      initializationOptions,
      textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } },
    });
    plain = await startStdioClient({ initializationOptions });
    clients.push(rich, plain);
  });
  after(async () => {
    for (const client of clients) await client.stop();
  });

  it('is announced', () => {
    assert.equal(rich.initialized.capabilities.hoverProvider, true);
  });

  it('explains a key in Markdown, for the use case that the file names', async () => {
    const found = await hoverAt(rich, marked);
    assert.deepEqual(found?.range, { start: { line: 7, character: 8 }, end: { line: 7, character: 14 } });
    const text = contentOf(found, 'markdown');
    assert.ok(text.startsWith('**`network.linear`** · whole number\n'), text);
    assert.match(
      text,
      /\*\*The guide for Qwen-Image\*\* \(style\): `32`, range 8–64\. Here it is `16`, in the range\./,
    );
    assert.match(text, /\[Why\?\]\(vscode:\/\/qwen-lora\.qwen-lora-trainer\/rules\/qwen-rank\)/);
    assert.match(text, /\| {2}\| Qwen-Image \| FLUX \| SDXL \|\n[^\n]+\n\| Rank \| /);
  });

  it('explains a value', async () => {
    const text = contentOf(
      await hoverAt(rich, marked.replace('|', '').replace('sd_trainer', 'sd_|trainer')),
      'markdown',
    );
    assert.ok(text.startsWith('**`sd_trainer`** · `type`'), text);
  });

  it('is free of Markdown for a client that shows none', async () => {
    const text = contentOf(await hoverAt(plain, marked), 'plaintext');
    assert.ok(text.startsWith('network.linear · whole number\n'), text);
    assert.doesNotMatch(text, /\*\*|\|/);
  });

  it('says nothing in the YAML of other tools', async () => {
    assert.equal(await hoverAt(rich, 'serv|ices:\n  web: {}\n'), null);
  });

  let documents = 0;

  async function hoverAt(client: StdioClient, text: string): Promise<Hover | null> {
    const cursor = readCursor(text);
    documents++;
    const uri = `file:///somewhere/hover-${documents}.yaml`;
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: cursor.text },
    });
    return client.connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri },
      position: TextDocument.create(uri, 'yaml', 1, cursor.text).positionAt(cursor.offset),
    });
  }
});

function contentOf(found: Hover | null, kind: 'markdown' | 'plaintext'): string {
  assert.ok(found && MarkupContent.is(found.contents));
  assert.equal(found.contents.kind, kind);
  return found.contents.value;
}
