import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InsertTextFormat } from 'vscode-languageserver-types';
import { qwenCheckpoints } from '../../../core/profiles/qwen-checkpoints';
import { completeAt, expectText, inProcess, plainClient } from '../../support/complete-at';
import { findInText } from '../../support/find-in-text';

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
