import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  closeAll,
  codeOf,
  describeDiagnostics,
  ourDiagnostics,
  show,
  showText,
  waitForDiagnostic,
  waitForSilence,
  workspaceFolder,
} from '../../../support/editor/documents';
import { findExtension, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('diagnostics in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it("underlines exactly the mistakes of the guide's config", async () => {
    const { document } = await show('guide-as-written.yaml');
    await waitForDiagnostic(document, 'qwen-arch-missing');
    const found = describeDiagnostics(document).filter((line) => /^(error|warning) /.test(line));
    assert.deepEqual(found, [
      'warning kohya-repeats "dataset/40_maya_char"',
      'warning duplicate-resolution [1024, 1024]',
      'warning kohya-repeats "dataset/20_maya_char_realbody"',
      'warning duplicate-resolution [1024, 1024]',
      'warning lost-gradients gradient_accumulation_steps',
      'error qwen-arch-missing model',
      'warning unknown-key is_qwen',
      'warning qwen-quantize-dtype quantize_dtype',
    ]);
  });

  it('reports what the command line reports', async () => {
    const { document } = await show('guide-as-written.yaml');
    await waitForDiagnostic(document, 'qwen-arch-missing');
    const inEditor = () =>
      ourDiagnostics(document.uri).map((each) => ({
        code: codeOf(each),
        severity: vscode.DiagnosticSeverity[each.severity].toLowerCase(),
        message: each.message,
        line: each.range.start.line,
        character: each.range.start.character,
      }));
    const onCommandLine = await lint(document.uri.fsPath);
    // What the disk says joins a little later in the editor.
    await waitFor('as many findings', () => inEditor().length >= onCommandLine.length || undefined);
    assert.deepEqual(onCommandLine, inEditor());
  });

  it('names each finding and links it to its page', async () => {
    const { document } = await show('guide-as-written.yaml');
    const diagnostic = await waitForDiagnostic(document, 'qwen-arch-missing');
    assert.equal(diagnostic.source, 'qwen-lora');
    assert.ok(typeof diagnostic.code === 'object');
    assert.match(diagnostic.code.target.path, /^\/rules\/qwen-arch-missing$/);
    assert.equal(diagnostic.code.target.authority, 'qwen-lora.qwen-lora-trainer');
  });

  it('stays silent in a compose file', async () => {
    const compose = await show('docker-compose.yml');
    // The server answers in order: once the config that was opened later has its findings, the compose file had its turn.
    const config = await show('text-encoder.yaml');
    await waitForDiagnostic(config.document, 'qwen-text-encoder');
    assert.deepEqual(ourDiagnostics(compose.document.uri), []);
  });

  it('takes a file for a config as soon as it can be told while it is typed', async () => {
    const editor = await showText('typed.yaml', 'name: something\n');
    const text = [
      'job: extension',
      'config:',
      '  name: typed',
      '  process:',
      '    - type: sd_trainer',
      '      model:',
      '        name_or_path: Qwen/Qwen-Image',
      '',
    ];
    await editor.edit((edit) => {
      edit.delete(editor.document.validateRange(editor.document.lineAt(0).rangeIncludingLineBreak));
      edit.insert(editor.document.positionAt(0), text.join('\n'));
    });
    await waitForDiagnostic(editor.document, 'qwen-arch-missing');
  });

  it('forgets a finding once its cause is gone', async () => {
    const editor = await show('text-encoder.yaml');
    const diagnostic = await waitForDiagnostic(editor.document, 'qwen-text-encoder');
    await editor.edit((edit) => edit.replace(diagnostic.range, 'false'));
    await waitForSilence(editor.document, 'qwen-text-encoder');
  });
});

interface Reported {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** What `aitk-lint --format json` says of a file, in the order of the text. */
async function lint(path: string): Promise<unknown[]> {
  const cli = join(findExtension().extensionPath, 'dist', 'cli.js');
  // The extension host's own program is Node, or is Electron, which this variable turns into Node.
  const options = {
    // Folders in a config are relative to the working directory, which the workspace's settings make its folder.
    cwd: workspaceFolder().uri.fsPath,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  };
  // The editor knows the ai-toolkit of the workspace's settings, and with it the version.
  const toolkit = join(workspaceFolder().uri.fsPath, 'practice-toolkit');
  const output = await new Promise<string>((resolve) => {
    // The exit status is 1, for there are errors in the file.
    const args = [cli, '--format', 'json', '--toolkit', toolkit, path];
    execFile(process.execPath, args, options, (_error, stdout) => resolve(stdout));
  });
  const [file]: { readonly diagnostics: readonly Reported[] }[] = JSON.parse(output);
  return [...(file?.diagnostics ?? [])]
    .sort((one, other) => {
      const [a, b] = [one.range.start, other.range.start];
      return a.line - b.line || a.character - b.character;
    })
    .map(({ code, severity, message, range }) => ({ code, severity, message, ...range.start }));
}
