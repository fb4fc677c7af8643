import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePackageVersions, readPins } from '../../../core/launch/pinned-packages';
import type { PythonReport } from '../../../core/launch/python-report';

const commit = 'c943837899b16cbae2f619b8dd4f7bb6f07dd81a';
const pins = readPins(
  `-r requirements_base.txt\ntransformers==5.5.3\nhuggingface_hub==1.23.0 # fixed\ngit+https://github.com/huggingface/diffusers.git@${commit}\n#peft==1\ntimm==1.0.22\nsafetensors\n`,
);
const report = (more: Partial<PythonReport>): PythonReport => ({
  torch: { kind: 'not-asked' },
  missingModules: [],
  versions: {},
  commits: {},
  torchOf: {},
  torchBuild: undefined,
  ...more,
});
const judge = (more: Partial<PythonReport>) => judgePackageVersions({ path: '/py' }, report(more), pins);

test('pins of the decisive packages are read, with names as pip normalizes them', () => {
  assert.deepEqual(
    pins.map(({ name, version, commit: at }) => `${name} ${version ?? at}`),
    ['transformers 5.5.3', 'huggingface-hub 1.23.0', `diffusers ${commit}`],
  );
});

test('an installation as pinned has no finding, and what is not installed is not told here', () => {
  assert.deepEqual(judge({ versions: { transformers: '5.5.3' }, commits: { diffusers: commit } }), []);
  assert.deepEqual(judge({}), []);
});

test('other versions and commits are told in one warning', () => {
  const versions = { transformers: '4.57.0', diffusers: '0.39.0.dev0', 'huggingface-hub': '1.23.0' };
  const [finding, ...others] = judge({ versions, commits: { diffusers: 'a'.repeat(40) } });
  assert.deepEqual(others, []);
  assert.equal(finding?.severity, 'warning');
  assert.match(
    finding?.message ?? '',
    /transformers 4\.57\.0 \(pinned: 5\.5\.3\), diffusers aaaaaaaa \(pinned: c9438378\)/,
  );
});

test('a torchvision for another torch is an error; the build behind the plus does not count', () => {
  const versions = { torch: '2.9.1+cu128', torchvision: '0.25.0' };
  const [finding] = judge({ versions, torchOf: { torchvision: '2.10.0' } });
  assert.equal(finding?.severity, 'error');
  assert.match(finding?.message ?? '', /torchvision 0\.25\.0 is built for torch 2\.10\.0, and torch 2\.9\.1/);
  assert.deepEqual(judge({ versions, torchOf: { torchvision: '2.9.1' } }), []);
});
