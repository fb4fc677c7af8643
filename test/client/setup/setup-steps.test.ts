import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GpuQuery } from '../../../client/src/launch/gpus';
import { chooseCudaBuild } from '../../../client/src/setup/cuda-build';
import {
  knownPins,
  readTorchPins,
  type SetupPlan,
  type SetupState,
  setupSteps,
} from '../../../client/src/setup/setup-steps';

const linux: SetupPlan = {
  platform: 'linux',
  folder: '/home/mo/ai-toolkit',
  parent: '/home/mo',
  git: '/usr/bin/git',
  python: '/usr/bin/python3.12',
  build: { kind: 'cuda', index: 'cu130' },
};
const nothing: SetupState = {
  hasToolkit: false,
  environment: undefined,
  torch: undefined,
  hasRequirements: false,
  pins: knownPins,
};
const words = (plan: SetupPlan, state: SetupState = nothing) =>
  setupSteps(plan, state).map(({ program, args, cwd }) => [cwd, program, ...args]);
const open = (state: SetupState, plan = linux) =>
  setupSteps(plan, state)
    .filter(({ isDone }) => !isDone)
    .map(({ key }) => key);

test('on Linux the steps are those of the README, without a shell', () => {
  const python = '/home/mo/ai-toolkit/venv/bin/python';
  assert.deepEqual(words(linux), [
    [
      '/home/mo',
      '/usr/bin/git',
      'clone',
      '--progress',
      'https://github.com/ostris/ai-toolkit.git',
      '/home/mo/ai-toolkit',
    ],
    ['/home/mo/ai-toolkit', '/usr/bin/python3.12', '-m', 'venv', '/home/mo/ai-toolkit/venv'],
    [
      '/home/mo/ai-toolkit',
      python,
      '-m',
      'pip',
      'install',
      'torch==2.13.0',
      'torchvision==0.28.0',
      'torchaudio==2.11.0',
      '--index-url',
      'https://download.pytorch.org/whl/cu130',
    ],
    ['/home/mo/ai-toolkit', python, '-m', 'pip', 'install', '-r', '/home/mo/ai-toolkit/requirements.txt'],
  ]);
});

test('on Windows the paths and the interpreter are Windows’ own, blanks and all', () => {
  const folder = 'C:\\Users\\Mo M\\ai-toolkit';
  const steps = words({
    ...linux,
    platform: 'win32',
    folder,
    parent: 'C:\\Users\\Mo M',
    git: 'C:\\Program Files\\Git\\cmd\\git.exe',
    python: 'C:\\Python312\\python.exe',
    build: { kind: 'cuda', index: 'cu126' },
  });
  assert.deepEqual(steps[1], [folder, 'C:\\Python312\\python.exe', '-m', 'venv', `${folder}\\venv`]);
  assert.equal(steps[2]?.[1], `${folder}\\venv\\Scripts\\python.exe`);
  assert.equal(steps[2]?.at(-1), 'https://download.pytorch.org/whl/cu126');
  assert.equal(steps[3]?.at(-1), `${folder}\\requirements.txt`);
});

test('on a Mac torch comes from PyPI', () => {
  const steps = words({ ...linux, platform: 'darwin', build: { kind: 'plain' } });
  assert.deepEqual(steps[2]?.slice(-3), ['torch==2.13.0', 'torchvision==0.28.0', 'torchaudio==2.11.0']);
});

test('a set-up goes on where it stopped', () => {
  assert.deepEqual(open(nothing), ['clone', 'environment', 'torch', 'requirements']);
  const cloned = { ...nothing, hasToolkit: true };
  assert.deepEqual(open(cloned), ['environment', 'torch', 'requirements']);
  const made = { ...cloned, environment: 'venv' } as const;
  assert.deepEqual(open(made), ['torch', 'requirements']);
  const torch = { ...made, torch: '2.13.0+cu130' };
  assert.deepEqual(open(torch), ['requirements']);
  assert.deepEqual(open({ ...torch, hasRequirements: true }), []);
});

test('an environment that is there is used under its own name', () => {
  const [, environment, torch] = words(linux, { ...nothing, hasToolkit: true, environment: '.venv' });
  assert.equal(environment?.at(-1), '/home/mo/ai-toolkit/.venv');
  assert.equal(torch?.[1], '/home/mo/ai-toolkit/.venv/bin/python');
});

for (const torch of ['2.12.0+cu130', '2.13.0+cu126', '2.13.0+cpu', undefined]) {
  test(`torch ${torch} is replaced by the build for the driver`, () => {
    const state = {
      ...nothing,
      hasToolkit: true,
      environment: 'venv',
      torch,
      hasRequirements: true,
    } as const;
    assert.deepEqual(open(state), ['torch', 'requirements']);
  });
}

test('the pins are the checkout’s own', () => {
  const spec =
    'TORCH = {"torch": "2.14.1", "torchvision": "0.29.1", "torchaudio": "2.11.0"}\nTORCH_TAG = "2.14"\n';
  assert.deepEqual(readTorchPins(spec), { torch: '2.14.1', torchvision: '0.29.1', torchaudio: '2.11.0' });
  for (const other of [undefined, '', 'TORCH = {"torch": "2.14.1"}', 'TORCH = {"torch": "$(rm -rf ~)"}']) {
    assert.deepEqual(readTorchPins(other), knownPins);
  }
});

function gpus(driver: string | undefined, name = 'NVIDIA GeForce RTX 4090'): GpuQuery {
  const gpu = { index: 0, uuid: 'GPU-0', name, memoryTotal: 24564, memoryFree: 24000, load: 0, holders: [] };
  return { kind: 'gpus', gpus: [{ ...gpu, driver }] };
}

const builds: [string, GpuQuery, NodeJS.Platform, string][] = [
  ['driver 580', gpus('580.65.06'), 'linux', 'cuda cu130'],
  ['driver 595 on Windows', gpus('595.10'), 'win32', 'cuda cu130'],
  ['driver 570', gpus('570.124'), 'linux', 'cuda cu126'],
  ['driver 535', gpus('535.183'), 'linux', 'refused'],
  ['a Blackwell card under driver 575', gpus('575.51', 'NVIDIA GeForce RTX 5090'), 'linux', 'refused'],
  ['a driver that says [N/A]', gpus(undefined), 'linux', 'no-driver cu130'],
  ['no nvidia-smi', { kind: 'missing' }, 'linux', 'no-driver cu130'],
  ['an nvidia-smi that hangs', { kind: 'timeout' }, 'win32', 'no-driver cu130'],
  ['a Mac', { kind: 'missing' }, 'darwin', 'plain'],
];
for (const [name, query, platform, expected] of builds) {
  test(`${name} gets ${expected}`, () => {
    const build = chooseCudaBuild(query, platform);
    assert.equal('index' in build ? `${build.kind} ${build.index}` : build.kind, expected);
  });
}
