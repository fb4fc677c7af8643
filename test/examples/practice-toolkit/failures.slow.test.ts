import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Outcome, PracticeFolder, RESULT, trainingBars } from '../../support/practice-run';

let folder: PracticeFolder;
beforeEach(() => {
  folder = new PracticeFolder();
});
afterEach(() => folder.remove());

describe('failures', () => {
  const fails = async (
    config: string,
    message: string,
    environment: Record<string, string> = {},
  ): Promise<Outcome> => {
    const output = await folder.start(config, { environment });
    assert.equal(output.code, 1, output.terminal);
    assert.ok(output.stdout.includes(`Error running job: ${message}\n`), output.terminal);
    assert.ok(output.stdout.includes(`\n${RESULT}\nResult:\n - 0 completed jobs\n - 1 failure\n${RESULT}\n`));
    assert.match(output.stderr, /Traceback \(most recent call last\)/);
    return output;
  };

  it('refuses a bad config before it loads anything', async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['job: extension', 'work: extension', 'config file must have a job key'],
      ['name: small', 'title: small', 'config file must have a config.name key'],
      ['type: diffusion_trainer', 'type: trainer', 'config file is invalid. Unknown process type: trainer'],
      [
        'training_folder: output',
        'training_folder: "${NO_SUCH_FOLDER}"',
        "Environment variable NO_SUCH_FOLDER not set. Please ensure it's defined before proceeding.",
      ],
    ];
    for (const [from, to, message] of cases) {
      folder.vary('bad.yaml', [from, to]);
      const output = await fails('bad.yaml', message);
      assert.match(output.stdout, /Error running on_error: /);
      assert.doesNotMatch(output.stdout, /Loading/);
    }
  });

  it('finds trouble with the dataset only when the model is loaded', async () => {
    mkdirSync(join(folder.path, 'empty'));
    folder.vary('absent.yaml', ['dataset/20_maya_char_realbody', 'dataset/nowhere']);
    folder.vary('empty.yaml', ['dataset/20_maya_char_realbody', 'empty']);
    const absent = await fails('absent.yaml', "[Errno 2] No such file or directory: 'dataset/nowhere'");
    assert.match(absent.stdout, /Model Loaded[\s\S]*Error running job/);
    await fails('empty.yaml', 'no images found in empty');
  });

  it('misses control images for the edit model, of prompts and of pictures', async () => {
    const message = 'Missing control images for QwenImageEditPlusModel';
    folder.vary('prompt.yaml', ['arch: qwen_image', 'arch: qwen_image_edit_plus']);
    await fails('prompt.yaml', message);
    folder.vary(
      'picture.yaml',
      ['arch: qwen_image', 'arch: qwen_image_edit_plus'],
      ['steps: 60', 'steps: 60\n        disable_sampling: true'],
    );
    assert.match(
      (await fails('picture.yaml', message)).stdout,
      /Skipping first sample due to config setting/,
    );
  });

  it('runs out of memory, diverges, crashes and is killed on demand', async () => {
    const oom = await fails('small.yaml', 'OOM during training step 3 times in a row, aborting training', {
      PRACTICE_FAIL: 'oom@5',
    });
    assert.match(oom.stdout, /\n#{48}\n# OOM during training step, skipping batch 3\/3 #\n#{48}\n/);
    assert.match(oom.stderr.split('Traceback')[1] ?? '', /\rsmall:/);
    await fails('small.yaml', 'CUDA error: an illegal memory access was encountered', {
      PRACTICE_FAIL: 'crash',
    });
    const nan = await folder.start('small.yaml', { environment: { PRACTICE_FAIL: 'nan@30' } });
    assert.equal(nan.code, 0);
    assert.match(nan.stdout, /^loss is nan$/m);
    assert.match(trainingBars(nan).at(-1) ?? '', /loss: 0\.000e\+00/);
    folder.vary('more.yaml', ['steps: 60', 'steps: 90']);
    const killed = await folder.start('more.yaml', { environment: { PRACTICE_FAIL: 'kill@70' } });
    assert.equal(killed.signal, 'SIGKILL');
  });

  it('says what is wrong with a switch of its own', async () => {
    const output = await folder.start('small.yaml', { environment: { PRACTICE_FAIL: 'flood' } });
    assert.equal(output.code, 1);
    assert.match(output.stderr, /PRACTICE_FAIL must be one of oom, /);
  });
});
