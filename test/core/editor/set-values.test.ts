import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setValues } from '../../../core/editor/set-values';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { applyEdits } from '../../../core/syntax/text-edits';
import { viewTrainingConfig } from '../../../core/trainer/training-config';

const text = `config:
  process:
    - type: sd_trainer
      train:
        lr: 0.0002 # as in the guide
      model:
        name_or_path: "Qwen/Qwen-Image"
`;

function write(source: string, values: Parameters<typeof setValues>[1]): string {
  const config = viewTrainingConfig(parseConfigDocument(source, 'yaml'));
  return applyEdits(source, setValues(config, values));
}

describe('values written into a config', () => {
  it('replace what is there and keep its comment', () => {
    const after = write(text, [{ key: 'train.lr', value: 0.0001 }]);
    assert.equal(after, text.replace('0.0002', '0.0001'));
  });

  it('are added to their section, in order', () => {
    const after = write(text, [
      { key: 'model.quantize', value: true },
      { key: 'model.qtype', value: 'qfloat8' },
    ]);
    assert.equal(after, `${text}        quantize: true\n        qtype: qfloat8\n`);
  });

  it('change nothing that is so already, or that has no section', () => {
    assert.equal(write(text, [{ key: 'train.lr', value: 0.0002 }]), text);
    assert.equal(write(text, [{ key: 'sample.seed', value: 1 }]), text);
    assert.equal(write('a: 1\n', [{ key: 'train.lr', value: 1 }]), 'a: 1\n');
  });
});
