import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { EXAMPLES, PracticeFolder, TOOLKIT, trainingBars } from '../../support/practice-run';

describe('reading YAML without PyYAML', () => {
  const read = (text: string): unknown => {
    const script =
      'import json, sys\nfrom practice import plain_yaml\nprint(json.dumps(plain_yaml.load(sys.stdin.read())))';
    const result = spawnSync('python3', ['-c', script], {
      input: text,
      encoding: 'utf8',
      cwd: TOOLKIT,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    assert.equal(result.status, 0, result.stderr);
    return JSON.parse(result.stdout);
  };

  it('agrees with a full reader on the example configs', () => {
    for (const name of readdirSync(EXAMPLES).filter((entry) => entry.endsWith('.yaml'))) {
      const text = readFileSync(join(EXAMPLES, name), 'utf8');
      assert.deepEqual(read(text), parse(text, { version: '1.1' }), name);
    }
  });

  it('reads the forms that people write', () => {
    const text = [
      'a: [1, 2.5, "x, y", {k: v}] # list',
      "b: 'it''s'",
      'c:\n- one: 1\n  two: yes\n-\n  - deep\n  - ~',
      'd: |\n  first\n\n  second\ne: >-\n  folded\n  text\nf: 1e-4',
      'g: plain text # comment\nh: "a\\nb"\ni: {x: [1,\n  2], y: "#no"}\nj: http://host/x\nk:',
    ].join('\n');
    assert.deepEqual(read(text), {
      a: [1, 2.5, 'x, y', { k: 'v' }],
      b: "it's",
      c: [{ one: 1, two: true }, ['deep', null]],
      d: 'first\n\nsecond\n',
      e: 'folded text',
      f: 0.0001,
      g: 'plain text',
      h: 'a\nb',
      i: { x: [1, 2], y: '#no' },
      j: 'http://host/x',
      k: null,
    });
  });

  it('runs a config with it', async (context) => {
    const folder = new PracticeFolder();
    context.after(() => folder.remove());
    const output = await folder.start('small.yaml', { environment: { PRACTICE_PLAIN_YAML: '1' } });
    assert.equal(output.code, 0, output.terminal);
    assert.match(trainingBars(output).at(-1) ?? '', /60\/60 .*lr: 1\.0e-04/);
  });
});
