import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inlayHints } from '../../../core/editor/inlay-hints';
import { buildPlan } from '../../../core/plan/index';
import { readConfig } from '../../support/find-in-text';
import { type FileFacts, type FileTree, inMemoryDisk } from '../../support/in-memory-disk';

interface Changes {
  readonly dataset?: string;
  readonly train?: string;
  readonly network?: string;
  readonly model?: string;
  readonly save?: string;
}

function configText({ dataset, train, network, model, save }: Changes): string {
  return `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      network:
        type: lora
        ${network ?? 'linear: 16'}
      save:
        ${save ?? 'save_every: 340'}
        max_step_saves_to_keep: 10
      datasets:
        - folder_path: data
          resolution: 1024
          ${dataset ?? ''}
      train:
        steps: 3400
        ${train ?? 'batch_size: 1'}
      model:
        name_or_path: Qwen/Qwen-Image
        arch: qwen_image
        ${model ?? 'quantize: true'}
      sample:
        sample_every: 340
        prompts: [a, b, c]
`;
}

/** 200 images in two buckets, 198 with a caption. */
const images: FileTree = Object.fromEntries(
  Array.from({ length: 200 }, (_, index): [string, FileFacts][] => [
    [`data/${index}.png`, index % 2 === 0 ? { width: 1024, height: 1024 } : { width: 1920, height: 1080 }],
    ...(index < 198 ? [[`data/${index}.txt`, 'maya in a garden'] as [string, FileFacts]] : []),
  ]).flat(),
);

/** Each hint behind the line that it ends. */
async function hintsOf(changes: Changes, disk: FileTree = images): Promise<Record<string, string>> {
  const text = configText(changes);
  const config = readConfig(text);
  const [process] = config.trainers;
  assert.ok(process);
  const plan = await buildPlan({ config, process, probe: inMemoryDisk(disk), toolkitVersion: '0.12.26' });
  return Object.fromEntries(
    inlayHints(process, plan).map(({ offset, text: shown }) => {
      const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim();
      return [line, shown];
    }),
  );
}

describe('inlay hints', () => {
  it('count the dataset, the epochs, the checkpoints, the samples and the LoRA', async () => {
    assert.deepEqual(await hintsOf({}), {
      '- folder_path: data': '200 images · 198 captions · 2 buckets',
      'resolution: 1024': 'up to 1024 × 1024',
      'steps: 3400': '≈ 17 epochs of 200 batches',
      'batch_size: 1': '200 batches per epoch',
      'save_every: 340': '9 checkpoints · every 1.7 epochs · 3.0 GB',
      'sample_every: 340': '11 rounds × 3 images',
      'linear: 16': '147 M parameters · 295 MB',
    });
  });

  it('count each resolution, repeats and flips', async () => {
    const hints = await hintsOf({ dataset: 'num_repeats: 2\n          flip_x: true' });
    assert.equal(hints['- folder_path: data'], '200 images · 198 captions · 2 buckets · × 4');
    const listed = (await hintsOf({ dataset: '' })) as Record<string, string>;
    assert.equal(listed['steps: 3400'], '≈ 17 epochs of 200 batches');
    const text = configText({}).replace('resolution: 1024', 'resolution: [512, 768]');
    const config = readConfig(text);
    const [process] = config.trainers;
    assert.ok(process);
    const plan = await buildPlan({ config, process, probe: inMemoryDisk(images), toolkitVersion: '0.12.26' });
    const shown = inlayHints(process, plan).map((hint) => hint.text);
    assert.ok(shown.includes('each image 2 times per epoch · up to 768 × 768'), shown.join('\n'));
    assert.ok(shown.includes('≈ 8.5 epochs of 400 batches'), shown.join('\n'));
  });

  it('say what batches and both kinds of accumulation come to', async () => {
    const batched = await hintsOf({ train: 'batch_size: 3' });
    assert.equal(batched['batch_size: 3'], '68 batches per epoch · 4 duplicates');
    const added = await hintsOf({ train: 'gradient_accumulation: 4' });
    assert.equal(added['gradient_accumulation: 4'], '4 batches per step · 50 steps per epoch');
    const legacy = await hintsOf({ train: 'gradient_accumulation_steps: 4' });
    assert.equal(legacy['gradient_accumulation_steps: 4'], 'weights change every 4 steps');
  });

  it('say that LoKr ignores the rank, and what its factor comes to', async () => {
    const hints = await hintsOf({ network: 'linear: 16\n        lokr_factor: 8' }).then(() =>
      hintsOf({ network: 'linear: 16\n        lokr_factor: 8' }),
    );
    assert.equal(hints['linear: 16'], '147 M parameters · 295 MB');
    const text = configText({ network: 'linear: 16\n        lokr_factor: 8' }).replace(
      'type: lora',
      'type: lokr',
    );
    const config = readConfig(text);
    const [process] = config.trainers;
    assert.ok(process);
    const plan = await buildPlan({ config, process, probe: inMemoryDisk(images), toolkitVersion: '0.12.26' });
    const shown = inlayHints(process, plan)
      .filter(({ kind }) => kind === 'network')
      .map((hint) => hint.text);
    assert.deepEqual(shown, ['no effect with LoKr', '318 M parameters · 637 MB']);
  });

  it('say what quantization saves, and that uint8 saves nothing', async () => {
    const quantized = await hintsOf({ model: 'quantize: true\n        qtype: uint4' });
    assert.equal(quantized['qtype: uint4'], 'transformer 11.2 GB instead of 40.9 GB');
    const idle = await hintsOf({ model: 'quantize: true\n        qtype: uint8' });
    assert.equal(idle['qtype: uint8'], 'not quantized: transformer 40.9 GB');
    const off = await hintsOf({ model: 'quantize: false\n        qtype: uint4' });
    assert.equal(off['qtype: uint4'], undefined);
  });

  it('say less where the folder is not known', async () => {
    const hints = await hintsOf({}, {});
    assert.equal(hints['- folder_path: data'], undefined);
    assert.equal(hints['steps: 3400'], undefined);
    assert.equal(hints['save_every: 340'], '9 checkpoints · 3.0 GB');
    assert.equal(hints['linear: 16'], '147 M parameters · 295 MB');
  });

  it('say so when only the final checkpoint is saved', async () => {
    const hints = await hintsOf({ save: 'save_every: 5000' });
    assert.equal(hints['save_every: 5000'], 'only the final checkpoint · 295 MB');
  });
});
