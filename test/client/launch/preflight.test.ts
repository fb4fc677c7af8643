import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gpu } from '../../../client/src/launch/gpus';
import { resolveJobPlaces } from '../../../client/src/launch/job-places';
import { type PreflightContext, runChecks } from '../../../client/src/launch/preflight';
import { preflightChecks } from '../../../client/src/launch/preflight-checks';
import type { JobSummary } from '../../../common/protocol';
import { job } from '../../support/job';
import { type MemoryDisk, memoryFiles, memoryLogger } from '../../support/memory-files';

const healthy: MemoryDisk = {
  files: { '/data/maya/1.JPG': '', '/data/control/1.png': '' },
  folders: ['/tk/output'],
  freeBytes: 500 * 1024 ** 3,
};

interface Moment {
  readonly disk?: MemoryDisk;
  readonly job?: Partial<JobSummary>;
  readonly more?: Partial<PreflightContext>;
}

async function check({ disk = healthy, job: changes = {}, more = {} }: Moment = {}) {
  const summary = { ...job, ...changes };
  const variables = more.variables ?? {};
  const findings = await runChecks(
    preflightChecks,
    {
      job: summary,
      places: resolveJobPlaces({ job: summary, workingDirectory: '/tk', variables, platform: 'linux' }),
      workingDirectory: '/tk',
      variables,
      gpu: undefined,
      gpuRequired: true,
      python: { path: '/py', source: 'a test', version: '3.12.0', torch: '2.13.0+cu130' },
      platform: 'linux',
      files: memoryFiles(disk),
      askTorch: async () => ({ kind: 'cuda', devices: 1 }),
      ...more,
    },
    memoryLogger(),
  );
  return findings.filter(({ severity }) => severity !== 'information');
}

const codes = async (moment: Moment) =>
  (await check(moment)).map(({ severity, code }) => `${severity} ${code}`);

test('a healthy moment has nothing to say', async () => {
  assert.deepEqual(await check(), []);
});

test('a dataset folder that is not there is named as written and as found', async () => {
  const [finding] = await check({ job: { datasetPaths: ['../data/gone'] } });
  assert.match(finding?.message ?? '', /'\/data\/gone' \(written as '\.\.\/data\/gone'\) does not exist/);
});

test('a dataset needs an image where ai-toolkit looks', async () => {
  const files = (...paths: string[]) => ({
    disk: {
      ...healthy,
      files: Object.fromEntries([...paths, '/data/control/1.png'].map((path) => [path, ''])),
    },
  });
  assert.deepEqual(await codes(files('/data/maya/a.txt')), ['error dataset-empty']);
  assert.deepEqual(await codes(files('/data/maya/.hidden.jpg', '/data/maya/.thumbs/a.jpg')), [
    'error dataset-empty',
  ]);
  assert.deepEqual(await codes(files('/data/maya/_controls/a.jpg')), ['error dataset-empty']);
  assert.deepEqual(await codes(files('/data/maya/a.gif')), ['error dataset-empty']);
  assert.deepEqual(await codes(files('/data/maya/deep/er/a.webp')), []);
});

test('a dataset may be a JSON file, and only a video model takes videos', async () => {
  assert.deepEqual(
    await codes({
      disk: { ...healthy, files: { '/d/set.json': '{}', '/data/control/1.png': '' } },
      job: { datasetPaths: ['/d/set.json'] },
    }),
    [],
  );
  const video = { disk: { ...healthy, files: { '/data/maya/a.mp4': '', '/data/control/1.png': '' } } };
  assert.deepEqual(await codes(video), ['error dataset-empty']);
  assert.deepEqual(await codes({ ...video, job: { arch: 'wan21' } }), []);
});

test('control images must lie in the control folder itself', async () => {
  assert.deepEqual(await codes({ job: { controlPaths: ['/gone'] } }), ['error control-missing']);
  assert.deepEqual(
    await codes({ disk: { ...healthy, files: { '/data/maya/1.jpg': '', '/data/control/deep/1.png': '' } } }),
    ['error control-empty'],
  );
});

test('a job folder that cannot be written is refused with the reason', async () => {
  const [finding] = await check({ disk: { ...healthy, notWritable: 'its disk is read-only' } });
  assert.equal(finding?.code, 'job-folder-not-writable');
  assert.match(finding?.message ?? '', /'\/tk\/output\/maya_char': its disk is read-only/);
});

test('a file in the place of the job folder is refused', async () => {
  const [finding] = await check({
    disk: { ...healthy, files: { ...healthy.files, '/tk/output/maya_char': '' } },
  });
  assert.match(finding?.message ?? '', /is a file/);
});

test('a full disk refuses, a filling one warns', async () => {
  assert.deepEqual(await codes({ disk: { ...healthy, freeBytes: 0 } }), ['error disk-full']);
  assert.deepEqual(await codes({ disk: { ...healthy, freeBytes: 5 * 1024 ** 3 } }), ['warning disk-low']);
});

test('a variable must be set somewhere', async () => {
  const uses = { job: { variables: ['OUT'], trainingFolder: '${OUT}/loras' } };
  assert.deepEqual(await codes(uses), ['error unset-variable']);
  assert.deepEqual(await codes({ ...uses, more: { variables: { OUT: '/tk/output' } } }), []);
});

test('a busy GPU is a warning that names who holds it', async () => {
  const gpu: Gpu = {
    index: 0,
    uuid: 'GPU-a',
    name: 'Fake',
    memoryTotal: 1,
    memoryFree: 1,
    load: 0,
    driver: '1',
    holders: [{ gpuUuid: 'GPU-a', pid: 5, program: '/usr/bin/blender', memory: 1 }],
  };
  const [finding] = await check({ more: { gpu } });
  assert.equal(finding?.severity, 'warning');
  assert.match(finding?.message ?? '', /GPU 0 \(Fake\) is in use by blender \(5\)/);
});

test('torch must be there and see CUDA, unless no GPU is needed', async () => {
  const without = { path: '/py', source: 'python3 on PATH', version: '3.12.0', torch: undefined };
  assert.deepEqual(await codes({ more: { python: without } }), ['error torch-unusable']);
  assert.deepEqual(await codes({ more: { python: without, gpuRequired: false } }), []);
  const [cpu] = await check({ more: { askTorch: async () => ({ kind: 'no-cuda', build: 'None' }) } });
  assert.match(cpu?.message ?? '', /built without CUDA/);
  const [driver] = await check({ more: { askTorch: async () => ({ kind: 'no-cuda', build: '13.0' }) } });
  assert.match(driver?.message ?? '', /driver is older/);
  assert.deepEqual(await codes({ more: { askTorch: async () => ({ kind: 'unknown' }) } }), []);
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
    {
      job,
      places: { jobFolder: undefined, datasets: [], controls: [] },
      workingDirectory: '/tk',
      variables: {},
      gpu: undefined,
      gpuRequired: false,
      python: { path: '/py', source: 'a test', version: '3.12.0', torch: undefined },
      platform: 'linux',
      files: memoryFiles({}),
      askTorch: async () => ({ kind: 'unknown' }),
    },
    logger,
    50,
  );
  assert.deepEqual(findings, [fine]);
  assert.match(logger.lines.join('\n'), /'sleeper' gave no answer/);
  assert.match(logger.lines.join('\n'), /'thrower' failed: Error: boom/);
});
