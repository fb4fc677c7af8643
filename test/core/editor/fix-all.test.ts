import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixAll } from '../../../core/editor/fix-all';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { applyEdits } from '../../../core/syntax/text-edits';
import { exampleConfig } from '../../support/example-config';
import { findInText } from '../../support/find-in-text';

const read = (text: string) => ({
  document: parseConfigDocument(text, 'yaml'),
  findings: findInText(text),
});

function fixed(text: string) {
  const { edits, refused } = fixAll(text, read);
  return { text: applyEdits(text, edits), refused: refused.map(({ because }) => because) };
}

const train = (lines: string) =>
  exampleConfig(`train:\n  steps: 2500\n  optimizer: adamw8bit\n  lr: 0.0002\n  dtype: bf16\n${lines}`);

describe('fix all', () => {
  it('renames a misspelt key before it inserts the key that is missing', () => {
    const { text } = fixed(train('  noise_schedulr: flowmatch # note\n'));
    assert.match(text, /noise_scheduler: flowmatch # note\n/);
    assert.equal(text.match(/noise_scheduler/g)?.length, 1);
  });

  it('removes no section that a later one of its name replaces', () => {
    const twice = train('  noise_scheduler: flowmatch\n').replace(
      '      train:',
      '      train:\n        seed: 7\n      train:',
    );
    const { text } = fixed(twice);
    assert.match(text, /seed: 7/);
  });

  it('refuses a fix that leaves a comment without its line', () => {
    const text = exampleConfig(
      'model:\n  name_or_path: Qwen/Qwen-Image\n  arch: qwen_image\n  quantize: true\n  quantize_dtype: int8 # was meant\n  qtype: qfloat8\n',
    );
    assert.equal(fixed(text).text, text);
    assert.match(fixed(text).refused.join(), /comment '# was meant'/);
  });

  it('changes nothing between the marks of a merge conflict', () => {
    const text = train(
      '  noise_scheduler: flowmatch\n<<<<<<< mine\n  do_cfg: "false"\n=======\n>>>>>>> theirs\n',
    );
    assert.equal(fixed(text).text, text);
  });

  it('leaves keys alone in the file of a fork', () => {
    const text = exampleConfig(
      'network:\n  type: loha\n  linear: 16\n  use_tucker: true\n  weight_decompose: true\n  rank_dropout_scale: true\n',
    );
    assert.match(fixed(text).text, /type: loha/);
  });

  const model = (line: string) =>
    exampleConfig(
      `model:\n  name_or_path: Qwen/Qwen-Image\n  arch: qwen_image\n  quantize: true\n  qtype: qfloat8\n  ${line}\n`,
    );
  const harmful = {
    'a key that only another model reads': model('text_encoder_subfolder: te'),
    'a key that needs a package elsewhere': model('xformers: true'),
    'a seed that is not that of samples': train('  noise_scheduler: flowmatch\n  seed: 42\n'),
    'a list where a mapping is read': train(
      '  noise_scheduler: flowmatch\n  optimizer_args: [weight_decay=0.01]\n',
    ),
    'a network of another trainer': exampleConfig(
      'network:\n  type: loha\n  linear: 16\n  linear_alpha: 16\n',
    ),
    'a section that holds a syntax error': exampleConfig('').replace('      train:', '  train:'),
  };
  for (const [what, text] of Object.entries(harmful)) {
    it(`leaves alone: ${what}`, () => {
      assert.equal(fixed(text).text, text);
      assert.ok(findInText(text).length > 0, 'nothing is reported either');
    });
  }

  it('gives a VAE to the VAE', () => {
    assert.match(fixed(model('vae_name_or_path: vae.safetensors')).text, /vae_path: vae.safetensors/);
  });
});
