import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preflightChecks } from '../../../client/src/launch/checks/index';
import type { Gpu } from '../../../client/src/launch/gpus';
import { type PreflightContext, runChecks } from '../../../client/src/launch/preflight';
import { loadsModels } from '../../../client/src/launch/requirements';
import type { PythonReport, TorchReport } from '../../../core/launch/index';
import { type MemoryDisk, memoryFiles, memoryLogger } from '../../support/memory-files';

const gib = 1024 ** 3;
const healthy: MemoryDisk = { folders: ['/tk/output'], freeBytes: 500 * 1024 ** 3 };
const gpu: Gpu = {
  index: 0,
  uuid: 'GPU-a',
  name: 'Fake',
  memoryTotal: 1,
  memoryFree: 1,
  load: 0,
  driver: '580.1',
  holders: [],
};
const silent = { missingModules: [], versions: {}, commits: {}, torchOf: {}, torchBuild: undefined };
const usual: PreflightContext = {
  start: {
    jobFolder: '/tk/output/maya_char',
    resume: undefined,
    packages: [{ module: 'prodigyopt', name: 'prodigyopt', reason: "'optimizer: prodigy'" }],
    datasets: [],
    model: undefined,
    needs: undefined,
  },
  gpuQuery: { kind: 'gpus', gpus: [gpu] },
  gpu: { kind: 'take', gpu },
  gpuRequired: true,
  toolkitFolder: '/tk',
  toolkitVersion: '0.12.26',
  workingDirectory: '/tk',
  requirements: 'torch\ntransformers==5.5.3\n',
  loadsModels: true,
  env: {},
  home: '/home/mo',
  python: { path: '/py', source: 'a test', version: '3.12.0', torch: '2.13.0+cu130' },
  platform: 'linux',
  files: memoryFiles(healthy),
  askPython: answering({}),
  askMemory: async () => ({ total: 64 * gib, limit: undefined, swap: 0, shared: 32 * gib }),
  askHub: undefined,
};

function answering(said: Partial<PythonReport>) {
  const torch: TorchReport = { kind: 'cuda', build: '13.0', gpus: [], architectures: [] };
  return async () => ({ ...silent, torch, ...said });
}

const runAll = (more: Partial<PreflightContext> = {}) =>
  runChecks(preflightChecks, { ...usual, ...more }, memoryLogger());
const check = async (more: Partial<PreflightContext> = {}) => (await runAll(more)).findings;
const codes = async (more: Partial<PreflightContext>) =>
  (await check(more)).map(({ severity, code }) => `${severity} ${code}`);
const onDisk = (disk: Partial<MemoryDisk>) => ({ files: memoryFiles({ ...healthy, ...disk }) });

test('a healthy machine has nothing to say', async () => {
  assert.deepEqual(await check(), []);
});

test('a job folder that cannot be written is refused with the reason', async () => {
  const [finding] = await check(onDisk({ notWritable: 'its disk is read-only' }));
  assert.equal(finding?.code, 'job-folder-not-writable');
  assert.match(finding?.message ?? '', /'\/tk\/output\/maya_char': its disk is read-only/);
});

test('a file instead of the job folder is refused', async () => {
  const [finding] = await check(onDisk({ files: { '/tk/output/maya_char': '' } }));
  assert.match(finding?.message ?? '', /is a file/);
});

test('a full disk refuses, a filling one warns, in units that say something', async () => {
  assert.deepEqual(await codes(onDisk({ freeBytes: 0 })), ['error disk-full']);
  assert.deepEqual(await codes(onDisk({ freeBytes: 5 * 1024 ** 3 })), ['warning disk-low']);
  const [finding] = await check(onDisk({ freeBytes: 40 * 1024 ** 2 }));
  assert.match(finding?.message ?? '', /only 40 MiB free/);
});

test('a busy GPU is a warning that names who uses it', async () => {
  const holders = [{ gpuUuid: 'GPU-a', pid: 5, program: '/usr/bin/blender', memory: 1 }];
  const [finding] = await check({ gpu: { kind: 'take', gpu: { ...gpu, holders } } });
  assert.equal(finding?.severity, 'warning');
  assert.match(finding?.message ?? '', /GPU 0 \(Fake\) is in use by blender \(5\)/);
});

test('no GPU is said as that, and torch is not asked why', async () => {
  const asked: boolean[] = [];
  const found = await check({
    gpuQuery: { kind: 'missing' },
    gpu: { kind: 'none' },
    askPython: async ({ torch }) => {
      asked.push(torch);
      return { ...silent, torch: { kind: 'not-asked' } };
    },
  });
  assert.deepEqual(
    found.map(({ code }) => code),
    ['gpu-missing'],
  );
  assert.match(found[0]?.message ?? '', /nvidia-smi is not on this machine/);
  assert.deepEqual(asked, [false]);
});

test('torch must be installed even where no GPU is required', async () => {
  const python = { ...usual.python, torch: undefined };
  assert.deepEqual(await codes({ python }), ['error torch-unusable']);
  assert.deepEqual(await codes({ python, gpuRequired: false }), ['error torch-unusable']);
});

test('a toolkit that requires nothing, as the practice toolkit, needs no torch', async () => {
  const python = { ...usual.python, torch: undefined };
  assert.equal(loadsModels('# only Python\n\n'), false);
  assert.equal(loadsModels('# all\ntorch\n'), true);
  assert.equal(loadsModels(undefined), true);
  assert.deepEqual(await codes({ python, loadsModels: false }), []);
});

