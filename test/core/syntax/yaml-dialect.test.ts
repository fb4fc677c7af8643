import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlainScalar, type ScalarType } from '../../../core/syntax/yaml-dialect';
import { fails, loaded } from '../../support/loaded-yaml';

/*
 * Every row was checked against PyYAML 6.0.3 with the number pattern that ai-toolkit adds (toolkit/config.py:54-65), and
 * the JSON rows against Python's `json.loads`.
 */

/** What the value of `a:` becomes. */
function read(yaml: string): unknown {
  return loaded(`a: ${yaml}\n`, (tree) => (tree as { a: unknown }).a);
}

describe('a scalar without quotes', () => {
  const rows: Readonly<Record<string, readonly [ScalarType, unknown]>> = {
    // Three spellings of each boolean, and no others.
    yes: ['boolean', true],
    Yes: ['boolean', true],
    YES: ['boolean', true],
    no: ['boolean', false],
    No: ['boolean', false],
    NO: ['boolean', false],
    on: ['boolean', true],
    On: ['boolean', true],
    ON: ['boolean', true],
    off: ['boolean', false],
    Off: ['boolean', false],
    OFF: ['boolean', false],
    true: ['boolean', true],
    True: ['boolean', true],
    TRUE: ['boolean', true],
    false: ['boolean', false],
    False: ['boolean', false],
    FALSE: ['boolean', false],
    y: ['string', 'y'],
    n: ['string', 'n'],
    Y: ['string', 'Y'],
    N: ['string', 'N'],
    yES: ['string', 'yES'],
    tRUE: ['string', 'tRUE'],

    '~': ['null', null],
    '': ['null', null],
    null: ['null', null],
    Null: ['null', null],
    NULL: ['null', null],
    None: ['string', 'None'],
    none: ['string', 'none'],
    nUll: ['string', 'nUll'],

    '1e-4': ['float', 1e-4],
    '1E-4': ['float', 1e-4],
    '1e4': ['float', 1e4],
    '1e+4': ['float', 1e4],
    '1.e-4': ['float', 1e-4],
    '1.0e4': ['float', 1e4],
    '+1e-4': ['float', 1e-4],
    '-2.5e-3': ['float', -0.0025],
    '.5': ['float', 0.5],
    '.5e-4': ['float', 0.00005],
    '.5e+4': ['float', 5000],
    '.5e4': ['string', '.5e4'],
    '-.5': ['string', '-.5'],
    '+.5': ['string', '+.5'],
    '1.': ['float', 1],
    '-1.': ['float', -1],
    '1_0.5': ['float', 10.5],
    '1e5_0': ['string', '1e5_0'],
    '1e': ['string', '1e'],
    '.': ['string', '.'],
    '1.2.3': ['string', '1.2.3'],

    '0': ['integer', 0],
    '-0': ['integer', 0],
    '+7': ['integer', 7],
    '1_000': ['integer', 1000],
    '1__0': ['integer', 10],
    '017': ['integer', 15],
    '-017': ['integer', -15],
    '007': ['integer', 7],
    '08': ['string', '08'],
    '018': ['string', '018'],
    '0_': ['integer', 0],
    '0x1F': ['integer', 31],
    '0b101': ['integer', 5],
    '0o17': ['string', '0o17'],
    '0x': ['string', '0x'],
    '1,000': ['string', '1,000'],
    '100k': ['string', '100k'],
    '3 000': ['string', '3 000'],

    '1:30': ['integer', 90],
    '+1:30': ['integer', 90],
    '1:2:3': ['integer', 3723],
    '1:60': ['string', '1:60'],
    '0:30': ['string', '0:30'],
    '09:30': ['string', '09:30'],
    '1:2.5': ['float', 62.5],

    '.inf': ['float', Number.POSITIVE_INFINITY],
    '-.INF': ['float', Number.NEGATIVE_INFINITY],
    '.NaN': ['float', Number.NaN],
    '-.nan': ['string', '-.nan'],
    nan: ['string', 'nan'],
    inf: ['string', 'inf'],
    Infinity: ['string', 'Infinity'],

    '2025-08-21': ['date', '2025-08-21'],
    '2025-8-1': ['string', '2025-8-1'],
    '2025-08-21T10:20:30': ['date', '2025-08-21T10:20:30'],
    '2025-8-1 1:20:30': ['date', '2025-8-1 1:20:30'],
    '2025-08-21 10:20:30.5 +02:00': ['date', '2025-08-21 10:20:30.5 +02:00'],
    '2025-08': ['string', '2025-08'],
    '2025-08-21_v2': ['string', '2025-08-21_v2'],
    '10:20:30': ['integer', 37230],

    '-': ['string', '-'],
    '--': ['string', '--'],
    'a: b': ['string', 'a: b'],
  };
  for (const [source, [type, value]] of Object.entries(rows)) {
    it(`'${source}' is ${type} ${String(value)}`, () => {
      const reading = readPlainScalar(source);
      assert.equal(reading.type, type);
      assert.ok(
        Object.is(reading.value, value) || (reading.value === 0 && value === 0),
        String(reading.value),
      );
    });
  }
});

