import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { isAccelerator, isInfra, type SkyOptions, skyTask } from '../../../core/elsewhere/index';
import { skyTaskSchema } from '../../support/sky-task-schema';

const validate = new Ajv({ allowUnionTypes: true }).compile(skyTaskSchema);

const defaults: SkyOptions = {
  gpus: ['L40S:1'],
  where: undefined,
  spot: false,
  bucket: undefined,
  maxHourlyCost: undefined,
  toolkitCommit: '27a03a91',
  resolve: (path) => `/home/me/${path}`,
};

const config = (name: string, extra = '') => `# my run
job: extension
config:
  name: ${name}
  process:
    - type: sd_trainer
      training_folder: "output"   # here
      unknown_key: ./kept
      datasets:
        - folder_path: "data/maya images"
          control_path: [data/one, data/two]
        - folder_path: data/maya images
      model: { name_or_path: Qwen/Qwen-Image-Edit-2509, arch: qwen_image_edit_plus }
      sample:
        samples:
          - prompt: a hat
            ctrl_img_1: data/one/01.png
${extra}`;

function made(text: string, options: Partial<SkyOptions> = {}) {
  const task = skyTask(text, 'yaml', { ...defaults, ...options });
  if (typeof task === 'string') assert.fail(task);
  const parsed: unknown = parse(task.yaml);
  const isTask = validate(parsed);
  assert.ok(isTask, JSON.stringify(validate.errors));
  const read = parse(task.yaml);
  return { task, read, inner: parse(read.envs.AITK_CONFIG) };
}

describe('SkyPilot tasks', () => {
  const targets: readonly Partial<SkyOptions>[] = [
    {},
    { where: 'runpod' },
    { where: 'aws/us-east-1', spot: true, bucket: 'my-bucket' },
    { where: 'k8s/my-context', gpus: ['L40S:1', 'H100:1'] },
    { where: 'slurm/cluster/gpu' },
    { where: 'ssh/pool', maxHourlyCost: 2.5 },
  ];
  for (const target of targets) {
    it(`fit SkyPilot's schema for ${target.where ?? 'anywhere'}`, () => {
      const { read } = made(config('maya'), target);
      const places = read.resources.any_of ?? [read.resources];
      for (const place of places) assert.equal(place.infra, target.where);
    });
  }

  it('move every path and keep the rest of the config', () => {
    const { task, read, inner } = made(config('maya'));
    const [process] = inner.config.process;
    assert.equal(process.training_folder, '/outputs');
    assert.equal(process.datasets[0].folder_path, process.datasets[1].folder_path);
    assert.equal(process.unknown_key, './kept');
    assert.equal(process.model.name_or_path, 'Qwen/Qwen-Image-Edit-2509');
    assert.match(read.envs.AITK_CONFIG, /^# my run\n/);
    assert.match(read.envs.AITK_CONFIG, /training_folder: "\/outputs" {3}# here/);
    const remote = [
      process.datasets[0].folder_path,
      ...process.datasets[0].control_path,
      process.sample.samples[0].ctrl_img_1,
    ];
    assert.deepEqual(Object.keys(read.file_mounts).sort(), [...remote].sort());
    assert.equal(task.uploads.length, 4);
    assert.equal(read.file_mounts[process.datasets[0].folder_path], '/home/me/data/maya images');
  });

  const hostile = [
    `"x'; rm -rf ~ #"`,
    '"$(reboot)`id`"',
    '"a\\nrun: |\\n  evil"',
    '"--- !!python/object"',
    '"${HOME}"',
    '"# not a comment: {[*&!|>"',
    '"名前 é 🙂"',
  ];
  for (const name of hostile) {
    it(`keep the name ${name} as data`, () => {
      const text = config(name).replace(
        'data/maya images"',
        `data/${parse(name).replaceAll(/["\\\n]/g, '')}"`,
      );
      const { read, inner } = made(text);
      assert.equal(inner.config.name, parse(name));
      assert.match(read.name, /^[a-z][a-z0-9-]*$/);
      const plain = made(config('maya')).read;
      assert.deepEqual([read.setup, read.run], [plain.setup, plain.run]);
      for (const key of Object.keys(read.file_mounts)) assert.match(key, /^\/data\/\d+-[A-Za-z0-9._-]*$/);
    });
  }

  it('run scripts that bash accepts', () => {
    const { read } = made(config('maya'));
    for (const script of [read.setup, read.run]) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
    }
  });

  it('ask for the Hub token only where the config pushes', () => {
    assert.equal(made(config('maya')).read.secrets, undefined);
    const pushing = config('maya').replace('      model:', '      save: { push_to_hub: true }\n      model:');
    assert.deepEqual(made(pushing).read.secrets, { HF_TOKEN: null });
  });

  it('know places and GPUs', () => {
    assert.ok(['runpod', 'aws/us-east-1/a', '*/us-east-1', 'k8s', 'slurm/c/p'].every(isInfra));
    assert.ok(!['a b', 'x;y', '../x', ''].some(isInfra));
    assert.ok(['L40S:1', 'A100-80GB', 'RTX4090:8'].every(isAccelerator));
    assert.ok(!['L40S:x', '', '-L4', 'a b'].some(isAccelerator));
  });

  it('are refused in words', () => {
    assert.match(String(skyTask('job: x\n', 'yaml', defaults)), /no process that trains/);
    assert.match(String(skyTask(config('a'), 'yaml', { ...defaults, gpus: [] })), /GPU/);
  });
});
