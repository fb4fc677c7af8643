import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  expandConfigText,
  parseDotEnv,
  readVariables,
  resolveJobPlaces,
} from '../../../client/src/launch/job-places';
import { job } from '../../support/job';
import { memoryFiles } from '../../support/memory-files';

test('relative paths start at the working directory, also on Windows', () => {
  const places = resolveJobPlaces({
    job: { ...job, trainingFolder: 'output', datasetPaths: ['..\\data', 'D:/abs'], controlPaths: [] },
    workingDirectory: 'C:\\ai-toolkit',
    variables: {},
    platform: 'win32',
  });
  assert.equal(places.jobFolder, 'C:\\ai-toolkit\\output\\maya_char');
  assert.deepEqual(
    places.datasets.map(({ path }) => path),
    ['C:\\data', 'D:\\abs'],
  );
});

test('variables and [name] are filled in as ai-toolkit does', () => {
  assert.equal(expandConfigText('${A}/[name]/x', { A: '$&' }, 'maya'), '$&/maya/x');
  assert.equal(expandConfigText('${GONE}/x', {}, 'maya'), undefined);
});

test('a job without name or folder has no job folder', () => {
  const folder = (changes: object) =>
    resolveJobPlaces({
      job: { ...job, ...changes },
      workingDirectory: '/tk',
      variables: {},
      platform: 'linux',
    }).jobFolder;
  assert.equal(folder({ name: undefined }), undefined);
  assert.equal(folder({ trainingFolder: undefined }), undefined);
  assert.equal(folder({}), '/tk/output/maya_char');
});

test('a .env file is read, and never replaces what is set', async () => {
  assert.deepEqual(parseDotEnv('# c\nA=1 # note\nexport B = "two words" \n C=\'x#y\'\nbad line\n=3\nD=\n'), {
    A: '1',
    B: 'two words',
    C: 'x#y',
    D: '',
  });
  const files = memoryFiles({ files: { '/tk/.env': 'A=file\nB=file' } });
  assert.deepEqual(await readVariables({ A: 'set' }, '/tk', 'linux', files), { A: 'set', B: 'file' });
});