test('torch must see CUDA where a GPU is required', async () => {
  const withTorch = (torch: TorchReport) => ({ askPython: answering({ torch }) });
  const [cpu] = await check(withTorch({ kind: 'no-cuda', build: undefined }));
  assert.match(cpu?.message ?? '', /built without CUDA/);
  const [driver] = await check(withTorch({ kind: 'no-cuda', build: '13.0' }));
  assert.match(driver?.message ?? '', /driver is older/);
  assert.deepEqual(await codes(withTorch({ kind: 'unknown' })), []);
});

test('a package that the config needs is named with the way to install it', async () => {
  const [finding] = await check({ askPython: answering({ missingModules: ['prodigyopt'] }) });
  assert.equal(finding?.code, 'missing-package');
  assert.match(finding?.message ?? '', /^'optimizer: prodigy' needs the Python package 'prodigyopt'/);
  assert.deepEqual(finding?.action, { kind: 'copy-command', command: '"/py" -m pip install prodigyopt' });
});

test('a check that throws or hangs costs only its own findings', async () => {
  const logger = memoryLogger();
  const fine = { severity: 'warning', code: 'fine', message: '' } as const;
  const { findings, unanswered } = await runChecks(
    [
      { name: 'thrower', run: async () => Promise.reject(new Error('boom')) },
      { name: 'sleeper', run: () => new Promise(() => undefined) },
      { name: 'worker', run: async () => ({ findings: [fine], facts: [] }) },
    ],
    usual,
    logger,
    50,
  );
  assert.deepEqual(findings, [fine]);
  assert.deepEqual(unanswered, ['thrower', 'sleeper']);
  assert.match(logger.lines.join('\n'), /'sleeper' did not answer/);
  assert.match(logger.lines.join('\n'), /'thrower' failed: Error: boom/);
});

const start = {
  jobFolder: undefined,
  resume: undefined,
  packages: [],
  datasets: [],
  model: undefined,
  needs: undefined,
};
const factsOf = async (more: Partial<PreflightContext>) =>
  (await runAll(more)).facts.map(({ subject, value }) => `${subject}: ${value}`);

test('what is well is said with its value', async () => {
  const facts = await factsOf({
    start: {
      ...start,
      jobFolder: '/tk/output/maya',
      resume: 'maya: starts from scratch because there is no checkpoint yet',
      datasets: [{ path: '/data', images: 24, captions: { found: 22, missing: 2, empty: 0 } }],
      model: { name: '/models/qwen', downloadBytes: undefined },
    },
    files: memoryFiles({ ...healthy, folders: ['/tk/output', '/models/qwen'] }),
  });
  assert.deepEqual(facts, [
    'ai-toolkit: 0.12.26 in /tk',
    'Python: 3.12.0 from a test, torch 2.13.0+cu130 (CUDA 13.0)',
    'Packages: all 0 that this config imports are installed',
    'GPU: Fake, 0.0 of 0.0 GiB free · 0 % load',
    'Model: /models/qwen, a local folder',
    'Images: 24 in /data',
    'Captions: 22 of 24 images have one',
    'Memory: 64.0 GiB, 0 MiB of swap',
    'Disk: 500.0 GiB free for /tk/output/maya',
    'Resume: maya: starts from scratch because there is no checkpoint yet',
  ]);
});

test('a driver that is too old for torch is named with both numbers', async () => {
  const torch: TorchReport = { kind: 'no-cuda', build: '13.0' };
  const old = { ...gpu, driver: '550.54' };
  const [finding] = await check({ askPython: answering({ torch }), gpu: { kind: 'take', gpu: old } });
  assert.match(
    finding?.message ?? '',
    /CUDA 13\.0, which needs an NVIDIA driver of version 580 .* The driver here is 550\.54/,
  );
});

test('a GPU that torch has no code for is told before the run', async () => {
  const gpus = [{ capability: '12.0', freeMemory: 1, totalMemory: 1 }];
  const torch: TorchReport = { kind: 'cuda', build: '12.4', gpus, architectures: ['sm_80', 'sm_90'] };
  const [finding] = await check({ askPython: answering({ torch }) });
  assert.match(
    finding?.message ?? '',
    /no code for this GPU \(compute capability 12\.0; it has sm_80, sm_90\)/,
  );
});

test('a model of the Hub is asked for only where it is not here', async () => {
  const asked: string[] = [];
  const askHub = async (repository: string) => {
    asked.push(repository);
    return { kind: 'unknown-name', hasToken: false } as const;
  };
  const model = { name: 'Qwen/Qwen-Image-Edit-2590', downloadBytes: undefined };
  const [finding] = await check({ start: { ...start, model }, askHub });
  assert.equal(finding?.code, 'hub-access');
  assert.match(finding?.message ?? '', /Did you mean Qwen\/Qwen-Image-Edit-2509\?/);
  assert.deepEqual(await codes({ start: { ...start, model }, askHub, loadsModels: false }), []);
  assert.deepEqual(await codes({ start: { ...start, model }, askHub, env: { HF_HUB_OFFLINE: '1' } }), [
    'error hub-cache',
  ]);
  assert.deepEqual(asked, ['Qwen/Qwen-Image-Edit-2590']);
});

test('the needs of the plan are held against the machine, except by a toolkit that loads no model', async () => {
  const needs = { hostGiB: 100, gpuGiB: 20, workers: 2 };
  const small = {
    start: { ...start, needs },
    gpu: { kind: 'take', gpu: { ...gpu, memoryFree: 8000 } },
  } as const;
  assert.deepEqual(await codes(small), ['warning gpu-memory-low', 'warning memory-low']);
  assert.deepEqual(await codes({ ...small, loadsModels: false }), []);
});
