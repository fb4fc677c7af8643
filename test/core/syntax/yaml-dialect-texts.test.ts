import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { entryOf } from '../../../core/syntax/config-node';
import { readJsonScalar } from '../../../core/syntax/yaml-dialect';
import { findInText } from '../../support/find-in-text';
import { fails, loaded } from '../../support/loaded-yaml';
import { plainTree } from '../../support/plain-tree';

/*
 * Every row was checked against PyYAML 6.0.3 with the number pattern that ai-toolkit adds (toolkit/config.py:54-65), and
 * the JSON rows against Python's `json.loads`.
 */

describe('a text', () => {
  const rows: readonly [string, string, unknown][] = [
    ['is empty', '', null],
    ['holds a comment alone', '# nothing\n', null],
    ['has a start mark', '---\na: 1\n', { a: 1 }],
    ['has an end mark', 'a: 1\n...\n', { a: 1 }],
    ['has a version', '%YAML 1.2\n---\na: yes\n', { a: true }],
    ['has a line that looks like one', '%YAML 1.2\na: yes\n', fails],
    ['has a second document', 'a: 1\n---\nb: 2\n', fails],
    ['has an empty second document', 'a: 1\n---\n', fails],
    ['begins with a byte order mark', '\ufeffa: 1\nb: 2\n', { a: 1, b: 2 }],
    ['has Windows line ends', 'a: 1\r\nb:\r\n  - c\r\n', { a: 1, b: ['c'] }],

    ['repeats a key: the last one wins', 'a: 1\nb: 2\na: 3\n', { a: 3, b: 2 }],
    ['repeats a section: nothing of the first is left', 'a: {x: 1}\na: {y: 2}\n', { a: { y: 2 } }],
    ['repeats a key in quotes', '"a": 1\na: 2\n', { a: 2 }],

    ['has an anchor and an alias', 'a: &x {k: 1}\nb: *x\n', { a: { k: 1 }, b: { k: 1 } }],
    ['has an alias before its anchor', 'a: *x\nb: &x 1\n', fails],
    ['uses an anchor twice', 'a: &x 1\nb: &x 2\nc: *x\n', fails],
    ['has a comment right behind a sign for a block', 'a: |# c\n  x\n', fails],
    ['is of another version', '%YAML 2.0\n---\na: 1\n', fails],
    ['has an integer that Python does not read', `a: ${'1'.repeat(4301)}\n`, fails],
    ['has a quoted text of two lines behind a quoted key', '"k":\n  "j": "a\nb"\n', { k: { j: 'a b' } }],
    ['has an anchor that holds itself', 'a: &x [*x]\n', fails],
    ['merges', 'a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n', { a: { k: 1, l: 2 }, b: { k: 1, l: 3 } }],
    ['merges below its own keys', 'b:\n  l: 3\n  <<: {k: 1, l: 2}\n', { b: { k: 1, l: 3 } }],
    ['merges a list: the earlier wins', 'b:\n  <<: [{k: 1}, {k: 2, l: 3}]\n', { b: { k: 1, l: 3 } }],
    ['merges twice: the later wins', 'b:\n  <<: {k: 1}\n  <<: {k: 2}\n', { b: { k: 2 } }],
    ['merges a merge', 'b:\n  <<: {<<: {k: 1}, l: 2}\n', { b: { k: 1, l: 2 } }],
    ['merges a word', 'b:\n  <<: x\n', fails],
    ['merges a list with a word', 'b:\n  <<: [{k: 1}, x]\n', fails],

    ['indents with a tab', 'a:\n\tb: 1\n', fails],
    ['has a tab before a comment', 'a: 1\t# x\n', fails],
    ['has a tab behind a value', 'a: 1\t\n', fails],
    ['has a tab in a plain value', 'a: b\tc\n', fails],
    ['has a tab on a blank line', 'a: 1\n\t\nb: 2\n', fails],
    ['has tabs in quotes, blocks and comments', 'a: "\t"\nb: |\n  x\ty\n# \t\n', { a: '\t', b: 'x\ty\n' }],

    ['has keys of other types', 'on: 1\n2: 3\n~: 4\n', { true: 1, 2: 3, null: 4 }],
    ['has a key without text', ': 1\n', fails],
    ['asks for a key', '? a\n: 1\n', { a: 1 }],
    ['has a list for a key', '? [a]\n: 1\n', fails],
    ['has a line without a colon', 'a: 1\nb\nc: 2\n', fails],
    ['has a key half typed above another', 'tra\nsteps: 1\n', fails],
    ['indents a key below a value', 'a: 1\n  b: 2\n', fails],
    ['goes on below a value', 'a: b\n  - c\n', { a: 'b - c' }],
    ['has two columns in one section', 'a:\n  b: 1\n c: 2\n', fails],
    ['has a list at the column of its key', 'a:\n- 1\n- 2\nb: 3\n', { a: [1, 2], b: 3 }],
    ['forgets a closing quote', 'a: "x\nb: "y"\n', fails],
    ['is no YAML but reads as a text', 'a:b\n', 'a:b'],
  ];
  for (const [name, text, expected] of rows) {
    it(name, () => assert.deepEqual(loaded(text), expected));
  }
});

