import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Outcome, PracticeFolder } from '../../support/practice-run';
import { recordedRuns } from '../../support/recorded-runs';

const recorded = recordedRuns().find(({ name }) => name === 'finish-plain');
let folder: PracticeFolder;
let output: Outcome;
before(async () => {
  folder = new PracticeFolder();
  output = await folder.start('small.yaml');
});
after(() => folder.remove());

/** A line without its numbers, paths and names: its kind. */
function kindsOf(text: string): Set<string> {
  const outside = text.replace(/^\{\n[\s\S]*?\n\}\n/m, '');
  const lines = outside.split(/[\r\n]+/).map((line) =>
    line
      .replace(/\s+$/, '')
      .replace(/^(?:mira_lora|small):/, 'NAME:')
      .replace(/(?<=job: ).*|(?<=(?: to | for |^Dataset: )).*/, 'X')
      .replace(/\|.*$/, '|')
      .replace(/\d+/g, '0'),
  );
  return new Set(lines.filter((line) => line !== ''));
}

describe('the practice toolkit against a recorded run', () => {
  it('prints no kind of line on standard output that ai-toolkit does not print', {
    skip: recorded === undefined ? 'no recorded runs here' : false,
  }, () => {
    const real = kindsOf(readFileSync(path.join(recorded?.folder ?? '', 'run.log'), 'utf8'));
    const known = new Set([...real, ' - quantizing 0 transformer blocks', ' - quantizing extras']);
    const foreign = [...kindsOf(output.stdout)].filter(
      (kind) =>
        !known.has(kind) &&
        !/^(?:This is the practice toolkit|Quantizing|Moving|Removing old save)/.test(kind),
    );
    assert.deepEqual(foreign, []);
  });

  it('writes a LoRA that only its owner may read', { skip: process.platform === 'win32' }, () => {
    const file = path.join(folder.path, 'output/small/small.safetensors');
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('refuses a cut checkpoint and goes on without a cut optimizer, in their words', async () => {
    truncateSync(path.join(folder.path, 'output/small/optimizer.pt'), 20);
    assert.match((await folder.start('small.yaml')).stdout, /Failed to load optimizer state from /);
    const file = path.join(folder.path, 'output/small/small.safetensors');
    truncateSync(file, Math.floor(statSync(file).size / 2));
    const cut = await folder.start('small.yaml');
    assert.equal(cut.code, 1);
    assert.match(cut.stdout, /Error running job: Error while deserializing header: /);
  });
});
