import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';
import { writeCheckout } from '../support/pretend-checkout';

describe('npm run schema:drift', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-drift-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('prints nothing for a checkout that asks for what the facts hold', () => {
    writeCheckout(folder);
    assert.deepEqual(drift(folder), { status: 0, lines: [] });
  });

  it('prints what a checkout adds, drops and changes', () => {
    writeCheckout(folder, {
      version: '0.13.0',
      without: ['train.max_loss', 'model.arch'],
      extra: { 'dataset.brand_new': "'all'" },
      defaults: {
        'train.lr': '0.5',
        'save.save_every': 'None',
        'sample.neg': 'self.other',
        'sample.extra_values': "[1, ('a', None)]",
        'train.steps': '1_000',
      },
    });
    const { status, lines } = drift(folder);
    assert.equal(status, 1);
    assert.deepEqual(
      lines.map((line) => line.replace(/:\d+(?=\)?$)/, '')),
      [
        'ai-toolkit 0.13.0 against the facts of 0.12.26:',
        "+ dataset.brand_new = 'all'  toolkit/config_modules.py",
        '- model.arch  (was toolkit/config_modules.py)',
        "~ sample.extra_values: [] → [1, ('a', None)]  toolkit/config_modules.py",
        '~ sample.neg: false → self.other  toolkit/config_modules.py',
        '~ save.save_every: 1000 → None  toolkit/config_modules.py',
        '~ train.lr: 0.000001 → 0.5  toolkit/config_modules.py',
        '- train.max_loss  (was toolkit/config_modules.py)',
      ],
    );
  });

  it('says that a folder is no ai-toolkit', () => {
    const { status, lines } = drift(folder);
    assert.equal(status, 2);
    assert.match(lines.join('\n'), /is no ai-toolkit/);
  });
});

function drift(folder: string): { status: number | null; lines: string[] } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(repositoryRoot, 'scripts/schema/schema-drift.mjs'), folder],
    { cwd: repositoryRoot, encoding: 'utf8' },
  );
  return { status, lines: `${stdout}${stderr}`.split('\n').filter((line) => line !== '') };
}