describe('a JSON config', () => {
  const rows: readonly [string, unknown][] = [
    ['{"a": 1, "b": [true, false, null, "x"]}', { a: 1, b: [true, false, null, 'x'] }],
    ['{\t"a":\t1\n}', { a: 1 }],
    [
      '{"a": 1e-4, "b": 1.5E3, "c": -0.1, "d": NaN, "e": -Infinity}',
      { a: 1e-4, b: 1500, c: -0.1, d: Number.NaN, e: Number.NEGATIVE_INFINITY },
    ],
    ['{"a": "yes", "b": "1e-4", "c": "2025-08-21"}', { a: 'yes', b: '1e-4', c: '2025-08-21' }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['{"<<": {"a": 1}}', { '<<': { a: 1 } }],
    ['{"a": "\\ud83d\\ude00\\n\\/"}', { a: '\u{1f600}\n/' }],
    ['{"a": [who?]}', fails],
    ['{"a": yes}', fails],
    ['{"a": 017}', fails],
    ['{"a": .5}', fails],
    ['{"a": 1.}', fails],
    ['{"a": +1}', fails],
    ['{"a": 1,}', fails],
    ['{"a": [1, ]}', fails],
    ['{"a": [, 1]}', fails],
    ['{"a" 1}', fails],
    ['{"a": }', fails],
    ['{"a": 1 "b": 2}', fails],
    ['{a: 1}', fails],
    ["{'a': 1}", fails],
    ['{"a": "x}', fails],
    ['{"a": "x\ny"}', fails],
    ['{"a": "x\ty"}', fails],
    ['{"a": "C:\\data"}', fails],
    ['{"a": "\\x41"}', fails],
    ['{"a": 1} {"b": 2}', fails],
    ['{"a": 1', fails],
    ['', fails],
    ['{"a": 1} // x', fails],
    ['{/* x */ "a": 1}', fails],
    ['{"a": 1} # x', fails],
  ];
  for (const [text, expected] of rows) {
    it(`${JSON.stringify(text)} ${expected === fails ? 'stops the loader' : 'is read'}`, () => {
      const document = parseConfigDocument(text, 'json');
      const read = document.problems.length > 0 ? fails : plainTree(document.root);
      assert.deepEqual(read, expected);
    });
  }

  it('knows the words of JSON alone', () => {
    assert.deepEqual(readJsonScalar('1e5'), { type: 'float', value: 1e5 });
    assert.deepEqual(readJsonScalar('-3'), { type: 'integer', value: -3 });
    assert.equal(readJsonScalar('on').type, 'string');
    assert.equal(readJsonScalar('2025-08-21').type, 'string');
  });

  it('can still be read beneath its comments', () => {
    const { root, problems } = parseConfigDocument('{\n// one\n"a": /* two */ 1\n}', 'json');
    assert.deepEqual(plainTree(root), { a: 1 });
    assert.equal(problems.length, 2);
  });
});

describe('what a broken text is said to suffer from', () => {
  /** The text that the first finding marks, and a part of what it says. */
  const rows: readonly [string, string, RegExp][] = [
    ['model:\n  name_or_path: "Omni/Gen\n  arch: "omni"\n', '"Omni/Gen', /quote that opens here/],
    ["a: 'x\nb: 1\n", "'x", /quote that opens here/],
    ['a: [1, 2\nb: 3\n', '[1, 2', /'\[' that opens here/],
    ['a: {x: 1\nb: 3\n', '{x: 1', /'{' that opens here/],
    ['a: [1]]\n', ']', /Unmatched/],
    ['a: x: y # z\n', 'x: y', /colon followed by a space/],
    ['a: @maya\n', '@maya', /cannot begin with '@'/],
    ['a: 50\nb: %d # x\n', '%d', /cannot begin with '%'/],
    ['a: *maya*\n', '*maya*', /text that begins with '\*'/],
    ['a: "x" y\n', 'y', /value ends before/],
    ['a: - x\n', '-', /list cannot begin/],
    ['a:\n\tb: 1\n', '\t', /spaces, not tabs/],
    ['a: "\\d"\n', '\\d', /'\\d' is not a valid one/],
    ['a:\n  b: 1\n c: 2\n', 'c: 2', /indentation of this line does not match/],
    ['a: 1\n  b: 2\n', 'b: 2', /indented deeper/],
    ['a: 1\nb\nc: 2\n', 'b', /A colon or a dash is missing/],
    ['tra\nsteps: 1\n', 'tra', /A colon or a dash is missing/],
    ['a: 1\n- b\n', '- b', /list item is not allowed here/],
    ['a: | x\n  y\n', 'x', /Begin the text on the next line/],
    ['a: 1\n<<<<<<< HEAD\nb: 2\n', '<<<<<<< HEAD', /merge conflict/],
    ['a: 1\n---\nb: 2\n', '-', /second document/],
    ['a: 1\u0007\n', '\u0007', /U\+0007/],
  ];
  for (const [text, marked, message] of rows) {
    it(JSON.stringify(text), () => {
      const [problem] = parseConfigDocument(text, 'yaml').problems;
      assert.ok(problem, 'no problem');
      assert.match(problem.message, message);
      assert.equal(text.slice(problem.span.start, problem.span.end), marked);
    });
  }

  it('is told once for each line, and no more behind what makes the rest unreadable', () => {
    const { problems } = parseConfigDocument('a: "\\d \\q"\nb: "\\d"\nc: [1\nd: @x\ne: @y\n', 'yaml');
    assert.equal(problems.length, 3);
  });
});

describe('variables and names in the raw text', () => {
  const config = (body: string) =>
    `job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      training_folder: output\n${body}`;
  const unset = (text: string) =>
    findInText(text, { variable: (name) => (name === 'SET' ? 'yes' : undefined) })
      .filter(({ code }) => code === 'unset-variable')
      .map(({ span }) => text.slice(span.start, span.end));

  it('are looked for in keys, values, quotes, blocks and comments', () => {
    const text = config(
      '      # ${A}\n      ${B}: 1\n      x: "${C} ${SET}"\n      y: |\n        ${D}\n      z: \'${E F}\'\n',
    );
    assert.deepEqual(unset(text), ['${A}', '${B}', '${C}', '${D}', '${E F}']);
  });

  it('need braces that close around something', () => {
    assert.deepEqual(unset(config('      x: $A ${} $(B) ${C\n')), []);
  });

  it('are not looked for where the environment is not known', () => {
    const found = findInText(config('      x: ${A}\n'), { variable: undefined });
    assert.ok(!found.some(({ code }) => code === 'unset-variable'));
  });

  it('leave [name] a text in quotes and make it a list without', () => {
    const { root } = parseConfigDocument('a: "[name]"\nb: [name]\nc: the [name] of it\n', 'yaml');
    assert.equal(entryOf(root, 'a')?.value.kind, 'scalar');
    assert.equal(entryOf(root, 'b')?.value.kind, 'sequence');
    assert.equal(entryOf(root, 'c')?.value.kind, 'scalar');
  });
});
