import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, show } from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('hover in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it("shows a key's text, the guide's comparison and a link that the editor follows", async () => {
    const { document } = await show('maya-qwen-image.yaml');
    const text = await hoverOn(document, 'lr: 0.0002');
    assert.match(text, /^\*\*`train\.lr`\*\* · number$/m);
    assert.match(text, /^\| *\| Qwen-Image \| FLUX \| SDXL \|$/m);
    assert.match(text, /^\| Learning rate \| `0\.0002` \| `0\.0001` \| `0\.0001` \|$/m);
    const link = /\[Why\?\]\(command:(qwenLora\.openRuleDocs)\?([^)]+)\)/.exec(text);
    assert.ok(link?.[1] && link[2], text);
    const args: unknown = JSON.parse(decodeURIComponent(link[2]));
    assert.deepEqual(args, ['qwen-learning-rate']);
    await vscode.commands.executeCommand(link[1], 'qwen-learning-rate');
    await waitFor(
      'the page',
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .find(({ label }) => /qwen-learning-rate/.test(label)),
      { seen: () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)) },
    );
  });

  it('explains a value', async () => {
    const { document } = await show('maya-qwen-image.yaml');
    assert.match(await hoverOn(document, 'adamw8bit'), /^\*\*`adamw8bit`\*\* · `train\.optimizer`$/m);
  });
});

/** The Markdown of our hover over the beginning of a text. */
async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, text);
  return await waitFor(`a hover on '${text}'`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset + 1),
    );
    const contents = hovers.flatMap((hover) => hover.contents);
    return contents.find((each) => each instanceof vscode.MarkdownString)?.value;
  });
}
