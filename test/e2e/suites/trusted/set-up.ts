import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

// `git` and Python are ours here, so that nothing is downloaded; they write down how they were called. POSIX alone.
describe('Set up ai-toolkit', () => {
  let root: string;
  let path: string | undefined;
  let calls: string;
  let answers: vscode.Disposable | undefined;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'qwen-lora-set-up-'));
    calls = join(root, 'calls');
    const programs = join(root, 'programs');
    mkdirSync(programs);
    writeProgram(join(programs, 'git'), git(calls));
    writeProgram(join(programs, 'python3.12'), python(calls));
    path = process.env.PATH;
    process.env.PATH = `${programs}${delimiter}${path ?? ''}`;
  });
  after(() => {
    process.env.PATH = path;
    rmSync(root, { recursive: true, force: true });
  });
  afterEach(() => answers?.dispose());

  it('shows its commands first and runs none of them unasked', async () => {
    const user = await asUser('Somewhere else');
    await vscode.commands.executeCommand('qwenLora.setUpToolkit');
    const shown = user.messages.join('\n');
    assert.match(shown, /git' clone|git clone --progress https:\/\/github\.com\/ostris\/ai-toolkit\.git/);
    assert.match(shown, /-m venv/);
    assert.match(shown, /torch==2\.13\.0 torchvision==0\.28\.0 torchaudio==2\.11\.0/);
    assert.match(shown, /pip install -r .*requirements\.txt/);
    assert.deepEqual(called(), []);
  });

  it('runs each step in the terminal, says where it stopped, and goes on there', async () => {
    // pip fails once, as it does when the connection breaks.
    writeFileSync(join(root, 'break'), '');
    const user = await asUser('Somewhere else', 'Run ');
    const tasks: string[] = [];
    const listener = vscode.tasks.onDidStartTask(({ execution }) => {
      assert.ok(execution.task.execution instanceof vscode.ProcessExecution);
      tasks.push(execution.task.name);
    });
    try {
      await vscode.commands.executeCommand('qwenLora.setUpToolkit');
      await waitFor(
        'the first end',
        () => user.messages.find((message) => /stopped at "Install torch/.test(message)),
        {
          seen: () => [user.messages, called()],
        },
      );
      assert.deepEqual(called(), ['git clone', 'python -m venv', 'python -m pip install torch==2.13.0']);

      await vscode.commands.executeCommand('qwenLora.setUpToolkit');
      const folder = join(root, 'ai-toolkit');
      await waitFor(
        'the end',
        () => user.messages.find((message) => message.includes(`'${folder}' is set up`)),
        {
          seen: () => [user.messages, called()],
        },
      );
      assert.deepEqual(called().slice(3), [
        'python -m pip install torch==2.13.0',
        'python -m pip install -r',
      ]);
      assert.equal(tasks.length, 5, tasks.join());
    } finally {
      listener.dispose();
    }
  });

  it('has nothing to do when all is there', async () => {
    const before = called();
    const user = await asUser('Somewhere else', 'Run ');
    await vscode.commands.executeCommand('qwenLora.setUpToolkit');
    assert.match(user.messages.at(-1) ?? '', /is complete already/);
    assert.deepEqual(called(), before);
  });

  async function asUser(...choices: string[]): Promise<Conversation> {
    const user = listeningUser(undefined, (_title, labels) =>
      labels.find((label) => choices.some((choice) => label.includes(choice))),
    );
    const dialogs = { ...user.dialogs, pickFolder: async () => root };
    answers = (await startExtension()).answerDialogs(dialogs);
    return user;
  }

  function called(): string[] {
    return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
  }
});

function writeProgram(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

function git(calls: string): string {
  // The editor's own Git extension calls it too.
  return `#!/bin/sh
[ "$1" = clone ] || exit 1
echo "git $1" >> '${calls}'
for folder; do :; done
mkdir -p "$folder"
touch "$folder/run.py" "$folder/requirements.txt"
echo 'VERSION = "0.12.26"' > "$folder/version.py"
`;
}

/** Makes an environment of itself, and remembers beside itself what "pip" was asked to install. */
function python(calls: string): string {
  return `#!/bin/sh
here=$(dirname "$0")
case "$2" in
*sys.version_info*) echo 'qwen-lora 3.12'; exit ;;
*metadata*)
  torch=null; missing=9
  [ -e "$here/torch" ] && torch='"2.13.0+cu130"'
  [ -e "$here/requirements" ] && missing=0
  echo "qwen-lora {\\"pip\\": true, \\"torch\\": $torch, \\"missing\\": $missing}"; exit ;;
venv)
  echo 'python -m venv' >> '${calls}'
  mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit ;;
esac
echo "python $1 $2 $3 $4" >> '${calls}'
broken="$(dirname '${calls}')/break"
if [ -e "$broken" ]; then rm "$broken"; echo 'Connection broken'; exit 1; fi
case "$4" in -r) touch "$here/requirements" ;; *) touch "$here/torch" ;; esac
`;
}
