import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clearWinner, nearestWords } from '../../../core/schema/key-distance';

const trainKeys = [
  'batch_size',
  'steps',
  'lr',
  'dtype',
  'optimizer',
  'optimizer_params',
  'gradient_checkpointing',
  'gradient_accumulation',
  'noise_scheduler',
  'max_denoising_steps',
  'min_denoising_steps',
];

function meant(written: string, known: readonly string[] = trainKeys): string | undefined {
  return clearWinner(nearestWords(written, known));
}

describe('the nearest word', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['batchsize', 'batch_size'],
    ['batch-size', 'batch_size'],
    ['batchSize', 'batch_size'],
    ['size_batch', 'batch_size'],
    ['BATCH_SIZE', 'batch_size'],
    ['step', 'steps'],
    ['setps', 'steps'],
    ['optimizers', 'optimizer'],
    ['optimiser', 'optimizer'],
    ['gradient_checkpoint', 'gradient_checkpointing'],
    ['checkpointing_gradient', 'gradient_checkpointing'],
    ['gradient_acumulation', 'gradient_accumulation'],
    ['noise_sheduler', 'noise_scheduler'],
    ['rl', 'lr'],
  ];
  for (const [written, expected] of cases) {
    it(`for ${written} is ${expected}`, () => {
      assert.equal(meant(written), expected);
    });
  }

  it('takes a number for no slip', () => {
    assert.equal(meant('ctrl_img_4', ['ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3']), undefined);
    assert.equal(meant('ctrl_img2', ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2']), 'ctrl_img_2');
  });

  it('is none where two are as near, and where nothing is', () => {
    assert.equal(meant('mix_denoising_steps'), undefined);
    for (const word of ['lt', 'block_swap', 'weight_noise', 'diffusion_loss_weight', 'size', '']) {
      assert.equal(meant(word), undefined, word);
    }
  });

  it('names, but does not choose, a word that lacks one part', () => {
    const nearest = nearestWords('max_saves_to_keep', ['max_step_saves_to_keep', 'save_every']);
    assert.deepEqual(
      nearest.map(({ word, close }) => ({ word, close })),
      [{ word: 'max_step_saves_to_keep', close: false }],
    );
  });
});
