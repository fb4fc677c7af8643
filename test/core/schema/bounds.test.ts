import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { NumberBounds } from '../../../core/schema/config-schema';
import { findInText, repositoryRoot } from '../../support/find-in-text';

interface NumericFact {
  readonly type?: string | readonly string[];
  readonly items?: string | readonly string[];
  readonly bounds?: NumberBounds;
}

const folder = path.join(repositoryRoot, 'schemas/facts');

function* numericFacts(): Generator<readonly [name: string, fact: NumericFact]> {
  for (const file of readdirSync(folder)) {
    const { sections = {} } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      sections?: Record<string, { keys: Record<string, NumericFact> }>;
    };
    for (const [section, { keys }] of Object.entries(sections)) {
      for (const [key, fact] of Object.entries(keys)) {
        const types = [fact.type ?? [], fact.items ?? []].flat();
        if (types.includes('number') || types.includes('integer')) yield [`${section}.${key}`, fact];
      }
    }
  }
}

const top =
  'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      training_folder: o\n';

function found(section: string): string[] {
  return findInText(`${top}      ${section}\n`)
    .filter(({ code }) => code === 'unknown-value')
    .map(({ severity, message, fixes }) => `${severity}: ${message} ${fixes?.[0]?.title ?? ''}`);
}

describe('bounds of numbers', () => {
  it('say for each side of each numeric key what becomes of a number beyond, or why there is no bound', () => {
    let count = 0;
    for (const [name, { bounds }] of numericFacts()) {
      count += 1;
      assert.ok(bounds, `${name} has no bounds`);
      const { min, max, below, above, open } = bounds;
      assert.ok((min === undefined) === (below === undefined), `${name}: min and below`);
      assert.ok((max === undefined) === (above === undefined), `${name}: max and above`);
      assert.ok((min !== undefined && max !== undefined) || open, `${name}: a side without a word`);
    }
    assert.ok(count > 250, `${count} numeric keys`);
  });

  it('name a share as a share, and read percents', () => {
    assert.deepEqual(found('datasets: [{folder_path: d, token_dropout_rate: 5}]'), [
      "warning: 'token_dropout_rate: 5' is above 1, but it is a share from 0 to 1. ai-toolkit treats it as 1: it always applies. Write 0.05. Change to 0.05",
    ]);
    assert.deepEqual(found('datasets: [{folder_path: d, token_dropout_rate: 0.05}]'), []);
  });

  it('judge a list item by item', () => {
    const [first, ...rest] = found('datasets: [{folder_path: d, resolution: [512, 0]}]');
    assert.match(first ?? '', /^warning: 'resolution: 0' is below 1/);
    assert.deepEqual(rest, []);
  });

  it('leave numbers inside alone', () => {
    assert.deepEqual(found('train: {lr: 1.0, steps: 1, max_grad_norm: 0.5, start_step: 0}'), []);
  });
});
