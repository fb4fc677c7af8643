import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionItemTag, InsertTextFormat } from 'vscode-languageserver-types';
import { qwenCheckpoints } from '../../../core/profiles/qwen-checkpoints';
import { completeAt, plainClient } from '../../support/complete-at';
import { findInText, schema } from '../../support/find-in-text';

const head = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      trigger_word: maya_char
`;

/** The text of a process, its lines indented as they stand in it. */
function inProcess(lines: string): string {
  const indented = lines.split('\n').map((line) => (line === '' ? line : `      ${line}`));
  return `${head}${indented.join('\n')}`;
}

async function expectText(marked: string, label: string, expected: string): Promise<void> {
  const { accept } = await completeAt(marked);
  assert.equal(accept(label), expected);
}

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

describe('completion in prompts', () => {
  const prompts = (line: string) => inProcess(`sample:\n  prompts:\n    - ${line}`);

  it('starts one with the trigger word, in quotes', async () => {
    await expectText(prompts('|'), 'maya_char', prompts('"maya_char, "'));
    await expectText(prompts('|'), '[trigger]', prompts('"[trigger], "'));
    await expectText(prompts('[tri|]'), '[trigger]', prompts('"[trigger], "'));
  });

  it('completes the trigger word inside one', async () => {
    await expectText(prompts('"photo of ma|"'), 'maya_char', prompts('"photo of maya_char"'));
    await expectText(prompts('"photo of [|]"'), '[trigger]', prompts('"photo of [trigger]"'));
    await expectText(
      inProcess('sample:\n  samples:\n    - prompt: a ma|'),
      'maya_char',
      inProcess('sample:\n  samples:\n    - prompt: a maya_char'),
    );
  });

  it("adds the guide's endings, with one comma whatever is typed, and none twice", async () => {
    const ending = ', natural skin texture, 8K';
    const done = prompts('"maya_char, portrait, natural skin texture, 8K"');
    await expectText(prompts('"maya_char, portrait|"'), ending, done);
    await expectText(prompts('"maya_char, portrait, |"'), ending, done);
    await expectText(prompts('"maya_char, portrait, natu|"'), ending, done);
    assert.ok(!(await completeAt(done.replace('8K"', '8K|"'))).labels.includes(ending));
  });

  it('has no trigger word to offer where none is set', async () => {
    const { labels } = await completeAt(prompts('|').replace('      trigger_word: maya_char\n', ''));
    assert.ok(labels.includes('[trigger]') && !labels.includes('maya_char'));
  });
});

describe('completion of paths', () => {
  const tree: Readonly<Record<string, readonly { name: string; kind: 'file' | 'folder' }[]>> = {
    '/somewhere': [{ name: 'datasets', kind: 'folder' }],
    '/somewhere/datasets/': [
      { name: 'maya', kind: 'folder' },
      { name: 'my pictures', kind: 'folder' },
      { name: '.cache', kind: 'folder' },
      { name: 'control.png', kind: 'file' },
    ],
  };
  const folders = {
    listFolder: async (path: string) => tree[path],
    joinPath: (...parts: readonly string[]) => parts.filter((part) => part !== '').join('/'),
  };
  const options = { folders, bases: ['/somewhere', '/elsewhere'] };

  it('lists folders below the folder that relative paths start from', async () => {
    const { labels } = await completeAt(inProcess('datasets:\n  - folder_path: |'), options);
    assert.deepEqual(labels, ['datasets']);
    const deeper = await completeAt(inProcess('datasets:\n  - folder_path: "datasets/m|"'), options);
    assert.deepEqual(deeper.labels, ['maya', 'my pictures']);
    assert.equal(deeper.accept('maya'), inProcess('datasets:\n  - folder_path: "datasets/maya"'));
  });

  it('lists absolute folders, and files where a file is wanted', async () => {
    const { labels, accept } = await completeAt(
      inProcess('sample:\n  samples:\n    - ctrl_img_1: /somewhere/datasets/c|'),
      options,
    );
    assert.ok(labels.includes('control.png') && labels.includes('maya'));
    assert.equal(
      accept('control.png'),
      inProcess('sample:\n  samples:\n    - ctrl_img_1: /somewhere/datasets/control.png'),
    );
  });

  it('offers nothing without a disk, on the network, or in a model name that is no path', async () => {
    assert.deepEqual((await completeAt(inProcess('training_folder: |'))).labels, []);
    const anything = { ...options, folders: { ...folders, listFolder: async () => tree['/somewhere'] } };
    assert.deepEqual((await completeAt(inProcess('training_folder: //host/|'), anything)).labels, []);
    const model = await completeAt(inProcess('model:\n  name_or_path: Qwen/|'), anything);
    assert.ok(!model.labels.includes('datasets'));
  });
});

describe('completion of a whole config', () => {
  it('offers one per checkpoint in an empty document, and each is without a finding', async () => {
    for (const { name } of qwenCheckpoints) {
      for (const useCase of ['character', 'style', 'complex'] as const) {
        const { accept } = await completeAt('|', { useCase });
        const found = findInText(accept(`${name} LoRA`), { useCase });
        assert.deepEqual(
          found.map(({ code, message }) => `${code}: ${message}`),
          [],
          `${name}, ${useCase}`,
        );
      }
    }
  });

  it('is written by two completions from nothing', async () => {
    const text = await acceptBelow(await acceptBelow('', '', 'job'), '', 'config');
    assert.match(text, /^job: extension\nconfig:\n {2}name: my_lora\n/);
    assertClean(text);
  });

  it('is written section by section below a process', async () => {
    let text = (await completeAt('job: extension\nconfig:\n  name: maya\n  process:\n    - type: |')).accept(
      'sd_trainer',
    );
    for (const key of [
      'training_folder',
      'trigger_word',
      'network',
      'save',
      'datasets',
      'train',
      'model',
      'sample',
    ]) {
      text = await acceptBelow(text, '      ', key);
    }
    assertClean(text);
  });

  it('is written key by key below a section', async () => {
    let text = (await completeAt('|'))
      .accept('Qwen-Image LoRA')
      .replace(/\n {6}sample:[\s\S]*/, '\n      sample:');
    const keys = [
      'sampler',
      'sample_every',
      'width',
      'height',
      'prompts',
      'neg',
      'guidance_scale',
      'sample_steps',
    ];
    for (const key of keys) text = await acceptBelow(text, '        ', key);
    assertClean(text);
  });

  it('is completed in one step inside `config`', async () => {
    assertClean((await completeAt('job: extension\nconfig:\n  name: maya\n  |')).accept('process'));
  });

  /** Presses Enter at the end of the text, indents, and accepts. */
  async function acceptBelow(text: string, indent: string, label: string): Promise<string> {
    return (await completeAt(`${text}${text === '' ? '' : '\n'}${indent}|`)).accept(label);
  }

  function assertClean(text: string): void {
    const found = findInText(text).map(({ code, message }) => `${code}: ${message}`);
    assert.deepEqual(found, [], text);
  }
});

describe('completion in JSON', () => {
  const json = { format: 'json' } as const;

  it('quotes keys, brings values and the comma before what follows', async () => {
    const { accept } = await completeAt('{\n  "job": "extension",\n  "me|"\n  "config": {}\n}', json);
    assert.match(accept('meta'), /"meta": .*,\n {2}"config"/);
  });

  it('writes nested sections as JSON', async () => {
    const { accept } = await completeAt(
      '{\n  "job": "extension",\n  "config": {\n    "name": "maya",\n    "|"\n  }\n}',
      json,
    );
    const config: { config: { process: { train: { lr: number } }[] } } = JSON.parse(accept('process'));
    assert.equal(config.config.process[0]?.train.lr, 0.0002);
  });

  it('completes values inside their quotes', async () => {
    const { accept } = await completeAt('{"job": "ext|"}', json);
    assert.equal(accept('extension'), '{"job": "extension"}');
  });

  it('offers whole configs for an empty file', async () => {
    const { accept } = await completeAt('|', json);
    assert.equal(JSON.parse(accept('Qwen-Image LoRA')).job, 'extension');
  });
});

describe('completion for different clients', () => {
  it('makes placeholders and choices for clients with snippets, plain text for others', async () => {
    const marked = inProcess('model:\n  |');
    const rich = await completeAt(marked, { abilities: { ...plainClient, snippets: true } });
    assert.equal(rich.item('quantize').insertTextFormat, InsertTextFormat.Snippet);
    assert.equal(newText(rich.item('quantize')), 'quantize: ${1|true,false|}');
    assert.equal(newText(rich.item('name_or_path')), 'name_or_path: ${1:Qwen/Qwen-Image-2512}');
    const plain = await completeAt(marked);
    assert.equal(newText(plain.item('quantize')), 'quantize: true');
    assert.equal(plain.item('quantize').insertTextFormat, InsertTextFormat.PlainText);
  });

  it('escapes what snippets would read', async () => {
    const { item } = await completeAt(
      inProcess('sample:\n  prompts:\n    - |').replace('maya_char', '"a$b}"'),
      {
        abilities: { ...plainClient, snippets: true },
      },
    );
    assert.equal(newText(item('a$b}')), '"a\\$b\\}, $1"');
  });

  it('strikes through and describes in what the client understands', async () => {
    const poor = { snippets: false, markdown: false, insertTextMode: false, deprecatedTag: false };
    const { item } = await completeAt(inProcess('network:\n  |'), { abilities: poor });
    assert.equal(item('rank').deprecated, true);
    assert.equal(typeof item('linear').documentation, 'string');
  });

  it('answers typed characters only where they begin something', async () => {
    const at = async (marked: string, trigger: string) =>
      (await completeAt(inProcess(marked), { trigger })).labels.length;
    assert.ok((await at('train:\n  dtype:|', ':')) > 0);
    assert.ok((await at('train:\n  dtype: |', ' ')) > 0);
    assert.ok((await at('datasets:\n  - |', ' ')) > 0);
    assert.equal(await at('sample:\n  prompts:\n    - "maya_char |"', ' '), 0);
    assert.equal(await at('train:\n  |', ' '), 0);
    assert.equal(await at('train:\n  dtype: bf16/|', '/'), 0);
    assert.equal(await at('train:\n  dtype: "bf16"|', '"'), 0);
  });
});

describe('completion anywhere', () => {
  it('never fails, wherever a config is cut off', async () => {
    const whole = (await completeAt('|')).accept('Qwen-Image-Edit-2511 LoRA');
    for (let offset = 0; offset <= whole.length; offset += 5) {
      const { items } = await completeAt(`${whole.slice(0, offset)}|`);
      for (const item of items) assert.notEqual(item.label, '');
      await completeAt(`${whole.slice(0, offset)}|${whole.slice(offset)}`);
    }
  });
});

function newText(item: { textEdit?: { newText: string } | undefined }): string | undefined {
  return item.textEdit?.newText;
}
