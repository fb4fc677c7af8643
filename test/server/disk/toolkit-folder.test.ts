import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { toolkitFolder } from '../../../server/src/disk/toolkit-folder';
import { parseSettings } from '../../../server/src/settings/settings';

const root = path.resolve('/somewhere');
const places = { workspaceFolder: path.join(root, 'open'), fileDirname: path.join(root, 'open', 'configs') };

describe('the folder that qwenLora.toolkitPath means', () => {
  it('is absolute, or starts at the workspace, the config or the home folder', () => {
    assert.equal(toolkitFolder(path.join(root, 'ai-toolkit'), places), path.join(root, 'ai-toolkit'));
    assert.equal(toolkitFolder('../ai-toolkit', places), path.join(root, 'ai-toolkit'));
    assert.equal(toolkitFolder('${workspaceFolder}/kit', places), path.join(root, 'open', 'kit'));
    assert.equal(toolkitFolder('${fileDirname}/kit', places), path.join(root, 'open', 'configs', 'kit'));
    assert.equal(toolkitFolder('~/kit', places), path.join(homedir(), 'kit'));
  });

  it('starts at the config where no folder is open, and nowhere for an unsaved text', () => {
    const nowhere = { workspaceFolder: undefined, fileDirname: undefined };
    assert.equal(
      toolkitFolder('kit', { ...places, workspaceFolder: undefined }),
      path.join(root, 'open', 'configs', 'kit'),
    );
    assert.equal(toolkitFolder('kit', nowhere), undefined);
    assert.equal(toolkitFolder(undefined, places), undefined);
    assert.equal(toolkitFolder('  ', places), undefined);
  });

  it('is what the user wrote before what the client found', () => {
    assert.equal(parseSettings({ toolkitPath: 'a', toolkitFolder: 'b' }).toolkitPath, 'a');
    assert.equal(parseSettings({ toolkitPath: '', toolkitFolder: 'b' }).toolkitPath, 'b');
    assert.equal(parseSettings({ toolkitPath: 3 }).toolkitPath, undefined);
  });
});
