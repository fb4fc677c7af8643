import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProgramResult } from '../../../client/src/launch/run-program';
import { gpu, launch, type World } from '../../support/launch-world';

const exited = (code: number, stdout: string, stderr = ''): ProgramResult => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
});
const version = (...parts: number[]) => exited(0, `qwen-lora {"version": [${parts}], "torch": "2.13.0"}`);

const refusals: [string, World, RegExp][] = [
  ['nvidia-smi hangs', { gpus: { kind: 'timeout' } }, /nvidia-smi did not answer.*restart the machine/],
  [
    'nvidia-smi prints rubbish',
    { gpus: { kind: 'failed', message: 'nvidia-smi answered with something unreadable: \u00bf?' } },
    /does not answer properly .*unreadable.*reinstall/,
  ],
  [
    'nvidia-smi is missing',
    { gpus: { kind: 'missing' } },
    /nvidia-smi is not on this machine.*Install the NVIDIA driver/,
  ],
  ['nvidia-smi lists nothing', { gpus: { kind: 'gpus', gpus: [] } }, /lists none for this session/],
  [
    'Python is 2.7',
    { python: version(2, 7, 18) },
    /it is Python 2\.7\.18, and ai-toolkit needs 3\.10 or newer/,
  ],
  [
    'Python is 3.8',
    { python: version(3, 8, 20) },
    /it is Python 3\.8\.20, and ai-toolkit needs 3\.10 or newer/,
  ],
  ['Python is broken', { python: exited(1, '', 'ImportError: no encodings') }, /is broken.*no encodings/],
  ['Python takes a minute', { python: { kind: 'timeout' } }, /did not answer in time/],
  ['the disk is full', { disk: { freeBytes: 1000 } }, /disk-full/],
  [
    'the job folder is read-only',
    { disk: { notWritable: 'its disk is read-only' } },
    /job-folder-not-writable/,
  ],
];
for (const [moment, world, told] of refusals) {
  test(`when ${moment}, nothing starts and the user reads why, once`, async () => {
    const { result, said } = await launch(world);
    assert.equal(result, undefined);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said.join(), told);
  });
}

test('when the driver says [N/A] of everything, the GPU is used all the same', async () => {
  const unknown = { memoryTotal: undefined, memoryFree: undefined, load: undefined, driver: undefined };
  const { command, said } = await launch({ gpus: { kind: 'gpus', gpus: [{ ...gpu(0), ...unknown }] } });
  assert.deepEqual(said, []);
  assert.equal(command?.env.CUDA_VISIBLE_DEVICES, '0');
});

test('when a network drive does not say how much room it has, that holds nothing up', async () => {
  const { result, said } = await launch({ disk: { freeBytes: undefined } });
  assert.deepEqual(said, []);
  assert.ok(result);
});

for (const name of ['a; rm -rf ~.yaml', '$(touch x).yaml', '--recover', 'two\nlines.yaml', 'übt 🌙.yaml']) {
  test(`a config named ${JSON.stringify(name)} is one word of the command line`, async () => {
    const { command } = await launch({}, {}, `/w/${name}`);
    assert.deepEqual(command?.args.slice(0, 2), ['/tk/run.py', `/w/${name}`]);
  });
}
