import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Outcome, PracticeFolder } from '../../support/practice-run';
import { recordedRuns } from '../../support/recorded-runs';

const recorded = recordedRuns().find(({ name }) => name === 'finish-plain');
let folder: PracticeFolder;
let output: Outcome;
/** Both streams of a run without quantization, as the recorded one is. */
let plain: string;
before(async () => {
  folder = new PracticeFolder();
  output = await folder.start('small.yaml');
  folder.vary('plain.yaml', ['name: small', 'name: mira_lora'], ['quantize: true', 'quantize: false']);
  plain = folder.startInOneStream('plain.yaml');
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
      // How far a bar is when it is painted depends on the speed of the machine.
      .replace(/\s*\d+%\|.*$/, ' 0%|')
      .replace(/\|.*$/, '|')
      .replace(/\d+/g, '0'),
  );
  return new Set(lines.filter((line) => line !== ''));
}

function realLog(): string {
  return readFileSync(path.join(recorded?.folder ?? '', 'run.log'), 'utf8');
}

/** A file's name without the job, times and steps. */
function fileKind(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/\/$/, '')
    .replace(/mira_lora|small/, 'NAME')
    .replace(/\d+/g, '0');
}

describe('the practice toolkit against a recorded run', () => {
  it('prints no kind of line on standard output that ai-toolkit does not print', {
    skip: recorded === undefined ? 'no recorded runs here' : false,
  }, () => {
    const real = kindsOf(realLog());
    const known = new Set([...real, ' - quantizing 0 transformer blocks', ' - quantizing extras']);
    const foreign = [...kindsOf(output.stdout)].filter(
      (kind) =>
        !known.has(kind) &&
        !/^(?:This is the practice toolkit|Quantizing|Moving|Removing old save)/.test(kind),
    );
    assert.deepEqual(foreign, []);
  });

  const skip = recorded === undefined ? 'no recorded runs here' : false;

  it('prints what both print in the same order, bars included', { skip }, () => {
    const real = [...kindsOf(realLog())];
    const ours = [...kindsOf(plain)];
    const common = (kinds: string[], others: string[]) => kinds.filter((kind) => others.includes(kind));
    assert.ok(common(real, ours).length > 20);
    assert.deepEqual(common(ours, real), common(real, ours));
  });

  it('prints every kind of line that ai-toolkit prints', { skip }, () => {
    const ours = kindsOf(plain);
    assert.deepEqual(
      [...kindsOf(realLog())].filter((kind) => !ours.has(kind)),
      [],
    );
  });

  it('prints bars on standard error and everything else on standard output, as tqdm and print do', () => {
    const isBar = (line: string) => /\d+%\|/.test(line);
    const lines = (text: string) => text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
    assert.deepEqual(lines(output.stdout).filter(isBar), []);
    assert.deepEqual(
      lines(output.stderr).filter((line) => !isBar(line)),
      [],
    );
  });

  it('leaves the same kinds of files', { skip }, () => {
    const { run } = JSON.parse(readFileSync(path.join(recorded?.folder ?? '', 'files.json'), 'utf8'));
    const real = new Set(run.map(([name]: [string]) => fileKind(name)));
    const ours = new Set(
      readdirSync(path.join(folder.path, 'output/small'), { recursive: true, encoding: 'utf8' }).map(
        fileKind,
      ),
    );
    assert.deepEqual(
      [...real].filter((kind) => !ours.has(String(kind))),
      [],
    );
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
