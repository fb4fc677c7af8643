import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookupOf } from '../../../core/schema/config-schema';
import { readConfig, schema } from '../../support/find-in-text';

const lookup = lookupOf(schema);
const text = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train: {ema_config: {use_ema: true}}
      datasets: [{folder_path: a}]
      sample: {samples: [{prompt: a}]}
    - type: nobody_knows
      train: {lr: 1}
    - train: {lr: 1}
`;

describe('the lookup of the schema', () => {
  const { root } = readConfig(text).document;

  it('is built once for a schema', () => {
    assert.equal(lookupOf(schema), lookup);
  });

  it('finds the section that reads a mapping', () => {
    const sections = [
      [[], 'job'],
      [['config'], 'config'],
      [['config', 'process', 0], 'process sd_trainer'],
      [['config', 'process', 0, 'train'], 'train'],
      [['config', 'process', 0, 'train', 'ema_config'], 'emaConfig'],
      [['config', 'process', 0, 'datasets', 0], 'dataset'],
      [['config', 'process', 0, 'sample', 'samples', 0], 'sampleItem'],
      [['config', 'process', 1], undefined],
      [['config', 'process', 1, 'train'], undefined],
      [['config', 'process', 2, 'train'], 'train'],
      [['config', 'process', 0, 'train', 'lr'], undefined],
    ] as const;
    for (const [path, id] of sections) assert.equal(lookup.sectionAt(root, path)?.id, id, path.join('.'));
  });

  it('gives a process the keys of its type, and one without a type those of a trainer', () => {
    assert.ok(lookup.processSection('sd_trainer')?.keys.has('train'));
    assert.ok(lookup.processSection('concept_slider')?.keys.has('slider'));
    assert.ok(!lookup.processSection('sd_trainer')?.keys.has('slider'));
    assert.ok(lookup.processSection(undefined)?.keys.has('train'));
    assert.equal(lookup.processSection('nobody_knows'), undefined);
  });

  it('knows what is required, what is open, and the values of a key', () => {
    const trainer = lookup.processSection('diffusion_trainer');
    assert.ok(trainer?.required.includes('training_folder') && trainer.required.includes('type'));
    const train = trainer?.keys.get('train')?.section;
    assert.equal(train?.keys.get('optimizer_params')?.section?.open, true);
    assert.equal(train?.open, false);
    assert.ok(train?.keys.get('optimizer')?.values?.enum?.includes('adamw8bit'));
    assert.deepEqual(train?.keys.get('lr')?.types, ['number']);
  });
});
