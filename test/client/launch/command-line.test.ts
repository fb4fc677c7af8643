import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildCommandLine,
  joinPath,
  partWithEditorVariable,
  type TrainingRequest,
} from '../../../client/src/launch/command-line';

const linux: TrainingRequest = {
  toolkit: '/home/mo/ai-toolkit',
  python: '/home/mo/ai-toolkit/.venv/bin/python',
  config: '/home/mo/maya.yaml',
  workingDirectory: '/home/mo/ai-toolkit',
  gpu: 1,
  log: '/home/mo/ai-toolkit/output/maya/log.txt',
  huggingFaceToken: undefined,
  controlJobId: undefined,
};

const windows: TrainingRequest = {
  ...linux,
  toolkit: 'C:\\AI Toolkit',
  python: 'C:\\AI Toolkit\\venv\\Scripts\\python.exe',
  config: 'D:\\My Configs\\maya & co.yaml',
  workingDirectory: 'C:\\AI Toolkit',
  log: 'D:\\out\\maya\\log.txt',
};

test('a start on Linux is exactly these words, this folder and this environment', () => {
  assert.deepEqual(buildCommandLine(linux), {
    program: '/home/mo/ai-toolkit/.venv/bin/python',
    args: [
      '/home/mo/ai-toolkit/run.py',
      '/home/mo/maya.yaml',
      '--log',
      '/home/mo/ai-toolkit/output/maya/log.txt',
    ],
    cwd: '/home/mo/ai-toolkit',
    env: {
      PYTHONUNBUFFERED: '1',
      PYTHONUTF8: '1',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '1',
    },
    secrets: [],
  });
});

test('a start on Windows joins with backslashes and quotes nothing', () => {
  const { program, args, cwd } = buildCommandLine(windows);
  assert.equal(program, 'C:\\AI Toolkit\\venv\\Scripts\\python.exe');
  assert.deepEqual(args, [
    'C:\\AI Toolkit\\run.py',
    'D:\\My Configs\\maya & co.yaml',
    '--log',
    'D:\\out\\maya\\log.txt',
  ]);
  assert.equal(cwd, 'C:\\AI Toolkit');
});

test('a start on macOS without an NVIDIA GPU leaves CUDA alone', () => {
  const { env } = buildCommandLine({
    ...linux,
    toolkit: '/Users/mo/ai-toolkit',
    python: '/opt/homebrew/bin/python3',
    gpu: undefined,
    log: undefined,
  });
  assert.deepEqual(env, { PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' });
});

for (const name of [
  'with space.yaml',
  "it's.yaml",
  'say "hi".yaml',
  'a; rm -rf ~.yaml',
  '$(touch x).yaml',
  '`id`.yaml',
  '--recover',
  '-n.yaml',
  'two\nlines.yaml',
  'maya 🎨.yaml',
  '%PATH%.yaml',
  '*.yaml',
]) {
  test(`a config named ${JSON.stringify(name)} is one argument, unchanged`, () => {
    const config = `/home/mo/${name}`;
    const { args } = buildCommandLine({ ...linux, config });
    assert.deepEqual(args, [
      '/home/mo/ai-toolkit/run.py',
      config,
      '--log',
      '/home/mo/ai-toolkit/output/maya/log.txt',
    ]);
  });
}

for (const config of ['maya.yaml', '--recover', './maya.yaml', 'C:maya.yaml', '\\maya.yaml', '']) {
  test(`the relative config ${JSON.stringify(config)} is refused`, () => {
    assert.throws(() => buildCommandLine({ ...linux, config }), RangeError);
  });
}

test('a bare log name, which run.py cannot make a folder for, is refused', () => {
  assert.throws(() => buildCommandLine({ ...linux, log: 'log.txt' }), RangeError);
});

test('the token is in the environment and marked as a secret', () => {
  const { env, secrets } = buildCommandLine({ ...linux, huggingFaceToken: 'hf_abc' });
  assert.equal(env.HF_TOKEN, 'hf_abc');
  assert.deepEqual(secrets, ['HF_TOKEN']);
});

test('the control channel is named only when there is one', () => {
  assert.equal(buildCommandLine({ ...linux, controlJobId: 'job-7' }).env.AITK_JOB_ID, 'job-7');
  assert.equal('AITK_JOB_ID' in buildCommandLine(linux).env, false);
});

test('a part that the editor would substitute in is found', () => {
  const command = buildCommandLine({ ...linux, config: '/home/mo/${env:HOME}.yaml' });
  assert.equal(partWithEditorVariable(command), '/home/mo/${env:HOME}.yaml');
  assert.equal(
    partWithEditorVariable(buildCommandLine({ ...linux, config: '/home/mo/$(x).yaml' })),
    undefined,
  );
});

test('joining takes the separator of the folder and does not double it', () => {
  assert.equal(joinPath('/opt/ai', 'run.py'), '/opt/ai/run.py');
  assert.equal(joinPath('/', 'run.py'), '/run.py');
  assert.equal(joinPath('C:\\', 'run.py'), 'C:\\run.py');
  assert.equal(joinPath('\\\\nas\\ai', 'run.py'), '\\\\nas\\ai\\run.py');
  assert.equal(joinPath('/odd\\', 'run.py'), '/odd\\/run.py');
});
