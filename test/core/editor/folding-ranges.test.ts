import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldingRanges } from '../../../core/editor/folding-ranges';
import { readConfig } from '../../support/find-in-text';

describe('folding', () => {
  it('folds processes, sections, datasets, samples and comments', () => {
    check(
      `# One.
# Two.
config:
  process:
    - type: sd_trainer
      datasets:
        - folder_path: a
          resolution: 512

        - folder_path: b
          num_repeats: 2
          # resolution: 768
      # Speed.
      train:
        steps: 1
      sample:
        prompts:
          - one
          - |
            two
            lines
`,
      ['1-2 comment', '3-21', '4-21', '5-21', '6-12', '7-8', '10-12', '14-15', '16-21', '17-21', '19-21'],
    );
  });

  it('leaves the closing bracket of flow style in sight', () => {
    check('{\n  "config": {\n    "process": [\n      {"type": "x"}\n    ]\n  }\n}\n', ['2-5', '3-4']);
  });

  it('folds a broken text as far as it reads', () => {
    check('config:\n  process:\n    - type: x\n      neg: "open\n', ['1-4', '2-4', '3-4']);
    check('', []);
  });
});

function check(text: string, expected: readonly string[]): void {
  const ranges = foldingRanges(readConfig(text).document);
  assert.deepEqual(
    ranges.map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`),
    expected,
  );
}
