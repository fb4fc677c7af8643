import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { useCaseOf } from '../../../core/trainer/use-case';
import { exampleConfig } from '../../support/example-config';
import { findInText } from '../../support/find-in-text';

function useCaseIn(text: string) {
  return useCaseOf(parseConfigDocument(text, 'yaml'));
}

describe('the use case that a config names', () => {
  it('is read from a comment of the first lines', () => {
    assert.equal(useCaseIn('# qwen-lora: style\njob: extension\n'), 'style');
    assert.equal(
      useCaseIn('---\n# my config\n#qwen-lora: Complex, three outfits\njob: extension\n'),
      'complex',
    );
    assert.equal(useCaseIn('job: extension # qwen-lora: character\n'), 'character');
  });

  it('is not read from other words, from a value, or from far below', () => {
    assert.equal(useCaseIn('# qwen-lora: landscape\njob: extension\n'), undefined);
    assert.equal(useCaseIn('# qwen-lora-disable qwen-rank\njob: extension\n'), undefined);
    assert.equal(useCaseIn('job: "# qwen-lora: style"\n'), undefined);
    assert.equal(useCaseIn(`${'\n'.repeat(20)}# qwen-lora: style\n`), undefined);
  });

  it('wins over the setting', () => {
    const text = exampleConfig(
      'train:\n  steps: 2500\n  noise_scheduler: flowmatch\n  dtype: bf16\n  lr: 0.0004\n',
    );
    const rates = (source: string, useCase: 'character' | 'style') =>
      findInText(source, { useCase }).filter((finding) => finding.code === 'qwen-learning-rate').length;
    assert.equal(rates(text, 'character'), 1);
    assert.equal(rates(text, 'style'), 0);
    assert.equal(rates(`# qwen-lora: style\n${text}`, 'character'), 0);
    assert.equal(rates(`# qwen-lora: character\n${text}`, 'style'), 1);
  });
});
