import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureLine } from '../../../core/runs/failure-line';

const config = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train:
        optimizer: adamwx
        lr: 1e-4
      model:
        name_or_path: /models/qwen
        arch: qwen_image
      datasets:
        - folder_path: /data/maya
`;
const at = (words: string) => {
  const line = failureLine(config, words);
  return line === undefined ? undefined : config.split('\n')[line]?.trim();
};

test('a key with the value that is named wins', () => {
  assert.equal(
    at("ai-toolkit does not support the optimizer 'adamwx'. Write 'optimizer: adamw8bit'."),
    'optimizer: adamwx',
  );
});

test('a key is found with its section, in quotes, and in a list', () => {
  assert.equal(at('Correct model.name_or_path.'), 'name_or_path: /models/qwen');
  assert.equal(at("Check 'arch'."), 'arch: qwen_image');
  assert.equal(at("'folder_path' is missing."), '- folder_path: /data/maya');
});

test('words that name nothing of the config have no line', () => {
  assert.equal(at("The computer's memory ran out."), undefined);
  assert.equal(failureLine('', "Check 'arch'."), undefined);
});
