import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionItemTag } from 'vscode-languageserver-types';
import { qwenCheckpoints } from '../../../core/profiles/qwen-checkpoints';
import { completeAt, expectText, head, inProcess } from '../../support/complete-at';
import { schema } from '../../support/find-in-text';

describe('completion of keys', () => {
  it('offers what fits and is not there yet: required first, then common, outdated last and struck through', async () => {
    const { labels, item } = await completeAt(inProcess('model:\n  quantize: true\n  |'));
    assert.equal(labels[0], 'name_or_path');
    assert.ok(!labels.includes('quantize') && !labels.includes('lr'));
    assert.ok(labels.indexOf('arch') < labels.indexOf('compile'));
    assert.deepEqual(item('is_flux').tags, [CompletionItemTag.Deprecated]);
    assert.equal(item('arch').tags, undefined);
    const first = labels.findIndex((label) => item(label).tags !== undefined);
    assert.ok(labels.slice(first).every((label) => item(label).tags !== undefined));
  });

  it('completes a half-typed key above other keys', async () => {
    await expectText(
      inProcess('train:\n  steps: 10\n  opt|\n  lr: 0.1\n'),
      'optimizer',
      inProcess('train:\n  steps: 10\n  optimizer: adamw8bit\n  lr: 0.1\n'),
    );
  });

  it('writes a section with its usual content at the right indentation', async () => {
    await expectText(
      inProcess('net|'),
      'network',
      inProcess('network:\n  type: lora\n  linear: 16\n  linear_alpha: 16'),
    );
  });

  it('writes a list with its dash', async () => {
    await expectText(
      inProcess('dat|\ntrain: {}\n'),
      'datasets',
      inProcess(
        'datasets:\n  - folder_path: datasets/my_subject\n    caption_ext: txt\n    cache_latents_to_disk: true\n    resolution: 1024\ntrain: {}\n',
      ),
    );
  });

  it('lets the column decide the mapping', async () => {
    const text = 'train:\n  steps: 10\n  ema_config:\n    use_ema: true\n';
    const at = async (column: number) =>
      (await completeAt(`${inProcess(text)}${' '.repeat(column)}|`)).labels;
    assert.ok((await at(10)).includes('ema_decay'));
    assert.ok((await at(8)).includes('optimizer') && !(await at(8)).includes('steps'));
    assert.ok((await at(6)).includes('model') && !(await at(6)).includes('train'));
    assert.deepEqual(await at(4), ['- process']);
    assert.ok((await at(2)).includes('device') && !(await at(2)).includes('name'));
    assert.ok((await at(0)).includes('meta') && !(await at(0)).includes('job'));
  });

  it('mends an indentation between two columns', async () => {
    await expectText(
      inProcess('train:\n    steps: 10\n  l|'),
      'lr',
      inProcess('train:\n    steps: 10\n    lr: 0.0002'),
    );
  });

  it('takes the first column of a new section from the lines that follow', async () => {
    await expectText(
      inProcess('train:\n  |\n    steps: 10\n'),
      'lr',
      inProcess('train:\n    lr: 0.0002\n    steps: 10\n'),
    );
  });

  it('works right behind a dash, with and without a blank', async () => {
    await expectText(
      inProcess('datasets:\n  - |'),
      'folder_path',
      inProcess('datasets:\n  - folder_path: datasets/my_subject'),
    );
    await expectText(inProcess('datasets:\n  -|'), 'num_repeats', inProcess('datasets:\n  - num_repeats: 1'));
  });

  it('goes on with a list', async () => {
    await expectText(
      inProcess('sample:\n  prompts:\n    - "a"\n    |'),
      '- prompt',
      inProcess(
        'sample:\n  prompts:\n    - "a"\n    - \'[trigger], portrait, smiling, natural lighting, natural skin texture, 8K\'',
      ),
    );
    const { labels } = await completeAt(inProcess('datasets:\n- folder_path: a\n|'));
    assert.ok(
      labels.includes('- dataset') && labels.includes('train'),
      'a dash and a key fit at this column',
    );
  });

  it('works in brackets and parts the keys by commas', async () => {
    await expectText(
      inProcess('network: {type: lora, lin|}'),
      'linear',
      inProcess('network: {type: lora, linear: 16}'),
    );
    await expectText(
      inProcess('network: {| type: lora}'),
      'linear',
      inProcess('network: {linear: 16, type: lora}'),
    );
  });

  it('replaces a whole key and keeps its value', async () => {
    await expectText(
      inProcess('train:\n  st|ep: 10\n  lr: 1\n'),
      'steps',
      inProcess('train:\n  steps: 10\n  lr: 1\n'),
    );
  });

  it('offers the key under the cursor again, but no other that is there', async () => {
    const { labels } = await completeAt(inProcess('train:\n  steps|: 10\n  lr: 1\n'));
    assert.ok(labels.includes('steps') && !labels.includes('lr'));
  });

  it('knows keys that came in by a merge', async () => {
    const text = `${head.replace('config:', 'meta: &usual\n  steps: 1\nconfig:')}      train:\n        <<: *usual\n        |`;
    assert.ok(!(await completeAt(text)).labels.includes('steps'));
  });

  it('leaves out what the job, the type or a better key rules out', async () => {
    const config = await completeAt('job: extension\nconfig:\n  name: a\n  |');
    assert.ok(!config.labels.includes('log_dir'));
    const train = await completeAt('job: train\nconfig:\n  name: a\n  |');
    assert.ok(train.labels.includes('log_dir'));
    const lora = await completeAt(inProcess('network:\n  type: lora\n  |'));
    assert.ok(!lora.labels.includes('lokr_factor') && lora.labels.includes('dropout'));
    const accumulated = await completeAt(inProcess('train:\n  gradient_accumulation_steps: 2\n  |'));
    assert.ok(!accumulated.labels.includes('gradient_accumulation'));
  });

  it('says nothing in comments, block texts and values that are free', async () => {
    for (const marked of [
      inProcess('train: # the tra|'),
      inProcess('sample:\n  neg: >-\n    low\n    qual|'),
      inProcess('trigger_word: |'),
    ]) {
      assert.deepEqual((await completeAt(marked)).labels, [], marked);
    }
  });
});

