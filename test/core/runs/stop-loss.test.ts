import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { stopLoss } from '../../../core/runs/stop-loss';

function lossAfter(output: string) {
  const parser = createRunLogParser('maya');
  parser.feed(output);
  return stopLoss(parser.state);
}

const bar = (step: number) =>
  `maya:  10%|#         | ${step}/340 [00:10<01:00,  5.00it/s, lr: 1.0e-04 loss: 3.8e-01]\r`;

test('before the first step there is nothing to lose', () => {
  assert.equal(lossAfter('Loading Qwen Image model\n').sentence, 'Stopping now loses nothing.');
});

test('all steps are lost when nothing was saved', () => {
  const { steps, sentence } = lossAfter(bar(35));
  assert.equal(steps, 35);
  assert.equal(sentence, 'Nothing was saved yet: stopping now loses the 35 steps that it has trained.');
});

test('the steps since the last save are lost', () => {
  const saved = `${bar(30)}\nSaving at step 30\nSaved checkpoint to /out/maya/maya_000000030.safetensors\nSaved optimizer to /out/maya/optimizer.pt\n`;
  assert.equal(lossAfter(saved).sentence, 'Stopping now loses nothing.');
  assert.equal(
    lossAfter(`${saved}${bar(31)}`).sentence,
    'Stopping now loses the one step since step 30 was saved.',
  );
});

test('a resumed run has what it resumed from', () => {
  const resumed =
    '#### IMPORTANT RESUMING FROM /out/maya/maya_000000100.safetensors ####\nFound step 100 in metadata, starting from there\n';
  assert.equal(lossAfter(`${resumed}${bar(100)}`).steps, 0);
  assert.equal(lossAfter(`${resumed}${bar(112)}`).steps, 12);
});
