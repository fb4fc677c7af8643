import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildCommandLine } from '../../../client/src/launch/command-line';
import { findProgram } from '../../../client/src/launch/find-program';
import type { Launch } from '../../../client/src/launch/prepare-launch';
import { prepareRun, type RunDependencies } from '../../../client/src/runs/prepare-run';
import { createProcessProbe, identify } from '../../../client/src/runs/process-probe';
import { openRunRegistry, type RunRegistry } from '../../../client/src/runs/run-registry';
import { controlCopy } from '../../../core/trainer/control-copy';
import { readConfig } from '../../support/find-in-text';
import { job } from '../../support/job';
import { memoryLogger } from '../../support/memory-files';

const controlScript = fileURLToPath(new URL('../../../client/control/control.py', import.meta.url));
const probe = createProcessProbe();
let folder = '';
let python = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qwen-lora-prepare-'));
  const found =
    (await findProgram('python3', { platform: process.platform, env: process.env })) ??
    (await findProgram('python', { platform: process.platform, env: process.env }));
  assert.ok(found, 'These tests need Python on the path.');
  python = found;
});
after(() => rm(folder, { recursive: true, force: true }));

function dependencies(registry: RunRegistry): RunDependencies {
  return {
    registry,
    controlScript,
    logger: memoryLogger(),
    controlCopy: async ({ configPath }, databasePath) =>
      controlCopy(readConfig(await readFile(configPath, 'utf8')), databasePath),
  };
}

async function launchOf(name: string, processType: string): Promise<Launch> {
  const configPath = join(folder, `${name}.yaml`);
  await writeFile(
    configPath,
    `job: extension\nconfig:\n  name: ${name}\n  process:\n    - type: ${processType}\n`,
  );
  return {
    target: { configPath, workspaceFolder: folder },
    job: { ...job, name, processType },
    jobName: name,
    jobFolder: join(folder, 'output', name),
    gpu: undefined,
    gpus: [],
    request: {
      toolkit: '/tk',
      python,
      config: configPath,
      workingDirectory: folder,
      gpu: undefined,
      log: join(folder, `${name}.log`),
      huggingFaceToken: undefined,
      controlJobId: undefined,
    },
    warnings: 0,
    notices: [],
  };
}

test('sd_trainer runs exactly the command, and its record begins where the log ends', async () => {
  const registry = openRunRegistry(join(folder, 'plain'), probe);
  const launch = await launchOf('plain', 'sd_trainer');
  await writeFile(launch.request.log ?? '', 'an earlier run\n');
  const prepared = await prepareRun(launch, dependencies(registry));
  assert.ok(prepared.kind === 'ready');
  assert.deepEqual(prepared.run.command, buildCommandLine(launch.request));
  const me = await identify(probe, process.pid);
  assert.ok(me);
  const record = await prepared.run.commit(me, 'detached');
  assert.equal(record.logOffset, 15);
  assert.equal(record.control, undefined);
  assert.deepEqual(
    (await registry.running()).map(({ jobName }) => jobName),
    ['plain'],
  );
});

test('diffusion_trainer gets a control channel through a copy of its config', async () => {
  const registry = openRunRegistry(join(folder, 'control'), probe);
  const launch = await launchOf('controlled', 'diffusion_trainer');
  const prepared = await prepareRun(launch, dependencies(registry));
  assert.ok(prepared.kind === 'ready');
  const [, copy = ''] = prepared.run.command.args;
  assert.notEqual(copy, launch.target.configPath);
  assert.match(await readFile(copy, 'utf8'), /sqlite_db_path: ".*control\.db"/);
  assert.match(prepared.run.command.env.AITK_JOB_ID ?? '', /^[0-9a-f-]{36}$/);
  assert.doesNotMatch(await readFile(launch.target.configPath, 'utf8'), /sqlite/);
  await prepared.run.abandon();
});

test('a second start of the same job, or on the same GPU, is busy; giving the first back frees it', async () => {
  const registry = openRunRegistry(join(folder, 'busy'), probe);
  const first = await launchOf('one', 'sd_trainer');
  const prepared = await prepareRun(first, dependencies(registry));
  assert.ok(prepared.kind === 'ready');
  const again = await prepareRun(first, dependencies(registry));
  assert.equal(again.kind === 'busy' && again.busy, 'job');
  const other = await prepareRun(await launchOf('two', 'sd_trainer'), dependencies(registry));
  assert.equal(other.kind === 'busy' && other.busy, 'gpu');
  await prepared.run.abandon();
  const free = await prepareRun(first, dependencies(registry));
  assert.equal(free.kind, 'ready');
  if (free.kind === 'ready') await free.run.abandon();
});
