import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GpuQuery } from '../../../client/src/launch/gpus';
import type { ConfigProblem } from '../../../common/protocol';
import { job } from '../../support/job';
import { data, gpu, launch } from '../../support/launch-world';

const error: ConfigProblem = {
  code: 'qwen-arch-missing',
  severity: 'error',
  message: 'No arch.',
  range: { start: { line: 7, character: 2 }, end: { line: 7, character: 5 } },
};

test('a healthy config becomes one command line, without a question', async () => {
  const { command, result, said } = await launch();
  assert.deepEqual(said, []);
  assert.deepEqual(command, {
    program: '/tk/.venv/bin/python',
    args: ['/tk/run.py', '/w/maya.yaml', '--log', '/tk/output/maya_char/log.txt'],
    cwd: '/tk',
    env: {
      PYTHONUNBUFFERED: '1',
      PYTHONUTF8: '1',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '0',
    },
    secrets: [],
  });
  assert.match(result?.notices.join('') ?? '', /maya_char: starts from scratch/);
});

test('an untrusted workspace starts nothing, and asks nothing of the disk', async () => {
  const { result, said, log } = await launch({ trusted: false });
  assert.equal(result, undefined);
  assert.match(said.join(), /trusted workspace/);
  assert.deepEqual(log, []);
  const { remembered } = await launch({ trusted: false, answers: ['Manage Workspace Trust'] });
  assert.deepEqual(remembered, ['trust page']);
});

test('a file that cannot be saved stops the start', async () => {
  const { result, said } = await launch({ saved: false });
  assert.equal(result, undefined);
  assert.match(said.join(), /could not be saved/);
});

test('a file that is no config stops the start', async () => {
  const { result } = await launch({ checked: { isConfig: false, job: undefined } });
  assert.equal(result, undefined);
});

