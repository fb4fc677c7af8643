import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkupContent } from 'vscode-languageserver-types';
import { type HoverOptions, hover } from '../../../core/editor/hover';
import { readCursor } from '../../support/cursor';
import { readConfig, schema } from '../../support/find-in-text';

const qwen = 'model:\n  name_or_path: Qwen/Qwen-Image-2512\n  arch: qwen_image:2512\n';

function inProcess(lines: string): string {
  const indented = lines.split('\n').map((line) => (line === '' ? line : `      ${line}`));
  return `job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n${indented.join('\n')}`;
}

/** The text shown at a cursor mark; undefined where nothing is. */
function hoverAt(marked: string, options: Partial<HoverOptions> = {}): string | undefined {
  const { text, offset } = readCursor(marked);
  const found = hover(readConfig(text), offset, schema, {
    useCase: 'character',
    markdown: true,
    documentation: (code) => `docs:${code}`,
    ...options,
  });
  if (!found) return undefined;
  assert.ok(MarkupContent.is(found.contents));
  return found.contents.value;
}

describe('hover on a key', () => {
  it('says what it does, its type, its default, and what the guide has for this model', () => {
    assert.equal(
      hoverAt(inProcess(`${qwen}train:\n  l|r: 0.001\n`)),
      [
        '**`train.lr`** · number',
        `${schema.definitions.train?.properties?.lr?.description}`,
        '- Left out: `0.000001`\n- Range: 0 to 10',
        '**The guide for Qwen-Image** (character): `0.0002`, range 0.00005–0.0002. Here it is `0.001`, above the range. [Why?](docs:qwen-learning-rate)',
        [
          '|  | Qwen-Image | FLUX | SDXL |',
          '| :-- | :-- | :-- | :-- |',
          '| Learning rate | `0.0002` | `0.0001` | `0.0001` |',
          '| Range | `0.00005–0.0002` | `0.00005–0.0004` | `0.00005–0.0004` |',
        ].join('\n'),
      ].join('\n\n'),
    );
  });

  it('compares Qwen, FLUX and SDXL where the guide does', () => {
    const rows: Readonly<Record<string, string>> = {
      'network:\n  lin|ear: 16': '| Rank | `16` | `32` | `64` |\n| Range | `8–64` | `32–64` | `64–128` |',
      'train:\n  noise|_scheduler: ddpm': '| Scheduler | `flowmatch` | `flowmatch` | `ddpm` |',
      'train:\n  train_|text_encoder: true': '| Text encoder | `false` | can be true | can be true |',
      'sample:\n  guid|ance_scale: 7': '| Guidance | `3.5` | `3.5` | `7` |\n| Range | `3–4` | `3.5–4` |  |',
      'sample:\n  sample|_steps: 20':
        '| Steps | `28` | `28` | `28` |\n| Range | `20–50` | `28–30` | `20–30` |',
    };
    for (const [lines, row] of Object.entries(rows)) {
      assert.ok(
        hoverAt(inProcess(qwen + lines))?.includes(row),
        `${lines}: ${hoverAt(inProcess(qwen + lines))}`,
      );
    }
  });

  it("follows the use case and the file's own model", () => {
    const linear = 'network:\n  |linear: 16';
    assert.match(hoverAt(inProcess(qwen + linear), { useCase: 'style' }) ?? '', /\(style\): `32`/);
    const flux = 'model:\n  name_or_path: a/b\n  arch: flux\n';
    assert.match(hoverAt(inProcess(flux + linear)) ?? '', /guide for FLUX.*below the range\.$/m);
    const other = 'model:\n  name_or_path: a/b\n  arch: wan21\n';
    assert.doesNotMatch(hoverAt(inProcess(other + linear)) ?? '', /The guide for/);
  });

  it('says what is required, outdated, unused or without effect', () => {
    assert.match(hoverAt(inProcess('model:\n  name_or|_path: a')) ?? '', /Required: ai-toolkit stops/);
    assert.match(hoverAt(inProcess('network:\n  ra|nk: 4')) ?? '', /\*\*Outdated\.\*\* Write `linear`/);
    assert.match(hoverAt(inProcess('dev|ice: cuda')) ?? '', /\*\*No effect:\*\*/);
    assert.match(hoverAt(inProcess(`${qwen}network:\n  co|nv: 4`)) ?? '', /No effect on Qwen-Image/);
    assert.match(hoverAt(inProcess('network:\n  alpha|: 4')) ?? '', /Write `linear_alpha`/);
  });

  it('lists the values of short enumerations with their meaning', () => {
    assert.match(
      hoverAt('jo|b: extension\nconfig:\n  process: []') ?? '',
      /- `extension`: Runs an extension/,
    );
    assert.match(hoverAt(inProcess('model:\n  qty|pe: qfloat8')) ?? '', /Values: `qfloat8`, .* and \d+ more/);
  });

  it('says nothing of keys that ai-toolkit never reads, and outside of the config', () => {
    assert.equal(hoverAt(inProcess('model:\n  is_q|wen: true')), undefined);
    assert.equal(hoverAt(`# a com|ment\n${inProcess('')}`), undefined);
  });

  it('has a text for every key of a training process', () => {
    const text = `job: extension\nconfig:\n  process:\n    - type: sd_trainer\n`;
    for (const [section, definition] of Object.entries(schema.definitions)) {
      if (!['train', 'network', 'model', 'save', 'sample'].includes(section)) continue;
      for (const key of Object.keys(definition.properties ?? {})) {
        const shown = hoverAt(`${text}      ${section}:\n        |${key}: 1\n`) ?? '';
        assert.ok(shown.startsWith(`**\`${section}.${key}\`** · `), `${section}.${key}: ${shown}`);
        assert.doesNotMatch(shown, /undefined|\[object|NaN/, `${section}.${key}`);
      }
    }
  });
});

describe('hover on a value', () => {
  it('explains every value of every enumeration of a training process', () => {
    const places: Readonly<Record<string, string>> = {
      optimizer: 'optimizerValues',
      lr_scheduler: 'lrSchedulerValues',
      noise_scheduler: 'noiseSchedulerValues',
      timestep_type: 'timestepTypeValues',
      loss_type: 'lossTypeValues',
      dtype: 'dtypeValues',
    };
    for (const [key, enumeration] of Object.entries(places)) {
      const { enum: values = [], enumDescriptions = [] } = schema.definitions[enumeration] ?? {};
      assert.ok(values.length > 0, enumeration);
      for (const [index, value] of values.entries()) {
        const shown = hoverAt(inProcess(`train:\n  ${key}: |${value}`));
        assert.ok(
          shown?.startsWith(`**\`${value}\`** · \`train.${key}\`\n\n${enumDescriptions[index]}`),
          shown,
        );
      }
    }
  });

  it('explains each arch, with or without the mark of the web UI', () => {
    for (const value of schema.definitions.archValues?.enum ?? []) {
      const shown = hoverAt(inProcess(`model:\n  arch: |${value}`)) ?? '';
      assert.ok(!shown.includes('Unknown'), shown);
    }
    assert.match(
      hoverAt(inProcess('model:\n  arch: |qwen_image:2512')) ?? '',
      /`:2512` is the web UI's name .* trains with `qwen_image`\./,
    );
  });

  it('explains a quantization with its recovery adapter, and one that does not fit', () => {
    const folder = 'ostris/accuracy_recovery_adapters';
    const at = (adapter: string) =>
      hover(
        readConfig(inProcess(`${qwen}  qtype: "uint3|${folder}/${adapter}"`)),
        inProcess(`${qwen}  qtype: "ui`).length,
        schema,
        { useCase: 'character', markdown: true, documentation: (code) => code },
      );
    const fitting = JSON.stringify(at('qwen_image_2512_torchao_uint3.safetensors'));
    assert.match(fitting, /adapter of Qwen-Image-2512 for `uint3`/);
    assert.doesNotMatch(fitting, /Does not fit/);
    assert.match(JSON.stringify(at('qwen_image_torchao_uint3.safetensors')), /Does not fit/);
    assert.match(JSON.stringify(at('mine.safetensors')), /must be made for this checkpoint/);
  });

  it('says what ai-toolkit makes of an unknown value', () => {
    assert.match(
      hoverAt(inProcess('train:\n  loss_type: |msee')) ?? '',
      /\*\*Unknown\*\* to ai-toolkit: falls back to mse\./,
    );
  });

  it('knows the checkpoints', () => {
    const shown = hoverAt(inProcess('model:\n  name_or_path: models/|Qwen-Image-Edit-2511')) ?? '';
    assert.match(shown, /`arch: qwen_image_edit_plus:2511`/);
    assert.match(shown, /qwen_image_edit_2511_torchao_uint3/);
  });

  it('shows the key where the value says nothing by itself', () => {
    assert.match(hoverAt(inProcess('train:\n  steps: 10|00')) ?? '', /^\*\*`train\.steps`\*\*/);
    assert.match(hoverAt(inProcess('sample:\n  prompts:\n    - "a| b"')) ?? '', /^\*\*`sample\.prompts`\*\*/);
  });

  it('cannot be made to write Markdown by a value', () => {
    const shown = hoverAt(inProcess('train:\n  loss_type: "|[x](command:y) ``` **b**"')) ?? '';
    assert.ok(shown.startsWith('**```` [x](command:y) ``` **b** ````** · '), shown);
  });
});

describe('hover on what only some versions of ai-toolkit have', () => {
  it('says which versions read a key or know a value, and what changed', () => {
    const lines: Readonly<Record<string, RegExp>> = {
      'train:\n  first_time|step_chance: 0.1': /Read by ai-toolkit 0\.13 and newer\./,
      'train:\n  latent_mult|iplier: 1.1': /Read by ai-toolkit versions before 0\.13\.13\./,
      'train:\n  gradient_acc|umulation: 2': /Since ai-toolkit 0\.13: The batches are averaged\./,
      'model:\n  arch: qwen|_image_2': /Known to ai-toolkit 0\.13\.17 and newer\./,
      'train:\n  optimizer: Adam|ConvRot': /Known to ai-toolkit 0\.13 and newer\./,
    };
    for (const [text, says] of Object.entries(lines)) assert.match(hoverAt(inProcess(text)) ?? '', says);
  });

  it('says nothing of versions elsewhere', () => {
    for (const text of ['train:\n  st|eps: 10', 'model:\n  arch: qwen|_image'])
      assert.doesNotMatch(hoverAt(inProcess(text)) ?? '', /ai-toolkit \d/);
  });
});

describe('hover for a client without Markdown', () => {
  it('is free of marks', () => {
    const shown = hoverAt(inProcess(`${qwen}train:\n  l|r: 0.001\n`), { markdown: false }) ?? '';
    assert.doesNotMatch(shown, /\*\*|`|\||---/);
    assert.match(shown, /Why\? docs:qwen-learning-rate/);
    assert.match(shown, /Qwen-Image {2}FLUX {2}SDXL\nLearning rate {2}0\.0002/);
  });
});

describe('hover on a value that is taken and does nothing', () => {
  it('says what becomes of it', () => {
    const lines = {
      [`${qwen}train:\n  max_grad_norm: |0\n`]: /clips every gradient to nothing/,
      [`${qwen}train:\n  ema_config:\n    use_ema: true\n    ema_decay: |1\n`]: /never move/,
      [`${qwen}train:\n  optimizer: prodigy\n  lr: |0.0001\n`]: /learns next to nothing/,
      [`${qwen}network:\n  type: lokr\n  lin|ear: 16\n`]: /has no effect with 'type: lokr'/,
    };
    for (const [text, says] of Object.entries(lines)) assert.match(hoverAt(inProcess(text)) ?? '', says);
  });
});
