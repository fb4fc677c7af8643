import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';
import { whyWithout } from '../support/other-tool';

/** What the script in Neovim saw. */
interface Seen {
  readonly diagnostics: readonly { readonly code: string; readonly line: number }[];
  readonly actions: readonly string[];
  readonly hover: string;
  readonly text: string;
}

describe('Neovim', { skip: whyWithout('nvim') }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'neovim '));
  let seen: Seen;
  before(() => {
    const config = path.join(folder, 'guide.yaml');
    cpSync(path.join(repositoryRoot, 'examples/guide-as-written.yaml'), config);
    const result = path.join(folder, 'seen.json');
    const run = spawnSync(
      'nvim',
      ['--headless', '--clean', '-n', '-c', 'luafile $QWEN_LORA_SCRIPT', config],
      {
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          ...process.env,
          HOME: folder,
          QWEN_LORA_SERVER: path.join(repositoryRoot, 'dist/server.js'),
          QWEN_LORA_SCRIPT: path.join(repositoryRoot, 'test/other-tools/neovim.lua'),
          QWEN_LORA_NODE: process.execPath,
          QWEN_LORA_SEEN: result,
        },
      },
    );
    assert.equal(run.status, 0, run.stderr);
    seen = JSON.parse(readFileSync(result, 'utf8'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('receives the findings at their lines', () => {
    assert.ok(seen.diagnostics.some(({ code, line }) => code === 'qwen-arch-missing' && line === 55));
    assert.ok(seen.diagnostics.length > 5);
  });

  it('offers the fixes of a finding', () => {
    assert.ok(
      seen.actions.some((title) => /arch: qwen_image/.test(title)),
      seen.actions.join('\n'),
    );
  });

  it('applies fix-all', () => {
    assert.match(seen.text, /gradient_accumulation: 4/);
    assert.match(seen.text, /arch: "?qwen_image/);
  });

  it('shows what a key means', () => {
    assert.match(seen.hover, /learning rate/i);
  });
});
