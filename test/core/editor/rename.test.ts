import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { prepareRename, rename } from '../../../core/editor/rename';
import { toOffset } from '../../../core/editor/to-protocol';
import { readCursor } from '../../support/cursor';
import { readConfig } from '../../support/find-in-text';

describe('renaming the trigger word', () => {
  it('changes it in the config and in every prompt, as a whole word, and keeps quotes and comments', () => {
    checkRename(
      process(`trigger_word: "maya_|char"  # say maya_char
      datasets:
        - folder_path: data/maya_char
          trigger_word: 'maya_char'
          default_caption: a photo of maya_char
      sample:
        neg: "maya_char2, blurry"
        prompts:
          - maya_char, portrait of maya_char
          - "[trigger] and maya_char's dog, maya_character"
          - 'maya_char, it''s her'
          - |
            maya_char
            stands
      first_sample:
        samples:
          - prompt: "a\\nmaya_char"`),
      'lena',
      process(`trigger_word: "lena"  # say maya_char
      datasets:
        - folder_path: data/maya_char
          trigger_word: 'lena'
          default_caption: a photo of lena
      sample:
        neg: "maya_char2, blurry"
        prompts:
          - lena, portrait of lena
          - "[trigger] and lena's dog, maya_character"
          - 'lena, it''s her'
          - |
            lena
            stands
      first_sample:
        samples:
          - prompt: "a\\nlena"`),
    );
  });

  it('starts from a prompt as well', () => {
    checkRename(
      process('trigger_word: maya\n      sample: {prompts: [a |maya, other]}'),
      'lena',
      process('trigger_word: lena\n      sample: {prompts: [a lena, other]}'),
    );
  });

  it('quotes what would not read as the same text without quotes', () => {
    checkRename(
      process(
        'trigger_word: |maya\n      sample:\n        prompts:\n          - maya\n          - a maya, "x"',
      ),
      'yes',
      process(
        `trigger_word: 'yes'\n      sample:\n        prompts:\n          - 'yes'\n          - a yes, "x"`,
      ),
    );
    checkRename(
      process(
        'trigger_word: ma|ya\n      sample:\n        prompts:\n          - "maya" \n          - a maya #1',
      ),
      'o\'brien: "x"',
      process(
        `trigger_word: 'o''brien: "x"'\n      sample:\n        prompts:\n          - "o'brien: \\"x\\"" \n          - 'a o''brien: "x"' #1`,
      ),
    );
  });

  it('leaves a process with another trigger word alone, and takes one with the same along', () => {
    const two = (first: string, second: string) =>
      `config:\n  process:\n    - trigger_word: ${first}\n    - trigger_word: ${second}\n      sample: {prompts: [maya ${second}]}\n`;
    checkRename(two('ma|ya', 'other'), 'lena', two('lena', 'other'));
    checkRename(
      two('ma|ya', 'maya'),
      'lena',
      'config:\n  process:\n    - trigger_word: lena\n    - trigger_word: lena\n      sample: {prompts: [lena lena]}\n',
    );
  });

  it('changes a prompt that two lists share once', () => {
    checkRename(
      process(
        'trigger_word: ma|ya\n      sample:\n        prompts: &p [maya]\n      first_sample:\n        prompts: *p',
      ),
      'lena',
      process(
        'trigger_word: lena\n      sample:\n        prompts: &p [lena]\n      first_sample:\n        prompts: *p',
      ),
    );
  });

  it('offers the word without its quotes', () => {
    const { text, offset } = readCursor(process('trigger_word: "ma|ya_char"'));
    const target = prepareRename(readConfig(text), offset);
    assert.ok('range' in target);
    const document = TextDocument.create('file:///x.yaml', 'yaml', 1, text);
    assert.equal(document.getText(target.range), 'maya_char');
    assert.equal(target.placeholder, 'maya_char');
  });

  it('refuses elsewhere, and says what can be renamed', () => {
    checkRefused(process('trigger_|word: maya'), /Only the trigger word/);
    checkRefused(
      process('trigger_word: maya\n      sample: {prompts: [oth|er maya]}'),
      /Only the trigger word/,
    );
    checkRefused(
      process('trigger_word: maya\n      sample: {prompts: ["[trig|ger]"]}'),
      /'\[trigger\]' is a placeholder/,
    );
    checkRefused(process('trigger_word: $|{WORD}'), /environment variable/);
    checkRefused(process('trigger_word: "|"'), /no trigger word yet/);
    checkRefused('|', /Only the trigger word/);
  });

  it('refuses words that ai-toolkit would not use as they are', () => {
    const { text, offset } = readCursor(process('trigger_word: ma|ya'));
    for (const [word, why] of [
      ['  ', /empty/],
      ['a\nb', /single line/],
      ['${HOME}', /environment variable/],
      ['[name]', /replaced/],
      ['maya --x', /'--'/],
    ] as const) {
      const answer = rename(readConfig(text), offset, word);
      assert.match('refusal' in answer ? answer.refusal : 'not refused', why);
    }
    assert.deepEqual(rename(readConfig(text), offset, 'maya'), []);
  });
});

function process(lines: string): string {
  return `config:\n  process:\n    - type: sd_trainer\n      ${lines}\n`;
}

/** `marked` has the cursor as `|`; where the text itself holds one (a block scalar), the first is the cursor. */
function checkRename(marked: string, newName: string, expected: string): void {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const config = readConfig(text);
  assert.deepEqual(config.document.problems, []);
  const edits = rename(config, offset, newName);
  assert.ok(!('refusal' in edits), JSON.stringify(edits));
  const document = TextDocument.create('file:///x.yaml', 'yaml', 1, text);
  const renamed = TextDocument.applyEdits(document, [...edits]);
  assert.equal(renamed, expected);
  assert.deepEqual(readConfig(renamed).document.problems, []);
  const back = edits[0];
  assert.ok(back);
  assert.ok(
    !('refusal' in prepareRename(readConfig(renamed), toOffset(config.document, back.range.start) + 1)),
  );
}

function checkRefused(marked: string, why: RegExp): void {
  const { text, offset } = readCursor(marked);
  const answer = prepareRename(readConfig(text), offset);
  assert.match('refusal' in answer ? answer.refusal : 'not refused', why);
}
