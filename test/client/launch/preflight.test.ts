import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu } from '../../../client/src/launch/gpus';
import { type PreflightContext, runChecks } from '../../../client/src/launch/preflight';
import { preflightChecks } from '../../../client/src/launch/preflight-checks';
import type { PythonReport, TorchReport } from '../../../core/launch/index';
import { type MemoryDisk, memoryFiles, memoryLogger } from '../../support/memory-files';

const healthy: MemoryDisk = { folders: ['/tk/output'], freeBytes: 500 * 1024 ** 3 };
const gpu: Gpu = {
  index: 0,
  uuid: 'GPU-a',
  name: 'Fake',
  memoryTotal: 1,
  memoryFree: 1,
  load: 0,
  driver: '1',
  holders: [],
};
const usual: PreflightContext = {
  start: {
    jobFolder: '/tk/output/maya_char',
    resume: undefined,
    packages: [{ module: 'prodigyopt', name: 'prodigyopt', reason: "'optimizer: prodigy'" }],
  },
  gpuQuery: { kind: 'gpus', gpus: [gpu] },
  gpu: { kind: 'take', gpu },
  gpuRequired: true,
  toolkitFolder: '/tk',
  python: { path: '/py', source: 'a test', version: '3.12.0', torch: '2.13.0+cu130' },
  platform: 'linux',
  files: memoryFiles(healthy),
  askPython: answering({}),
};

function answering({ torch, missingModules = [] }: Partial<PythonReport>) {
  const usualTorch: TorchReport = { kind: 'cuda', build: '13.0', gpus: [] };
  return async () => ({ torch: torch ?? usualTorch, missingModules });
}

const check = (more: Partial<PreflightContext> = {}) =>
  runChecks(preflightChecks, { ...usual, ...more }, memoryLogger());
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
      return { torch: { kind: 'not-asked' }, missingModules: [] };
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
  const files = (text: string) => onDisk({ files: { '/tk/requirements.txt': text } });
  assert.deepEqual(await codes({ python, ...files('# only Python\n\n') }), []);
  assert.deepEqual(await codes({ python, ...files('# all\ntorch\n') }), ['error torch-unusable']);
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
  const findings = await runChecks(
    [
      { name: 'thrower', run: async () => Promise.reject(new Error('boom')) },
      { name: 'sleeper', run: () => new Promise(() => undefined) },
      { name: 'worker', run: async () => [fine] },
    ],
    usual,
    logger,
    50,
  );
  assert.deepEqual(findings, [fine]);
  assert.match(logger.lines.join('\n'), /'sleeper' did not answer/);
  assert.match(logger.lines.join('\n'), /'thrower' failed: Error: boom/);
});
