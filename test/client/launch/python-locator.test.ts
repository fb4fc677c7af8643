import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { diskFiles } from '../../../client/src/launch/files';
import {
  forgetPythons,
  locatePython,
  type PythonPlaces,
  runPython,
} from '../../../client/src/launch/python-locator';
import type { ProgramResult } from '../../../client/src/launch/run-program';
import { memoryFiles, memoryLogger } from '../../support/memory-files';

const places: PythonPlaces = {
  platform: 'linux',
  home: '/home/mo',
  workspaceFolder: '/home/mo/w',
  fileDirname: '/home/mo/w',
  setting: '',
  toolkit: '/tk',
  editorPython: async () => undefined,
  onPath: async () => undefined,
};

const said = (version: number[], torch: string | null = null): ProgramResult => ({
  kind: 'exited',
  code: 0,
  stdout: `qwen-lora ${JSON.stringify({ version, torch })}\n`,
  stderr: '',
});

async function locate(
  present: readonly string[],
  answer: (python: string) => ProgramResult,
  more: Partial<PythonPlaces> = {},
) {
  const merged = { ...places, ...more };
  const files = memoryFiles({
    platform: merged.platform,
    files: Object.fromEntries(present.map((path) => [path, ''])),
    folders: present.filter((path) => path.endsWith('venv')),
  });
  return locatePython(merged, { files, logger: memoryLogger(), run: async (python) => answer(python) });
}

beforeEach(() => forgetPythons());

test('.venv comes before venv, and both before the editor and PATH', async () => {
  const elsewhere = {
    editorPython: async () => '/conda/python',
    onPath: async (name: string) => `/usr/bin/${name}`,
  };
  const all = [
    '/tk/.venv/bin/python',
    '/tk/venv/bin/python',
    '/conda/python',
    '/usr/bin/python3',
    '/usr/bin/python',
  ];
  const path = async (present: string[], answer = () => said([3, 12, 1], '2.13.0+cu130')) => {
    const search = await locate(present, answer, elsewhere);
    return search.kind === 'found' ? search.python.path : search.kind;
  };
  assert.equal(await path(all), '/tk/.venv/bin/python');
  assert.equal(await path(all.slice(1)), '/tk/venv/bin/python');
  assert.equal(await path(all.slice(2)), '/conda/python');
  assert.equal(await path(all.slice(3)), '/usr/bin/python3');
  assert.equal(await path(all.slice(4)), '/usr/bin/python');
});

test('the setting names a program, or the folder of an environment', async () => {
  const fine = () => said([3, 10, 0]);
  const program = await locate(['/opt/py'], fine, { setting: '/opt/py' });
  assert.equal(program.kind === 'found' && program.python.path, '/opt/py');
  const folder = await locate(['/opt/env/bin/python'], fine, { setting: '/opt/env' });
  assert.equal(folder.kind === 'found' && folder.python.path, '/opt/env/bin/python');
  const windows = await locate(['C:\\env\\Scripts\\python.exe'], fine, {
    platform: 'win32',
    workspaceFolder: 'C:\\w',
    setting: 'C:\\env',
  });
  assert.equal(windows.kind === 'found' && windows.python.path, 'C:\\env\\Scripts\\python.exe');
});

test('a setting that names nothing is refused, and PATH is not used in its place', async () => {
  const search = await locate(['/usr/bin/python3'], () => said([3, 12, 0]), {
    setting: '/gone/python',
    onPath: async () => '/usr/bin/python3',
  });
  assert.deepEqual(search, {
    kind: 'unusable',
    path: '/gone/python',
    source: 'the setting qwenLora.pythonPath',
    reason: 'there is no such program',
  });
});

test('an environment whose interpreter is gone says so', async () => {
  const search = await locate(['/tk/.venv'], () => said([3, 12, 0]), {
    onPath: async () => '/usr/bin/python3',
  });
  assert.equal(search.kind, 'unusable');
});

const refusals: [string, ProgramResult, RegExp][] = [
  ['2.7', said([2, 7, 18]), /Python 2\.7\.18, and ai-toolkit needs 3\.10/],
  ['3.8', said([3, 8, 10]), /Python 3\.8\.10/],
  ['slow', { kind: 'timeout' }, /did not answer in time/],
  ['not runnable', { kind: 'failed', message: 'EACCES' }, /could not be run \(EACCES\)/],
  [
    'broken',
    { kind: 'exited', code: 1, stdout: '', stderr: "Fatal Python error: no module named 'encodings'" },
    /broken.*encodings/,
  ],
  ['another program', { kind: 'exited', code: 0, stdout: 'hello', stderr: '' }, /broken/],
  ['garbled', { kind: 'exited', code: 0, stdout: 'qwen-lora {', stderr: '' }, /could not be read/],
];
for (const [name, result, reason] of refusals) {
  test(`a Python that is ${name} is refused with the reason`, async () => {
    const search = await locate(['/tk/.venv/bin/python'], () => result);
    assert.match(search.kind === 'unusable' ? search.reason : search.kind, reason);
  });
}

test('on PATH an old python3 gives way to a newer python', async () => {
  const search = await locate(
    ['/a/python3', '/a/python'],
    (path) => (path === '/a/python3' ? said([3, 8, 0]) : said([3, 11, 2])),
    { onPath: async (name) => `/a/${name}` },
  );
  assert.equal(search.kind === 'found' && search.python.version, '3.11.2');
});

test('nothing anywhere is none', async () => {
  assert.deepEqual(await locate([], () => said([3, 12, 0])), { kind: 'none' });
});

test('a healthy Python with torch is asked once, one without torch again', async () => {
  let asked = 0;
  const ask = (torch: string | null) =>
    locate(['/tk/venv/bin/python'], () => {
      asked += 1;
      return said([3, 12, 0], torch);
    });
  await ask(null);
  await ask('2.13.0');
  await ask('2.13.0');
  assert.equal(asked, 2);
});

const posixOnly = { skip: process.platform === 'win32' ? 'the fake Pythons are shell scripts' : false };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qwen-lora-python-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function really(script: string, timeoutMs = 10_000) {
  const python = join(folder, 'python it$(is)');
  await writeFile(python, script);
  await chmod(python, 0o755);
  return locatePython(
    { ...places, setting: python },
    { files: diskFiles, logger: memoryLogger(), run: (path, code) => runPython(path, code, timeoutMs) },
  );
}

test('a real Python answers for itself', posixOnly, async () => {
  const search = await really('#!/bin/sh\nexec python3 "$@"\n');
  assert.match(search.kind === 'found' ? search.python.version : JSON.stringify(search), /^3\.\d+\.\d+$/);
});

test('a Python that sleeps is given up', posixOnly, async () => {
  const search = await really('#!/bin/sh\nsleep 30\n', 300);
  assert.match(search.kind === 'unusable' ? search.reason : search.kind, /did not answer in time/);
});

test('a Python that crashes is refused', posixOnly, async () => {
  const search = await really('#!/bin/sh\nkill -SEGV $$\n');
  assert.match(search.kind === 'unusable' ? search.reason : search.kind, /SIGSEGV/);
});
