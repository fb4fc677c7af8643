import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProgramResult } from '../../../client/src/launch/run-program';
import { findBasePython } from '../../../client/src/setup/base-python';
import { examineSetup } from '../../../client/src/setup/examine-setup';
import { memoryFiles } from '../../support/memory-files';

const checkout = { '/tk/run.py': '', '/tk/version.py': 'VERSION = "0.12.26"' };

function examine(files: Readonly<Record<string, string>>, answer: string | ProgramResult = '') {
  const result: ProgramResult =
    typeof answer === 'string' ? { kind: 'exited', code: 0, stdout: answer, stderr: '' } : answer;
  return examineSetup('/tk', {
    platform: 'linux',
    files: memoryFiles({ files }),
    runPython: async () => result,
  });
}

test('an empty machine has nothing', async () => {
  const state = await examine({});
  assert.deepEqual([state.hasToolkit, state.environment, state.torch], [false, undefined, undefined]);
});

test('what is complete is seen to be', async () => {
  const state = await examine(
    { ...checkout, '/tk/venv/bin/python': '' },
    'qwen-lora {"pip": true, "torch": "2.13.0+cu130", "missing": 0}\n',
  );
  assert.deepEqual(
    [state.hasToolkit, state.environment, state.torch, state.hasRequirements],
    [true, 'venv', '2.13.0+cu130', true],
  );
});

test('requirements that were cut short are not complete', async () => {
  const state = await examine(
    { ...checkout, '/tk/.venv/bin/python': '' },
    'qwen-lora {"pip": true, "torch": "2.13.0", "missing": 4}\n',
  );
  assert.deepEqual([state.environment, state.hasRequirements], ['.venv', false]);
});

const halfMade: [string, ProgramResult | string][] = [
  ['has no pip', 'qwen-lora {"pip": false, "torch": null, "missing": 9}\n'],
  ['prints rubbish', 'qwen-lora {nonsense'],
  ['hangs', { kind: 'timeout' }],
  ['cannot run', { kind: 'failed', message: 'Exec format error' }],
];
for (const [name, answer] of halfMade) {
  test(`an environment whose Python ${name} is made anew`, async () => {
    assert.equal((await examine({ ...checkout, '/tk/venv/bin/python': '' }, answer)).environment, undefined);
  });
}

function pythons(found: Readonly<Record<string, string>>, platform: NodeJS.Platform = 'linux') {
  return findBasePython({
    platform,
    findProgram: async (name) => (name in found ? `/bin/${name}` : undefined),
    runPython: async (python) => {
      const version = found[python.slice('/bin/'.length)];
      return version === undefined || version === 'broken'
        ? { kind: 'exited', code: 1, stdout: '', stderr: 'broken' }
        : { kind: 'exited', code: 0, stdout: `qwen-lora ${version}\n`, stderr: '' };
    },
  });
}

test('3.12 is preferred, then 3.11 and 3.10; newer ones are the last resort', async () => {
  assert.deepEqual(await pythons({ python3: '3.14', 'python3.10': '3.10', 'python3.12': '3.12' }), {
    kind: 'found',
    path: '/bin/python3.12',
    version: '3.12',
  });
  assert.deepEqual(await pythons({ python3: '3.14', python: '3.11' }), {
    kind: 'found',
    path: '/bin/python',
    version: '3.11',
  });
  assert.deepEqual(await pythons({ python3: '3.14' }), {
    kind: 'found',
    path: '/bin/python3',
    version: '3.14',
  });
});

test('old and broken Pythons are named, not used', async () => {
  assert.deepEqual(await pythons({ python3: '3.8', python: '2.7', 'python3.12': 'broken' }), {
    kind: 'none',
    seen: ['/bin/python3.12 (does not run)', '/bin/python3 (3.8)', '/bin/python (2.7)'],
  });
  assert.deepEqual(await pythons({}), { kind: 'none', seen: [] });
});
