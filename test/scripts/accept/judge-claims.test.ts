import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Claim } from '../../../core/syntax/finding';
import { judgeClaim, type Trial } from '../../../scripts/accept/judge-claims';
import { type LoraFacts, type Observed, observe } from '../../../scripts/accept/observe';
import { repositoryRoot } from '../../support/find-in-text';

const config = 'job: extension\nconfig:\n  name: maya_lora\n';

/** A recorded output of run_cases.py; its LoRAs as the program tells them. */
function recorded(name: string, code: number, loras: Record<string, LoraFacts> = {}): Observed {
  const text = readFileSync(path.join(repositoryRoot, 'test/fixtures/accept', name), 'utf8');
  return observe({ text, code, loras, samples: { '0_0.jpg': 'aa' } }, config, '/ai-toolkit');
}

const lora = (hash: string, trained = 1.5): Record<string, LoraFacts> => ({
  'maya_lora/maya_lora.safetensors': { hash, trained, tensors: 56 },
});

const trial = (written: Observed, without: Observed | undefined, more: Partial<Trial> = {}): Trial => ({
  name: 'fixture.yaml train.lr',
  written,
  without,
  key: undefined,
  value: undefined,
  ...more,
});

const claim = (where: Claim['where'], what: Claim['what']): Claim => ({ where, what, seen: 'run' });

describe('the output of a real run', () => {
  it('gives the losses of each step, the values that the loader ends with and the counts of the dataset', () => {
    const seen = recorded('with-key.txt', 0, lora('aa'));
    assert.equal(seen.failedIn, undefined);
    assert.match(seen.losses, /^\d:\d\.\d+e[+-]\d+ .* 6:1\.\d+e\+00$/);
    assert.deepEqual(seen.values[0]?.network, {
      type: 'lora',
      linear: 4,
      linear_alpha: 16,
      alpha: 1.0,
    });
    assert.match(seen.datasets, /Found 4 images/);
    assert.equal(seen.trained, 1.5);
  });

  it('gives phase, reason and exception of a failure, as the reader of real runs explains it', () => {
    const { failedIn, reason, exception } = recorded('no-job.txt', 1);
    assert.deepEqual([failedIn, reason], ['starting', 'config-incomplete']);
    assert.equal(exception, 'ValueError: config file must have a job key');
  });
});

describe('a claim of failure', () => {
  const failed = recorded('no-job.txt', 1);
  const fine = recorded('without-key.txt', 0, lora('aa'));

  it('holds where the run fails there and goes on without the fault', () => {
    const judged = judgeClaim(claim('load', 'fails'), [trial(failed, fine)]);
    assert.equal(judged.verdict, 'holds');
    assert.match(judged.seen, /fails in starting \(config-incomplete\)/);
  });

  it('is false in another place, without a failure, or with the same failure without the fault', () => {
    assert.equal(judgeClaim(claim('save', 'fails'), [trial(failed, fine)]).verdict, 'false');
    assert.equal(judgeClaim(claim('load', 'fails'), [trial(fine, fine)]).verdict, 'false');
    const both = judgeClaim(claim('load', 'fails'), [trial(failed, failed)]);
    assert.match(`${both.verdict} ${both.seen}`, /^false .*without the fault too/);
  });

  it('is false where our reader has no explanation', () => {
    const judged = judgeClaim(claim('load', 'fails'), [trial({ ...failed, reason: 'error' }, fine)]);
    assert.match(`${judged.verdict} ${judged.seen}`, /^false .*no explanation/);
  });
});

describe('a claim that a setting is ignored', () => {
  const written = recorded('with-key.txt', 0, lora('aa'));

  it('holds for the same weights or the same losses', () => {
    const same = recorded('without-key.txt', 0, lora('aa'));
    assert.equal(judgeClaim(claim('load', 'ignored'), [trial(written, same)]).seen, 'the same weights');
    const otherWeights = { ...written, weights: 'maya_lora.safetensors bb' };
    const judged = judgeClaim(claim('load', 'ignored'), [trial(written, otherWeights)]);
    assert.equal(judged.seen, 'the same losses');
  });

  it('is false for other losses and other weights, and for the whole training where one is trained', () => {
    const other = { ...written, losses: '1:1.0e+00', weights: 'maya_lora.safetensors bb' };
    assert.equal(judgeClaim(claim('load', 'ignored'), [trial(written, other)]).verdict, 'false');
    const untrained = { ...written, trained: 0 };
    assert.equal(
      judgeClaim(claim('step', 'ignored'), [trial(untrained, other)]).seen,
      'the LoRA is untrained',
    );
  });

  it('compares samples where it is about samples', () => {
    const other = { ...written, samples: '0_0.jpg bb' };
    assert.equal(judgeClaim(claim('sample', 'ignored'), [trial(written, written)]).verdict, 'holds');
    assert.equal(judgeClaim(claim('sample', 'ignored'), [trial(written, other)]).verdict, 'false');
  });
});

describe('a claim that a value becomes another', () => {
  const written = recorded('with-key.txt', 0, lora('aa'));

  it('holds by the value that the loader ends with', () => {
    const judged = judgeClaim(claim('load', 'changed'), [
      trial(written, undefined, { key: 'network.linear', value: 16 }),
    ]);
    assert.equal(judged.seen, 'network.linear: 16 ends as 4');
  });

  it('is false where the value stays and nothing differs', () => {
    const stays = { key: 'network.linear', value: 4 };
    assert.equal(judgeClaim(claim('load', 'changed'), [trial(written, written, stays)]).verdict, 'false');
  });

  it('holds by a value of another key, or by other losses', () => {
    const [values = {}] = written.values;
    const other = { ...written, values: [{ ...values, save: { save_every: 7, dtype: 'bf16' } }] };
    const judged = judgeClaim(claim('load', 'changed'), [trial(written, other)]);
    assert.equal(judged.seen, 'save.save_every ends as 3, without it as 7');
    const losses = { ...written, losses: '1:1.0e+00' };
    assert.equal(judgeClaim(claim('step', 'changed'), [trial(written, losses)]).seen, 'other losses');
  });
});

it('a claim about cost or advice, or without a run, shows nothing', () => {
  const written = recorded('with-key.txt', 0);
  assert.equal(judgeClaim(claim('step', 'costs'), [trial(written, written)]).verdict, 'not shown');
  assert.equal(judgeClaim(claim('load', 'fails'), []).verdict, 'not shown');
});
