import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, show } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { installNvidiaSmi } from '../../../support/editor/fake-gpus';
import { startsOf } from '../../../support/editor/practice-jobs';

describe('In an untrusted workspace nothing runs', () => {
  let answers: vscode.Disposable | undefined;
  let user: Conversation;
  const started: vscode.TaskStartEvent[] = [];
  let listener: vscode.Disposable;

  before(() => {
    listener = vscode.tasks.onDidStartTask((event) => started.push(event));
  });
  after(() => listener.dispose());
  beforeEach(async () => {
    user = listeningUser();
    answers = (await startExtension()).answerDialogs(user.dialogs);
  });
  afterEach(async () => {
    answers?.dispose();
    await closeAll();
  });

  for (const command of ['startTraining', 'checkBeforeTraining', 'rehearseTraining', 'setUpToolkit']) {
    it(`by qwenLora.${command}, which says why and asks no program`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'qwen-lora-asked-'));
      const asked = join(folder, 'asked');
      const smi = installNvidiaSmi(`echo "$@" >> '${asked}'\n`);
      try {
        await show('maya-qwen-image.yaml');
        await vscode.commands.executeCommand(`qwenLora.${command}`);
        assert.match(user.messages.join('\n'), /needs a trusted workspace/);
        assert.deepEqual(started, []);
        assert.deepEqual(startsOf('maya_qwen_image'), []);
        assert.throws(() => readFileSync(asked), { code: 'ENOENT' });
      } finally {
        smi.remove();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  it('and no setting of the workspace names a program', () => {
    const written = readFileSync(inWorkspace('.vscode/settings.json').fsPath, 'utf8');
    const configuration = vscode.workspace.getConfiguration('qwenLora', inWorkspace('maya-qwen-image.yaml'));
    for (const name of ['toolkitPath', 'workingDirectory', 'gpu.required']) {
      assert.ok(written.includes(`"qwenLora.${name}"`), `The example workspace does not set ${name}.`);
      const { defaultValue } = configuration.inspect<unknown>(name) ?? {};
      assert.deepEqual(configuration.get<unknown>(name), defaultValue, name);
    }
  });
});
