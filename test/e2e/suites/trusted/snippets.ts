import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, showText, waitForSilence } from '../../../support/editor/documents';
import { findExtension, startExtension } from '../../../support/editor/extension';

describe('snippets in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('expands qwen-character to a config without a finding', async () => {
    const editor = await showText('from-snippet.yaml', '');
    await vscode.commands.executeCommand('editor.action.insertSnippet', {
      langId: 'yaml',
      name: nameOfSnippet('qwen-character'),
    });
    const text = editor.document.getText();
    assert.match(text, /^job: "?extension"?$/m);
    assert.match(text, /arch: "?qwen_image/);
    assert.doesNotMatch(text, /\$\{\d/);
    await waitForSilence(editor.document);
  });
});

/** The name under which the manifest's snippet file keeps the snippet with this prefix. */
function nameOfSnippet(prefix: string): string {
  const file = join(findExtension().extensionPath, 'snippets', 'ai-toolkit.code-snippets');
  const snippets: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof snippets === 'object' && snippets !== null);
  for (const [name, snippet] of Object.entries(snippets)) {
    if ([snippet.prefix].flat().includes(prefix)) return name;
  }
  throw new Error(`No snippet has the prefix '${prefix}'.`);
}