describe('completion of values', () => {
  it('offers every value of each enumeration of a training process, but those that always fail', async () => {
    const definition = schema.definitions.optimizerValues;
    const { labels } = await completeAt(inProcess('train:\n  optimizer: |'));
    assert.deepEqual([...labels].sort(), [...(definition?.enum ?? [])].map(String).sort());
    const schedulers = await completeAt(inProcess('train:\n  lr_scheduler: |'));
    assert.ok(schedulers.labels.includes('cosine') && !schedulers.labels.includes('polynomial'));
  });

  it('puts the guide first, then the default, and says what values mean', async () => {
    const { labels, item } = await completeAt(inProcess('train:\n  noise_scheduler: |'));
    assert.deepEqual(labels.slice(0, 2), ['flowmatch', 'ddpm']);
    assert.equal(item('flowmatch').detail, "the guide's value");
    assert.equal(item('ddpm').detail, 'default');
    assert.match(JSON.stringify(item('ddpm').documentation), /SDXL/);
    assert.deepEqual((await completeAt(inProcess('train:\n  lr: |'))).labels, ['0.0002', '0.000001']);
  });

  it('offers true and false', async () => {
    assert.deepEqual((await completeAt(inProcess('model:\n  low_vram: |'))).labels, ['true', 'false']);
  });

  it('brings the blank behind a colon', async () => {
    await expectText(inProcess('train:\n  dtype:|'), 'bf16', inProcess('train:\n  dtype: bf16'));
  });

  it('replaces the whole value and leaves a comment alone', async () => {
    await expectText(
      inProcess('train:\n  optimizer: ada|mw # usual\n'),
      'prodigy',
      inProcess('train:\n  optimizer: prodigy # usual\n'),
    );
  });

  it('keeps quotes, and offers no bare numbers inside them', async () => {
    await expectText(inProcess("train:\n  dtype: 'b|'"), 'bf16', inProcess("train:\n  dtype: 'bf16'"));
    await expectText(inProcess('train:\n  dtype: "b|'), 'bf16', inProcess('train:\n  dtype: "bf16"'));
    assert.deepEqual((await completeAt(inProcess('train:\n  lr: "|"'))).labels, []);
  });

  it('offers the recovery adapter of this very checkpoint, and no other', async () => {
    const { items, labels } = await completeAt(
      inProcess('model:\n  name_or_path: Qwen/Qwen-Image-Edit-2509\n  qtype: |'),
    );
    const adapters = items
      .map(({ textEdit }) => textEdit?.newText)
      .filter((text) => text?.includes('safetensors'));
    assert.deepEqual(adapters, [
      'uint3|ostris/accuracy_recovery_adapters/qwen_image_edit_2509_torchao_uint3.safetensors',
    ]);
    assert.equal(labels[0], 'qfloat8');
  });

  it('offers the checkpoints first, and the arch that belongs to one', async () => {
    const { labels } = await completeAt(inProcess('model:\n  name_or_path: |'));
    assert.deepEqual(
      labels.slice(0, qwenCheckpoints.length),
      qwenCheckpoints.map(({ hubId }) => hubId),
    );
    const arch = await completeAt(inProcess('model:\n  name_or_path: Qwen/Qwen-Image-2512\n  arch: |'));
    assert.equal(arch.labels[0], 'qwen_image:2512');
  });

  it("offers the family's own numbers", async () => {
    const flux = 'model:\n  name_or_path: black-forest-labs/FLUX.1-dev\n  arch: flux\n';
    const { labels } = await completeAt(inProcess(`${flux}network:\n  linear: |`));
    assert.equal(labels[0], '32');
    const style = await completeAt(inProcess('network:\n  linear: |'), { useCase: 'style' });
    assert.equal(style.labels[0], '32');
  });

  it('offers the content of a section behind its colon, but not at the colon itself', async () => {
    await expectText(
      inProcess('save: |'),
      'save …',
      inProcess('save:\n  dtype: bf16\n  save_every: 250\n  max_step_saves_to_keep: 10'),
    );
    assert.deepEqual((await completeAt(inProcess('save:|'), { trigger: ':' })).labels, []);
    assert.deepEqual((await completeAt(inProcess('save: |\n  dtype: bf16\n'))).labels, []);
  });
});
