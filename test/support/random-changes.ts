import { configTexts } from './garbled-config';

/** What a person types, pastes or deletes, besides single letters. */
const inserts = [
  ...[
    'a',
    'b: 1',
    ' ',
    '  ',
    '    ',
    '\n',
    '\n\n',
    '\n  ',
    '\n      ',
    '\n        ',
    '\r\n',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' # c',
    '\n# c\n',
  ],
  ...[
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '[1, 2]',
    '{a: 1}',
    '|\n',
    '>-\n',
    '|+\n',
    '|2\n',
    '\\',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '? ',
    '%',
  ],
  ...[
    '\t',
    '1',
    '0.5',
    'true',
    'yes',
    '~',
    'é',
    '😀',
    '\u00a0',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\0',
    '---\n',
    '...\n',
    '<<<<<<< a\n',
    '- a: 1\n  b: 2\n',
  ],
  ...[
    '\n      extra: 1\n',
    '\n        - text\n',
    '\n  # deep\n',
    "'two\n  lines'",
    'key:\n',
    'key:\n  - x\n',
    '\n    \n',
  ],
];

/** Texts with everything that blocks can hold. */
const texts = [
  'a: 1\nb:\n  - x\n  - y: 1\n    z: 2\n  -   k: |\n        text\n\n        more\n      l: >-\n        folded\n# c\nd: {e: 1}\n',
  'a:\n- 1\n- 2\n- - 3\n  - 4\n-\n  b: 1\n-\nc:\n\n# end\n\nd:\n  # inside\n  e: f\n    g\n  h: "i\n    j"\n',
  'list:\n  - a: 1 # one\n    # two\n\n  # three\n  - a: 2\n\n# four\nnext:\n  deep:\n    deeper:\n      - [1,\n         2]\n      - {a: b}\nlast: |+\n  kept\n\n\n',
  'x: 1\r\ny:\r\n  - z\r\n  - w: |\r\n      t\r\n  # c\r\nv: 2\r\n',
  'k: 1\nk: 2\n"q": 3\nn: ~\ne:\n  e:\n  f:\n- no',
];

/** A change of a text, of which the whole is known before and after. */
export interface Change {
  readonly before: string;
  readonly after: string;
}

/** Reproducible changes: of ten in a row each continues from the last one. */
export function* changes(count: number, seed: number): Generator<Change> {
  const random = randomNumbers(seed);
  const all = [...texts, ...texts, ...configTexts.filter((text) => text.length < 6000)];
  let text = '';
  for (let made = 0; made < count; made++) {
    if (made % 10 === 0) text = pick(all, random);
    const start = Math.floor(random() * (text.length + 1));
    const removed = random() < 0.5 ? 0 : random() < 0.8 ? 1 : Math.floor(random() * 40);
    const added = random() < 0.25 ? '' : pick(inserts, random);
    const after = text.slice(0, start) + added + text.slice(start + removed);
    yield { before: text, after };
    // A text that stays broken would be parsed whole for ever.
    if (random() < 0.7) text = after;
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('There is nothing to pick from.');
  return one;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
