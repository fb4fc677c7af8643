import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findStructure } from '../../../core/schema/find-structure';
import type { ToolkitKeys } from '../../../core/toolkit/toolkit-keys';
import { readConfig, schema } from '../../support/find-in-text';

/** `code @ text under the span` of each finding of the schema. */
function found(text: string, format: 'yaml' | 'json' = 'yaml', toolkit?: ToolkitKeys): string[] {
  return findStructure(readConfig(text, format), schema, toolkit).map(
    ({ code, span }) => `${code} @ ${text.slice(span.start, span.end)}`,
  );
}

const top = 'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n';
const rest = '      training_folder: output\n      model: {name_or_path: a, arch: flux}\n';
const config = (body: string) => `${top}${rest}${body}`;

describe('structure', () => {
  it('is silent where all is well', () => {
    assert.deepEqual(found(config('      train: {lr: 1e-4, steps: 100}\n')), []);
  });

  it('reads JSON as the same model', () => {
    const text = `{"job": "extension", "config": {"name": "a", "process": [{"type": "sd_trainer",
      "training_folder": "o", "model": {"name_or_path": "x", "archh": "flux"}, "train": {"lr": "1e-4"}}]}}`;
    assert.deepEqual(found(text, 'json'), ['unknown-key @ "archh"', 'wrong-type @ "1e-4"']);
  });

  it('says nothing of values that hold an environment variable', () => {
    assert.deepEqual(
      found(config('      train:\n        lr: ${LR}\n        optimizer: "${OPT}"\n        steps: ${A}0\n')),
      [],
    );
  });

  it('judges what counts: the last of duplicates, the own key over the merged one', () => {
    assert.deepEqual(found(config('      train:\n        steps: many\n        steps: 100\n')), []);
    const merged = `base: &base {steps: many, lr: 0.1}\n${config('      train:\n        <<: *base\n        steps: 100\n')}`;
    assert.deepEqual(found(merged), []);
  });

  it('finds a shared mistake once, and a key that one of the sharing sections reads never', () => {
    const twice = config(
      '      datasets:\n        - &d {folder_path: a, capton_ext: txt}\n        - <<: *d\n          folder_path: b\n',
    );
    assert.deepEqual(found(twice), ['unknown-key @ capton_ext']);
    const shared = `common: &c {dtype: bf16, save_every: 10}\n${config('      train: *c\n      save: *c\n')}`;
    assert.deepEqual(found(shared), []);
  });

  it('says nothing of processes and sections whose readers are not known', () => {
    const unknown = `${top}${rest}    - type: Qwen3VLCaptioner\n      caption:\n        model_name_or_path: a\n        path_to_caption: b\n        extensions: [jpg]\n        whatever: 1\n`;
    assert.deepEqual(found(unknown), []);
    assert.deepEqual(found(config('      train: {optimizer_params: {foo: 1}}\n')), []);
  });

  it('leaves one finding for one mistake', () => {
    const above =
      'job: extension\nconfig:\n  name: a\n  training_folder: o\n  process:\n    - type: sd_trainer\n      model: {name_or_path: a, arch: flux}\n';
    assert.deepEqual(found(above), ['misplaced-key @ training_folder']);
    assert.deepEqual(found(config('      foo: {lr: 1, steps: x}\n')), ['unknown-key @ foo']);
  });

  it('believes a checkout that reads a key', () => {
    const reads: ToolkitKeys = {
      version: '9.9',
      has: (section, key) => (section === 'train' ? key === 'from_tomorrow' || undefined : undefined),
    };
    const text = config('      train: {from_tomorrow: 1, from_never: 1}\n');
    assert.deepEqual(found(text), ['unknown-key @ from_tomorrow', 'unknown-key @ from_never']);
    assert.deepEqual(found(text, 'yaml', reads), ['unknown-key @ from_never']);
  });

  it('knows the misspelt arch from the new one', () => {
    const severity = (arch: string) =>
      findStructure(
        readConfig(`${top}      training_folder: o\n      model: {name_or_path: a, arch: ${arch}}\n`),
        schema,
      ).map((finding) => `${finding.severity}${finding.fixes?.[0]?.safe ? ' with a safe fix' : ''}`);
    assert.deepEqual(severity('qwen_image_edit_plus2509'), ['error with a safe fix']);
    assert.deepEqual(severity('qwen_imag'), ['error with a safe fix']);
    assert.deepEqual(severity('QwenImage'), ['error with a safe fix']);
    assert.deepEqual(severity('qwen_image_2'), []);
    assert.deepEqual(severity('qwen_image_3'), ['warning']);
    assert.deepEqual(severity('qwen_image_edit_2511'), ['error with a safe fix']);
    assert.deepEqual(severity('qwen_image_2512'), ['error with a safe fix']);
    assert.deepEqual(severity('z_image_turbo'), ['error with a safe fix']);
    assert.deepEqual(severity('minimax_h3_vsa'), ['warning']);
    assert.deepEqual(severity('"qwen_image_edit_plus:2511"'), []);
    assert.deepEqual(severity('sd15'), []);
  });

  it('ends on any tree', () => {
    for (const text of ['', '[]', 'a', 'job:', 'job: [extension]\nconfig: [a]', `${top}      train:\n`]) {
      assert.doesNotThrow(() => found(text));
    }
    assert.doesNotThrow(() => found('job: extension\nconfig: &a\n  process: [*a]\n'));
  });
});
