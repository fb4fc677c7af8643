import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readComfyArguments } from '../../cli/src/comfyui/arguments';
import { isJson, oneOf, onlyOne, positiveNumber, toolkitVersionOf } from '../../cli/src/command';
import { readPlanArguments } from '../../cli/src/plan/arguments';
import { readRehearseArguments } from '../../cli/src/rehearse/arguments';
import { exitOf, joinExitCode } from '../../cli/src/runs/exit-code-argument';
import { readWatchArguments } from '../../cli/src/watch/arguments';

describe('the values of options', () => {
  it('are the words that an option allows', () => {
    assert.equal(oneOf('--mode', 'parity', ['parity', 'template']), 'parity');
    assert.throws(
      () => oneOf('--mode', 'other', ['a', 'b', 'c']),
      /^Error: --mode is a, b or c, not 'other'\.$/,
    );
    assert.deepEqual([isJson('json'), isJson('text')], [true, false]);
    assert.throws(() => isJson('xml'), /--format is text or json, not 'xml'/);
  });

  it('are numbers above 0', () => {
    assert.deepEqual(
      [positiveNumber('--gpu', '23.5'), positiveNumber('--gpu', undefined)],
      [23.5, undefined],
    );
    for (const text of ['0', '-1', 'much', 'Infinity'])
      assert.throws(() => positiveNumber('--gpu', text), /above 0/);
  });

  it('are versions of ai-toolkit', () => {
    assert.equal(toolkitVersionOf(undefined), undefined);
    assert.equal(toolkitVersionOf('0.12.26'), '0.12.26');
    assert.throws(() => toolkitVersionOf('newest'), /is a version such as 0\.12\.26/);
  });

  it('are exit codes, also negative ones', () => {
    assert.deepEqual(joinExitCode(['log', '--exit-code', '-9', '--json']), [
      'log',
      '--exit-code=-9',
      '--json',
    ]);
    assert.deepEqual(joinExitCode(['--exit-code', '1']), ['--exit-code', '1']);
    assert.equal(exitOf(undefined), undefined);
    assert.notEqual(exitOf('1'), undefined);
    assert.throws(() => exitOf('soon'), /--exit-code is a number, not 'soon'/);
  });

  it('are one input, not none and not several', () => {
    assert.equal(onlyOne(['a'], 'Name one.'), 'a');
    for (const inputs of [[], ['a', 'b']]) assert.throws(() => onlyOne(inputs, 'Name one.'), /Name one\./);
  });
});

describe('the arguments of a subcommand', () => {
  const readers = { readComfyArguments, readPlanArguments, readRehearseArguments, readWatchArguments };
  for (const [name, read] of Object.entries(readers)) {
    it(`ask for the usage, or are refused with a sentence (${name})`, () => {
      assert.equal(read(['--help']), undefined);
      assert.throws(() => read([]), /^Error: Name .+\.$/);
      assert.throws(() => read(['x', '--no-such-option']), /no-such-option/);
    });
  }

  it('plan: files, memory and price', () => {
    assert.deepEqual(readPlanArguments(['a.yaml', '--format', 'json', '--gpu', '24', '--files']), {
      json: true,
      withFiles: true,
      toolkit: undefined,
      toolkitVersion: undefined,
      gpuGiB: 24,
      pricePerHour: undefined,
      inputs: ['a.yaml'],
    });
  });

  it('rehearse: whole numbers, and the removal of the cache without a config', () => {
    assert.deepEqual(readRehearseArguments(['--clear-cache', '--cache', '/c']), {
      kind: 'clear',
      cache: '/c',
    });
    const read = readRehearseArguments(['a.yaml', '--images', '3']);
    assert.ok(read?.kind === 'run');
    assert.deepEqual(
      [read.arguments.images, read.arguments.timeout, read.arguments.device],
      [3, 600, 'auto'],
    );
    for (const wrong of ['0', '1.5', 'all']) {
      assert.throws(() => readRehearseArguments(['a.yaml', '--images', wrong]), /--images is a whole number/);
    }
  });

  it('comfyui: LoRAs with and without a strength', () => {
    const read = readComfyArguments([
      'a.yaml',
      '--lora',
      'style:0.8',
      '--lora',
      'C:\\loras\\x.safetensors',
      '--prompt',
      '2',
    ]);
    assert.deepEqual(read?.otherLoras, [
      { name: 'style', strength: 0.8 },
      { name: 'C:\\loras\\x.safetensors', strength: 1 },
    ]);
    assert.equal(read?.prompt, 2);
    assert.throws(() => readComfyArguments(['a.yaml', '--prompt', '0']), /--prompt is a number from 1/);
  });
});
