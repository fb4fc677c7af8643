import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findExtension } from '../../../support/editor/extension';

describe('the installed package', () => {
  it('is what runs, not the source folder', () => {
    const { extensionPath } = findExtension();
    assert.ok(!existsSync(join(extensionPath, 'node_modules')), extensionPath);
    assert.ok(!existsSync(join(extensionPath, 'client', 'src')), extensionPath);
    assert.ok(existsSync(join(extensionPath, 'dist', 'client.js')), extensionPath);
  });
});
