import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { documentLinks } from '../../../core/editor/document-links';
import { readConfig, schema } from '../../support/find-in-text';

const text = `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      training_folder: "out/[name]"
      datasets:
        - folder_path: data/maya
          control_path: [control/a, "control/b"]
        - folder_path: \${DATA}/body
      model:
        name_or_path: "Qwen/Qwen-Image"
        qtype: 'uint3|ostris/adapters/recovery.safetensors'
        assistant_lora_path: loras/fast.safetensors
      sample:
        samples:
          - prompt: data/maya
            ctrl_img: control/a/1.png
`;

describe('links', () => {
  it('lead to what lies on disk, for every path key and no other text', async () => {
    const everything = async (path: string) => `file:///at/${path}`;
    assert.deepEqual(await linksOf(text, everything), [
      'out/[name] → file:///at/out/maya (Open this folder)',
      'data/maya → file:///at/data/maya (Open this folder)',
      'control/a → file:///at/control/a (Open this folder)',
      'control/b → file:///at/control/b (Open this folder)',
      'Qwen/Qwen-Image → file:///at/Qwen/Qwen-Image (Open this model on disk)',
      'ostris/adapters/recovery.safetensors → file:///at/ostris/adapters/recovery.safetensors (Open this file)',
      'loras/fast.safetensors → file:///at/loras/fast.safetensors (Open this model on disk)',
      'control/a/1.png → file:///at/control/a/1.png (Open this file)',
    ]);
  });

  it('lead to Hugging Face for checkpoints and recovery adapters that are not on disk', async () => {
    assert.deepEqual(await linksOf(text, async () => undefined), [
      'Qwen/Qwen-Image → https://huggingface.co/Qwen/Qwen-Image (Open on Hugging Face)',
      'ostris/adapters/recovery.safetensors → https://huggingface.co/ostris/adapters/blob/main/recovery.safetensors (Open on Hugging Face)',
    ]);
  });

  it('say nothing of names that are no Hub names', async () => {
    const nameOrPath = (name: string) => `config:\n  process:\n    - model:\n        name_or_path: ${name}\n`;
    for (const name of [
      '/models/qwen',
      './qwen',
      'C:\\models\\qwen',
      'a/b/c',
      'a/b.safetensors',
      'qwen',
      '~',
      'a/b?c',
    ]) {
      assert.deepEqual(await linksOf(nameOrPath(name), async () => undefined), [], name);
    }
  });
});

async function linksOf(
  config: string,
  findPath: (path: string) => Promise<string | undefined>,
): Promise<string[]> {
  const document = TextDocument.create('file:///x.yaml', 'yaml', 1, config);
  const links = await documentLinks(readConfig(config), schema, findPath);
  return links.map(({ range, target, tooltip }) => `${document.getText(range)} → ${target} (${tooltip})`);
}
