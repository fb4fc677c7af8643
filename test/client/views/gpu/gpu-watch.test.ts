import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { addGpuReading, gpuProblem, parseGpuReading } from '../../../../client/src/views/gpu/gpu-readings';
import { createGpuWatch } from '../../../../client/src/views/gpu/gpu-watch';
import type { GpusView } from '../../../../common/dashboard-page';

const none: GpusView = { gpus: [], problem: undefined };

describe('a line of nvidia-smi', () => {
  it('is a reading', () => {
    assert.deepEqual(parseGpuReading('0, NVIDIA L40S, 46068, 31000, 97, 71, 301.22'), {
      index: 0,
      name: 'NVIDIA L40S',
      memoryTotal: 46068,
      memory: 31000,
      load: 97,
      temperature: 71,
      power: 301.22,
    });
  });

  it('says what it does not know', () => {
    const mig = addGpuReading(none, '0, NVIDIA A100, 40960, 12, [N/A], 33, [N/A]', false);
    assert.deepEqual(mig.gpus[0]?.load, [null]);
    assert.match(mig.gpus[0]?.limits.join() ?? '', /MIG/);
    const shared = addGpuReading(none, '0, NVIDIA GB10, [N/A], [Not Supported], 3, 41, 12.5', false);
    assert.match(shared.gpus[0]?.limits.join() ?? '', /shares the memory/);
    const wsl = addGpuReading(none, '0, NVIDIA RTX 4090, 24564, 24000, 99, 60, 400', true);
    assert.match(wsl.gpus[0]?.limits.join() ?? '', /WSL/);
  });

  it('is nothing when it is none', () => {
    assert.equal(addGpuReading(none, 'Failed to initialize NVML', false), none);
    assert.equal(parseGpuReading(''), undefined);
  });

  it('is added to the readings of its GPU, of which 120 are kept', () => {
    let view = none;
    for (let at = 0; at < 150; at++)
      for (const index of [1, 0]) view = addGpuReading(view, `${index}, GPU, 100, ${at}, 1, 1, 1`, false);
    assert.deepEqual(
      view.gpus.map(({ index }) => index),
      [0, 1],
    );
    assert.equal(view.gpus[0]?.memory.length, 120);
    assert.equal(view.gpus[0]?.memory.at(-1), 149);
  });
});

describe('an end of nvidia-smi', () => {
  it('is explained', () => {
    const mismatch = 'Failed to initialize NVML: Driver/library version mismatch';
    assert.match(gpuProblem(mismatch, 18), /Restart the computer/);
    assert.match(
      gpuProblem("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", 9),
      /not loaded/,
    );
    assert.match(gpuProblem('No devices were found', 6), /finds no GPU/);
    assert.match(gpuProblem('Something new', 1), /code 1: Something new/);
  });
});

describe('the watch of the GPUs', {
  skip: process.platform === 'win32' ? 'needs a POSIX shell' : false,
}, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-gpu-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (script: string) => {
    const program = path.join(folder, 'nvidia-smi');
    writeFileSync(program, `#!/bin/sh\n${script}`);
    chmodSync(program, 0o755);
    return createGpuWatch({ platform: 'linux', env: { PATH: `${folder}:/usr/bin:/bin` } });
  };
  const next = (watch: ReturnType<typeof install>, accepts: (view: GpusView) => boolean) =>
    new Promise<{ view: GpusView; stop: () => void }>((resolve) => {
      const stop = watch.watch((view) => {
        if (accepts(view)) resolve({ view, stop });
      });
    });

  it('is one process for all who look, which ends with the last of them', async () => {
    const started = path.join(folder, 'started');
    const watch = install(
      `trap 'echo x > ${started}.ended; exit 0' TERM\necho x >> ${started}\necho "0, GPU, 100, 50, 10, 40, 99"\nexec 1>&1\nwhile :; do sleep 0.05; done\n`,
    );
    const [first, second] = await Promise.all([
      next(watch, ({ gpus }) => gpus.length === 1),
      next(watch, ({ gpus }) => gpus.length === 1),
    ]);
    assert.equal(readFileSync(started, 'utf8'), 'x\n');
    first.stop();
    assert.equal(existsSync(`${started}.ended`), false);
    second.stop();
    const deadline = Date.now() + 30_000;
    while (!existsSync(`${started}.ended`)) {
      assert.ok(Date.now() < deadline, 'nvidia-smi was not ended');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('says why there is nothing to see', async () => {
    const broken = install('echo "Failed to initialize NVML: Driver/library version mismatch"; exit 18\n');
    const { view, stop } = await next(broken, ({ problem }) => problem !== undefined);
    stop();
    assert.match(view.problem ?? '', /driver was updated/);
  });
});
