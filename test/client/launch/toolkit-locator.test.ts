import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateToolkit, type ToolkitPlaces } from '../../../client/src/launch/toolkit-locator';
import { type MemoryDisk, memoryFiles, memoryLogger } from '../../support/memory-files';

const places: ToolkitPlaces = {
  platform: 'linux',
  home: '/home/mo',
  workspaceFolder: '/home/mo/work/configs',
  workspaceFolders: ['/home/mo/work/configs'],
  fileDirname: '/home/mo/work/configs/qwen',
  setting: '',
  remembered: undefined,
};

function checkout(folder: string, version = '0.12.26', separator = '/'): Record<string, string> {
  return {
    [`${folder}${separator}run.py`]: '',
    [`${folder}${separator}version.py`]: `VERSION = "${version}"\n`,
  };
}

async function locate(disk: MemoryDisk, more: Partial<ToolkitPlaces> = {}) {
  const logger = memoryLogger();
  const search = await locateToolkit(
    { ...places, ...more },
    memoryFiles({ ...disk, platform: more.platform ?? 'linux' }),
    logger,
  );
  return { search, log: logger.lines.join('\n') };
}

const where = async (disk: MemoryDisk, more: Partial<ToolkitPlaces> = {}) => {
  const { search } = await locate(disk, more);
  return search.kind === 'found' ? `${search.toolkit.path} ${search.toolkit.version}` : search.kind;
};

test('the setting decides, with ~ and ${workspaceFolder}', async () => {
  const files = { ...checkout('/home/mo/tk', '0.13.0'), ...checkout('/home/mo/ai-toolkit') };
  assert.equal(await where({ files }, { setting: '/home/mo/tk' }), '/home/mo/tk 0.13.0');
  assert.equal(await where({ files }, { setting: '~/tk/' }), '/home/mo/tk 0.13.0');
  assert.equal(await where({ files }, { setting: '${workspaceFolder}/../../tk' }), '/home/mo/tk 0.13.0');
  assert.equal(await where({ files }, { setting: '../../tk' }), '/home/mo/tk 0.13.0');
});

test('a wrong setting is an answer of its own, not a reason to guess', async () => {
  const { search, log } = await locate({ files: checkout('/home/mo/ai-toolkit') }, { setting: '/nowhere' });
  assert.deepEqual(search, { kind: 'bad-setting', path: '/nowhere', reason: 'there is no such folder' });
  assert.match(log, /is not ai-toolkit/);
});

test('a folder with only run.py is no ai-toolkit', async () => {
  assert.equal(await where({ files: { '/home/mo/ai-toolkit/run.py': '' } }), 'none');
  assert.equal(
    await where({ files: { '/home/mo/ai-toolkit/run.py': '', '/home/mo/ai-toolkit/version.py': 'x = 1' } }),
    'none',
  );
});

test('remembered, workspace, parents and home are searched in this order', async () => {
  const remembered = checkout('/data/tk');
  const inWorkspace = checkout('/home/mo/work/configs/ai-toolkit');
  const parent = checkout('/home/mo/work');
  const home = checkout('/home/mo/code/ai-toolkit');
  const files = { ...remembered, ...inWorkspace, ...parent, ...home };
  assert.equal(await where({ files }, { remembered: '/data/tk' }), '/data/tk 0.12.26');
  assert.equal(await where({ files }), '/home/mo/work/configs/ai-toolkit 0.12.26');
  assert.equal(await where({ files: { ...parent, ...home } }), '/home/mo/work 0.12.26');
  assert.equal(await where({ files: home }), '/home/mo/code/ai-toolkit 0.12.26');
  assert.equal(
    await where({ files: home }, { remembered: '/data/gone' }),
    '/home/mo/code/ai-toolkit 0.12.26',
  );
});

test('a config inside the checkout finds it', async () => {
  assert.equal(
    await where(
      { files: checkout('/srv/tk') },
      { fileDirname: '/srv/tk/config/mine', workspaceFolder: undefined, workspaceFolders: [] },
    ),
    '/srv/tk 0.12.26',
  );
});

test('Windows paths are searched with backslashes', async () => {
  assert.equal(
    await where(
      { files: checkout('C:\\Users\\mo\\AI-Toolkit-Easy-Install\\AI-Toolkit', '0.12.26', '\\') },
      {
        platform: 'win32',
        home: 'C:\\Users\\mo',
        workspaceFolder: 'D:\\w',
        workspaceFolders: ['D:\\w'],
        fileDirname: 'D:\\w\\q',
      },
    ),
    'C:\\Users\\mo\\AI-Toolkit-Easy-Install\\AI-Toolkit 0.12.26',
  );
});

test('the log says what was chosen and from where', async () => {
  const { log } = await locate({ files: checkout('/home/mo/ai-toolkit') });
  assert.match(log, /ai-toolkit 0\.12\.26 at '\/home\/mo\/ai-toolkit', from a parent folder/);
});
