import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareConfigs } from '../../../../core/runs/config/compare-configs';
import { readConfigValues } from '../../../../core/runs/config/config-values';
import { readRunPrompts } from '../../../../core/runs/config/run-prompts';

function values(text: string) {
  const read = readConfigValues(text, 'yaml');
  assert.ok(read);
  return read;
}

const run = `
job: extension
config:
  name: maya
  process:
  - type: sd_trainer
    trigger_word: maya_char
    hf_token: hf_abcdefghijkl
    train: {lr: 0.0001, steps: 3400}
    datasets:
    - folder_path: /data/maya
      resolution: [512, 768]
    sample:
      seed: 7
      walk_seed: true
      prompts: ['[trigger], smiling', 'a bicycle, red']
`;

describe("a config's values", () => {
  it('have the places that the docs use', () => {
    const read = values(run);
    assert.equal(read.get('train.lr'), '0.0001');
    assert.equal(read.get('datasets[0].resolution'), '512, 768');
    assert.equal(read.get('sample.prompts[1]'), 'a bicycle, red');
    assert.equal(read.get('name'), 'maya');
  });

  it('hide secrets, by their key and by their look', () => {
    assert.equal(values(run).get('hf_token'), '(hidden)');
    assert.equal(values('a: {b: hf_abcdefghijkl}').get('a.b'), '(hidden)');
  });

  it('are none of a text that is no mapping', () => {
    assert.equal(readConfigValues('- 1', 'yaml'), undefined);
    assert.equal(readConfigValues('', 'yaml'), undefined);
  });
});

describe('two configs', () => {
  it('differ where a value does, however it is written', () => {
    const file = run.replace('0.0001', '1e-4').replace('3400', '2000').replace('name: maya', 'name: ${NAME}');
    const compared = compareConfigs(
      values(run),
      values(file.replace('walk_seed: true', 'sampler: flowmatch')),
    );
    assert.deepEqual(compared.differences, [
      { key: 'sample.sampler', one: undefined, other: 'flowmatch' },
      { key: 'sample.walk_seed', one: 'true', other: undefined },
      { key: 'train.steps', one: '3400', other: '2000' },
    ]);
    assert.ok(compared.equal > 5);
  });

  it('are equal to themselves', () =>
    assert.deepEqual(compareConfigs(values(run), values(run)).differences, []));
});

describe("a run's prompts", () => {
  it('are those of prompts, with walking seeds', () => {
    assert.deepEqual(readRunPrompts(values(run)), [
      { index: 0, text: 'maya_char, smiling', seed: 7, controls: [] },
      { index: 1, text: 'a bicycle, red', seed: 8, controls: [] },
    ]);
  });

  it('are those of samples, which replace prompts', () => {
    const text = `config:
  process:
  - sample:
      prompts: [unused]
      samples:
      - {prompt: one, seed: 3, ctrl_img: /c/1.png}
      - {prompt: two}
`;
    assert.deepEqual(readRunPrompts(values(text)), [
      { index: 0, text: 'one', seed: 3, controls: ['/c/1.png'] },
      { index: 1, text: 'two', seed: 42, controls: [] },
    ]);
  });
});