describe('a value', () => {
  const rows: readonly [string, unknown][] = [
    ['"1e-4"', '1e-4'],
    ["'yes'", 'yes'],
    ["'it''s'", "it's"],
    ['"a\\tb\\u00e9\\/"', 'a\tb\u00e9/'],
    ['"\\d"', fails],
    ['"\\x4"', fails],
    ["it's fine", "it's fine"],
    ['a#b', 'a#b'],
    ['b # c', 'b'],
    ['"b"# c', 'b'],
    ['a, b', 'a, b'],
    ['-x', '-x'],
    ['?x', '?x'],
    [':x', ':x'],
    ['x:y', 'x:y'],
    ['C:\\data', 'C:\\data'],
    ['two\n  lines', 'two lines'],
    ['"two\nlines"', 'two lines'],
    ['"two\n\n  lines"', 'two\nlines'],
    ['|\n  two\n    lines\n', 'two\n  lines\n'],
    ['>-\n  two\n  lines\n', 'two lines'],
    ['|2\n   x\n', ' x\n'],
    ['|x\n  b\n', fails],

    // What may not begin a plain value, or stand in it.
    ['@x', fails],
    ['`x`', fails],
    ['%x', fails],
    ['*x', fails],
    ['*bold* text', fails],
    ['x: y', fails],
    ['x:', fails],
    ['- x', fails],
    ['-', fails],
    ['=', fails],
    ['<<', fails],
    ['._', fails],
    ['!x y', fails],
    ['&x,y z', fails],
    ['"x" y', fails],
    ["'it's'", fails],
    ['"x', fails],
    [']', fails],
    ['\u0001', fails],
    ['"\u007f"', fails],
    ['"\u00e9\u{1f600}"', '\u00e9\u{1f600}'],

    // Lists and mappings.
    ['[1, two, "3"]', [1, 'two', '3']],
    ['[trigger]', ['trigger']],
    ['[name]', ['name']],
    ['[trigger] a photo', fails],
    ['[x,,y]', fails],
    ['[x, y', fails],
    ['[x]]', fails],
    ['[\n  1,\n  2\n]', [1, 2]],
    ['[ # all\n1, # one\n2\n]', [1, 2]],
    ['[two\r\nlines]', ['two lines']],
    ['[who?]', fails],
    ['who?', 'who?'],
    ['[:x]', fails],
    ['[a: b]', [{ a: 'b' }]],
    ['{b: 1,c}', { b: 1, c: null }],
    ['{b:1}', { 'b:1': null }],
    ['{"b":1}', { b: 1 }],
    ['{[x]: 1}', fails],
    ['{b\n: 1}', fails],

    // Tags.
    ['!!str 12', '12'],
    ['!!str', ''],
    ['!!int "12"', 12],
    ['!!int 3.5', fails],
    ['!!float 3', 3],
    ['!!float x', fails],
    ['!!bool "Yes"', true],
    ['!!bool yep', fails],
    ['!!null x', null],
    ['!!map {}', {}],
    ['!!seq {}', fails],
    ['!!binary aGk=', fails],
    ['!!python/none x', fails],
    ['!foo', fails],
  ];
  for (const [yaml, expected] of rows) {
    it(`${JSON.stringify(yaml)} ${expected === fails ? 'stops the loader' : `is ${JSON.stringify(expected)}`}`, () => {
      assert.deepEqual(read(yaml), expected);
    });
  }
});
