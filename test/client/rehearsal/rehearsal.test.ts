import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { followLine } from '../../../client/src/rehearsal/follow-line';
import { createRehearsalMemory } from '../../../client/src/rehearsal/rehearsal-memory';
import { progressText, rehearsalMessage } from '../../../client/src/rehearsal/rehearsal-message';
import { readResult } from '../../../client/src/rehearsal/rehearsal-process';
import type { RehearsalResult } from '../../../core/rehearsal/index';

const passed: RehearsalResult = {
  result: 'passed',
  seconds: 23.4,
  trainer: { version: '0.12.26', torch: '2.9.1', device: 'cpu' },
  phases: [],
  failure: null,
  warnings: [],
  changed: [],
  notTested: [],
  output: { checkpoints: [], samples: [], loraKeys: 56, log: null },
};

describe("a rehearsal's notification", () => {
  it('promises no successful training when it passed', () => {
    const { level, text, actions } = rehearsalMessage('maya.yaml', passed);
    assert.equal(level, 'information');
    assert.match(text, /^The way is free: maya\.yaml .*\(23 s\).*not tested/);
    assert.doesNotMatch(text, /will succeed/);
    assert.deepEqual(
      actions.map(({ action }) => action),
      ['start', 'showChanges'],
    );
  });

  it('says phase, cause and remedy when it failed, and offers the line where there is one', () => {
    const failure = {
      phase: 'network',
      reason: 'unknown-optimizer',
      message: "ai-toolkit does not know the optimizer 'adamww'.",
      remedy: "Write 'adamw'.",
      key: 'config.process[0].train.optimizer',
      line: 8,
      exception: null,
      place: null,
    };
    const failed = rehearsalMessage('maya.yaml', { ...passed, result: 'failed', failure });
    assert.equal(failed.level, 'error');
    assert.equal(
      failed.text,
      "The rehearsal of maya.yaml failed (creating the network): ai-toolkit does not know the optimizer 'adamww'. Write 'adamw'.",
    );
    assert.equal(failed.actions[0]?.action, 'showLine');
    const { line: _, ...without } = failure;
    const nowhere = rehearsalMessage('maya.yaml', { ...passed, result: 'failed', failure: without });
    assert.ok(!nowhere.actions.some(({ action }) => action === 'showLine'));
  });

  it('does not blame the config when the rehearsal could not be made', () => {
    const { level, text } = rehearsalMessage('maya.yaml', {
      ...passed,
      result: 'impossible',
      impossible: "Only Qwen-Image models can be rehearsed; model.arch is 'flux'.",
    });
    assert.equal(level, 'warning');
    assert.match(text, /was not rehearsed: Only Qwen-Image/);
  });

  it('shows phases in words', () => {
    assert.equal(progressText('resuming', 12), 'second start, 12 s');
  });
});

describe("a rehearsal's diagnostic", () => {
  it('moves with its line and goes when the line is edited', () => {
    assert.equal(followLine(8, [{ startLine: 2, endLine: 2, text: 'a\nb' }]), 9);
    assert.equal(followLine(8, [{ startLine: 2, endLine: 4, text: '' }]), 6);
    assert.equal(followLine(8, [{ startLine: 9, endLine: 12, text: '' }]), 8);
    assert.equal(followLine(8, [{ startLine: 8, endLine: 8, text: 'x' }]), undefined);
    assert.equal(followLine(8, [{ startLine: 5, endLine: 8, text: '' }]), undefined);
  });
});

describe('the memory of rehearsals', () => {
  it('knows a text that passed, and no longer when it changes', async () => {
    const stored = new Map<string, unknown>();
    const memory = createRehearsalMemory({
      get: <T>(key: string) => stored.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void stored.set(key, value),
    });
    assert.equal(memory.passed('/a.yaml', 'job: 1'), false);
    await memory.remember('/a.yaml', 'job: 1');
    assert.equal(memory.passed('/a.yaml', 'job: 1'), true);
    assert.equal(memory.passed('/a.yaml', 'job: 2'), false);
    assert.equal(memory.passed('/b.yaml', 'job: 1'), false);
    assert.doesNotMatch(JSON.stringify([...stored]), /job: 1/);
  });
});

describe("the command line's result", () => {
  it('is read when it is one', () => {
    assert.deepEqual(readResult(JSON.stringify(passed)), passed);
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"result": "passed"}',
      JSON.stringify({ ...passed, result: 'fine' }),
    ]) {
      assert.equal(readResult(text), undefined);
    }
  });
});
