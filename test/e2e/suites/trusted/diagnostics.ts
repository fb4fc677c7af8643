import assert from 'node:assert/strict';
import {
  closeAll,
  describeDiagnostics,
  ourDiagnostics,
  show,
  showText,
  waitForDiagnostic,
  waitForSilence,
} from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';

describe('diagnostics in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it("underlines exactly the mistakes of the guide's config", async () => {
    const { document } = await show('guide-as-written.yaml');
    await waitForDiagnostic(document, 'qwen-arch-missing');
    assert.deepEqual(
      describeDiagnostics(document).filter((line) => !line.includes('control')),
      [
        'warning duplicate-resolution [1024, 1024]',
        'warning duplicate-resolution [1024, 1024]',
        'warning lost-gradients gradient_accumulation_steps',
        'error qwen-arch-missing model',
        'warning unused-key is_qwen',
        'warning qwen-quantize-dtype quantize_dtype',
      ],
    );
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