test('errors refuse with a list; choosing one goes there', async () => {
  const { result, said, shown } = await launch({
    checked: { problems: [error, { ...error, severity: 'warning', code: 'w' }] },
    answers: ['qwen-arch-missing'],
  });
  assert.equal(result, undefined);
  assert.match(
    said.join(),
    /1 error \(and 1 warning\) \[\$\(error\) qwen-arch-missing No arch\. \| .*Show problems +\| .*Start anyway/,
  );
  assert.deepEqual(shown, [error]);
});

const edits = [{ range: error.range, newText: 'arch: qwen_image' }];

test('"Fix all and start" writes the safe fixes and starts what has no error any more', async () => {
  const fixable = { ...error, fixes: [{ title: 'Add arch', safe: true, edits }] };
  const { result, said, remembered } = await launch({
    checked: { problems: [fixable], fixAll: edits },
    answers: ['Fix all and start'],
  });
  assert.deepEqual(remembered, ['changed arch: qwen_image']);
  assert.notEqual(result, undefined);
  // A safe fix is part of it and is not offered a second time.
  assert.doesNotMatch(said.join(), /Add arch/);
  assert.doesNotMatch((await launch({ checked: { problems: [error] } })).said.join(), /Fix all/);
});

test('a fix that needs a decision is offered by itself, then starts', async () => {
  const title = "Start from scratch as 'maya_v2'";
  const finished = { ...error, code: 'already-finished', fixes: [{ title, safe: false, edits }] };
  const { result, remembered } = await launch({ checked: { problems: [finished] }, answers: [title] });
  assert.deepEqual(remembered, ['changed arch: qwen_image']);
  assert.notEqual(result, undefined);
});

test('an error of the machine is told whole with its page, and offers no list of problems', async () => {
  const { result, said, remembered } = await launch({
    gpus: { kind: 'gpus', gpus: [] },
    settings: { gpuRequired: true },
    disk: { freeBytes: 1 },
    answers: ['disk-full', 'Show documentation'],
  });
  assert.equal(result, undefined);
  assert.deepEqual(remembered, ['page of disk-full']);
  assert.doesNotMatch(said.join(), /Show problems/);
});

test('"Start anyway" starts, and closing the list does not', async () => {
  assert.notEqual(
    (await launch({ checked: { problems: [error] }, answers: ['Start anyway'] })).result,
    undefined,
  );
  assert.equal((await launch({ checked: { problems: [error] } })).result, undefined);
  assert.notEqual(
    (await launch({ checked: { problems: [error] } }, { onErrors: 'start' })).result,
    undefined,
  );
});

test('"Rehearse" in the list rehearses instead of starting', async () => {
  const { result, remembered } = await launch({ checked: { problems: [error] }, answers: ['Rehearse'] });
  assert.equal(result, undefined);
  assert.match(remembered.join(), /^rehearsed .*\.yaml$/);
});

test('warnings are counted and do not ask', async () => {
  const { result, said } = await launch({ checked: { problems: [{ ...error, severity: 'warning' }] } });
  assert.equal(result?.warnings, 1);
  assert.deepEqual(said, []);
});

test('without ai-toolkit the folder is asked for, checked and remembered', async () => {
  const files = {
    ...data,
    '/else/run.py': '',
    '/else/version.py': 'VERSION = "0.13.0"',
    '/else/venv/bin/python': '',
  };
  const { command, remembered } = await launch({
    settings: { toolkitPath: '' },
    files,
    answers: ['Choose its folder'],
    folder: '/else',
  });
  assert.equal(command?.program, '/else/venv/bin/python');
  assert.deepEqual(remembered, ['/else']);
});

test('a chosen folder that is no ai-toolkit is refused with the reason', async () => {
  const { result, said } = await launch({
    settings: { toolkitPath: '' },
    files: data,
    answers: ['Choose its folder'],
    folder: '/data',
  });
  assert.equal(result, undefined);
  assert.match(said.join(), /'\/data' is not ai-toolkit: it has no run\.py/);
});

test('a wrong setting leads to the setting', async () => {
  const { remembered } = await launch({ settings: { pythonPath: '/gone' }, answers: ['Open the setting'] });
  assert.deepEqual(remembered, ['opened qwenLora.pythonPath']);
});

test('without a GPU the start is refused with a remedy, unless none is required', async () => {
  const refused = await launch({ gpus: { kind: 'missing' } });
  assert.equal(refused.result, undefined);
  assert.match(refused.said.join(), /nvidia-smi is not on this machine/);
  const free = await launch({ gpus: { kind: 'missing' }, settings: { gpuRequired: false } });
  assert.equal(free.result?.gpu, undefined);
  assert.equal('CUDA_VISIBLE_DEVICES' in (free.command?.env ?? {}), false);
});

test('of several GPUs one is picked and remembered; closing the pick starts nothing', async () => {
  const two: GpuQuery = { kind: 'gpus', gpus: [gpu(0), gpu(1)] };
  const picked = await launch({ gpus: two, answers: ['GPU 1'] });
  assert.equal(picked.command?.env.CUDA_VISIBLE_DEVICES, '1');
  assert.deepEqual(picked.remembered, ['GPU 1']);
  assert.equal((await launch({ gpus: two })).result, undefined);
  assert.equal((await launch({ gpus: two }, { gpu: 1 })).result?.gpu?.index, 1);
  assert.match((await launch({ gpus: two }, { gpu: 7 })).said.join(), /no GPU 7/);
});

test('an inherited CUDA_VISIBLE_DEVICES leaves only its GPUs', async () => {
  const two: GpuQuery = { kind: 'gpus', gpus: [gpu(0), gpu(1)] };
  const { result } = await launch({ gpus: two, env: { CUDA_VISIBLE_DEVICES: '1' } });
  assert.equal(result?.gpu?.index, 1);
});

test('what a machine finding offers is done when it is chosen', async () => {
  const { remembered } = await launch({ gpus: { kind: 'missing' }, answers: ['gpu-missing'] });
  assert.deepEqual(remembered, ['opened qwenLora.gpu.required']);
});

test('the token reaches the environment and no log line', async () => {
  const { command, log } = await launch({ token: 'hf_secret' });
  assert.equal(command?.env.HF_TOKEN, 'hf_secret');
  assert.equal(log.join('\n').includes('hf_secret'), false);
});

test('a path with hostile characters is just a path', async () => {
  for (const name of [
    'a; rm -rf ~.yaml',
    '$(touch x).yaml',
    '--recover',
    'two\nlines 🎨.yaml',
    '"q\'.yaml',
  ]) {
    const { command } = await launch({}, {}, `/w/${name}`);
    assert.equal(command?.args[1], `/w/${name}`);
  }
});

test('the working directory is the toolkit’s, or the setting’s', async () => {
  assert.equal((await launch()).command?.cwd, '/tk');
  assert.equal((await launch({ settings: { workingDirectory: '${fileDirname}' } })).command?.cwd, '/w');
  const gone = await launch({ settings: { workingDirectory: '/gone' } });
  assert.match(gone.said.join(), /working directory '\/gone' does not exist/);
});

test('a job whose name the log would be mistaken for gets a hidden log', async () => {
  const start = {
    jobFolder: '/tk/output/log',
    resume: undefined,
    packages: [],
    datasets: [],
    model: undefined,
    needs: undefined,
  };
  const { result } = await launch({ checked: { job: { ...job, name: 'log' }, start } });
  assert.equal(result?.request.log, '/tk/output/log/.log.txt');
});
