import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseGpus, parseHolders, queryGpus } from '../../../client/src/launch/gpus';

test('two GPUs are read with all they say', () => {
  const gpus = parseGpus(
    '0, GPU-aa, NVIDIA GeForce RTX 4090, 24564, 23000, 3, 580.65.06\n1, GPU-bb, NVIDIA H200, 143771, 10, 100, 580.65.06\n',
  );
  assert.deepEqual(gpus[0], {
    index: 0,
    uuid: 'GPU-aa',
    name: 'NVIDIA GeForce RTX 4090',
    memoryTotal: 24564,
    memoryFree: 23000,
    load: 3,
    driver: '580.65.06',
    holders: [],
  });
  assert.equal(gpus.length, 2);
  assert.equal(gpus[1]?.load, 100);
});

test('what the driver does not say is unknown, and the GPU still counts', () => {
  const [gpu] = parseGpus('0, GPU-aa, NVIDIA GB10, [N/A], [Not Supported], [Unknown Error], 580.95\r\n');
  assert.deepEqual(
    { total: gpu?.memoryTotal, free: gpu?.memoryFree, load: gpu?.load, index: gpu?.index },
    { total: undefined, free: undefined, load: undefined, index: 0 },
  );
});

test('a comma in a name stays in the name', () => {
  assert.equal(parseGpus('0, GPU-aa, Big, Bigger, 10, 5, 0, 1.2')[0]?.name, 'Big, Bigger');
});

for (const rubbish of [
  '',
  'No devices were found',
  'Failed to initialize NVML: Driver/library mismatch',
  '{"gpus": []}',
  ',,,,,,,',
  'x, GPU, n, 1, 2, 3, 4',
  '\u0000\u0007',
]) {
  test(`${JSON.stringify(rubbish)} is no GPU`, () => assert.deepEqual(parseGpus(rubbish), []));
}

test('holders are read, also with a comma in the path and no memory', () => {
  assert.deepEqual(
    parseHolders('GPU-aa, 4711, C:\\a, b\\python.exe, [N/A]\nGPU-bb, 12, /usr/bin/python3, 900\nrubbish'),
    [
      { gpuUuid: 'GPU-aa', pid: 4711, program: 'C:\\a, b\\python.exe', memory: undefined },
      { gpuUuid: 'GPU-bb', pid: 12, program: '/usr/bin/python3', memory: 900 },
    ],
  );
});

const posixOnly = { skip: process.platform === 'win32' ? 'the fake nvidia-smi is a shell script' : false };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qwen-lora-gpus-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function ask(script: string | undefined, timeoutMs = 10_000) {
  const program = join(folder, 'nvidia-smi');
  await rm(program, { force: true });
  if (script !== undefined) {
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
  }
  return queryGpus({ platform: 'linux', env: { PATH: folder }, timeoutMs, usualFolders: [] });
}

test('a healthy nvidia-smi gives the GPUs with who holds them', posixOnly, async () => {
  const answer = await ask(`case "$1" in
  --query-gpu=*) echo "0, GPU-aa, Fake, 1000, 900, 0, 580.1, $CUDA_DEVICE_ORDER" | sed 's/, PCI_BUS_ID$//' ;;
  --query-compute-apps=*) echo "GPU-aa, 99, /usr/bin/python3, 100" ;;
esac`);
  assert.equal(answer.kind, 'gpus');
  assert.deepEqual(
    answer.kind === 'gpus' && answer.gpus.map(({ index, holders }) => [index, holders[0]?.pid]),
    [[0, 99]],
  );
});

test('without nvidia-smi the answer is missing', posixOnly, async () => {
  assert.deepEqual(await ask(undefined), { kind: 'missing' });
});

test(
  'a nvidia-smi that hangs, with a child that holds its output, ends at the limit',
  posixOnly,
  async () => {
    const start = performance.now();
    assert.deepEqual(await ask('/bin/sleep 30', 300), { kind: 'timeout' });
    assert.ok(performance.now() - start < 5000);
  },
);

test('rubbish is told from no GPU', posixOnly, async () => {
  const answer = await ask('echo "segmentation fault (core dumped)"');
  assert.equal(answer.kind, 'failed');
  assert.match(answer.kind === 'failed' ? answer.message : '', /segmentation fault/);
});

test('endless rubbish is cut off', posixOnly, async () => {
  const answer = await ask(
    'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done',
  );
  assert.equal(answer.kind, 'failed');
});

test('a driver that does not answer its tool is a failure with its words', posixOnly, async () => {
  const answer = await ask(
    'echo "NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver."; exit 9',
  );
  assert.match(answer.kind === 'failed' ? answer.message : '', /code 9: NVIDIA-SMI has failed/);
});

test('no devices is an empty list, whatever the exit code', posixOnly, async () => {
  assert.deepEqual(await ask('echo "No devices were found"; exit 6'), { kind: 'gpus', gpus: [] });
  assert.deepEqual(await ask('echo "No devices were found"'), { kind: 'gpus', gpus: [] });
});

test('GPUs are good to use when nobody says who holds them', posixOnly, async () => {
  const answer = await ask(
    'case "$1" in --query-gpu=*) echo "0, GPU-aa, Fake, 1, 1, 0, 1.1";; *) exit 3;; esac',
  );
  assert.deepEqual(answer.kind === 'gpus' && answer.gpus[0]?.holders, []);
});
