import * as fc from 'fast-check';
import { configTexts } from './garbled-config';

/** A text that is made to take long or to break a parser, by how large it is to be. */
export interface HostileText {
  readonly name: string;
  /** `size` is the number of parts. */
  make(size: number): string;
}

const job = (inside: string): string =>
  `job: extension\nconfig:\n  name: a\n  process:\n    - type: sd_trainer\n${inside}`;
const lines = (size: number, line: (index: number) => string): string =>
  Array.from({ length: size }, (_, index) => line(index)).join('');

/** Each grows with its size alone; none may cost more than its length in proportion. */
export const hostileTexts: readonly HostileText[] = [
  { name: 'equal keys', make: (size) => job(`      train:\n${lines(size, () => '        steps: 1\n')}`) },
  { name: 'unknown keys', make: (size) => job(lines(size, (index) => `      key_${index}: 1\n`)) },
  {
    name: 'prompts',
    make: (size) =>
      job(
        `      trigger_word: w\n      sample:\n        prompts:\n${lines(size, (n) => `          - photo ${n}\n`)}`,
      ),
  },
  {
    name: 'datasets',
    make: (size) => job(`      datasets:\n${lines(size, (n) => `        - folder_path: /d/${n}\n`)}`),
  },
  { name: 'anchors', make: (size) => lines(size, (n) => `a${n}: &x${n} 1\nb${n}: *x${n}\n`) },
  { name: 'equal anchors', make: (size) => lines(size, (n) => `a${n}: &x 1\n`) },
  { name: 'merges', make: (size) => `a: &a {b: 1}\n${lines(size, (n) => `c${n}:\n  <<: *a\n`)}` },
  { name: 'variables', make: (size) => job(`      train:\n        lr: "${'${A}'.repeat(size)}"\n`) },
  { name: 'open variables', make: (size) => job(`      train:\n        lr: "${'${'.repeat(size)}"\n`) },
  { name: 'brackets', make: (size) => '['.repeat(Math.min(size, 3000)) },
  {
    name: 'pairs of brackets',
    make: (size) => `a: ${'['.repeat(Math.min(size, 800))}${']'.repeat(Math.min(size, 800))}\n`,
  },
  { name: 'braces', make: (size) => '{a: '.repeat(Math.min(size, 3000)) },
  {
    name: 'depth',
    make: (size) => lines(Math.min(size, 300), (n) => `${' '.repeat(n)}a:\n`),
  },
  { name: 'dashes', make: (size) => `${'- '.repeat(Math.min(size, 800))}a\n` },
  { name: 'a long line', make: (size) => job(`      trigger_word: ${'word '.repeat(size)}\n`) },
  { name: 'a long quoted line', make: (size) => job(`      trigger_word: "${'\\n'.repeat(size)}"\n`) },
  { name: 'an open quote', make: (size) => `a: "${'b\n'.repeat(size)}` },
  { name: 'quotes', make: (size) => lines(size, (n) => `k${n}: "\n  x"\n`) },
  { name: 'unindented quotes', make: (size) => lines(size, (n) => `k${n}:\n  j: "x\ny"\n`) },
  { name: 'a block of text', make: (size) => `a: |\n${'  b\n'.repeat(size)}` },
  { name: 'comments', make: (size) => job('# c\n'.repeat(size)) },
  { name: 'suppressions', make: (size) => job('# qwen-lora-disable\n'.repeat(size)) },
  { name: 'blank lines', make: (size) => `a: 1\n${'\n'.repeat(size)}` },
  { name: 'trailing spaces', make: (size) => `a: 1${' '.repeat(size)}\nb: 2\n` },
  { name: 'documents', make: (size) => '---\na: 1\n'.repeat(size) },
  { name: 'directives', make: (size) => '%YAML 1.1\n'.repeat(size) },
  { name: 'tabs', make: (size) => 'a:\n\tb: 1\n'.repeat(size) },
  { name: 'bad escapes', make: (size) => lines(size, (n) => `k${n}: "\\q"\n`) },
  { name: 'odd spaces', make: (size) => lines(size, (n) => `k${n}:\u00a0x\n`) },
  { name: 'odd spaces in quotes', make: (size) => lines(size, (n) => `k${n}: "a\n  k:\u00a0b"\n`) },
  { name: 'carriage returns', make: (size) => 'a: 1\r'.repeat(size) },
  { name: 'line separators', make: (size) => `a: "${'\u2028x'.repeat(size)}"\n` },
  { name: 'lone surrogates', make: (size) => `a: ${'\ud83d'.repeat(size)}\n` },
  { name: 'question marks', make: (size) => '? a\n: b\n'.repeat(size) },
  { name: 'colons', make: (size) => ':'.repeat(size) },
  { name: 'conflict markers', make: (size) => '<<<<<<< a\nb: 1\n=======\nb: 2\n>>>>>>> c\n'.repeat(size) },
  { name: 'digits', make: (size) => job(`      train:\n        steps: ${'1'.repeat(size)}\n`) },
  { name: 'base 60', make: (size) => `a: ${'1:'.repeat(size)}1\n` },
];

/** About 1 KB each, that stand for more than memory holds. */
export const bombs: readonly string[] = [
  bomb(9, (name) => `*${name}`),
  `a: &a0 {x: 1}\n${Array.from({ length: 9 }, (_, n) => `b${n}: &a${n + 1}\n  <<: [${Array(9).fill(`*a${n}`).join(', ')}]\n`).join('')}`,
  'a: &a [*a]\n',
  'a: &a {b: *a}\n',
  'a: &a\n  <<: *a\n',
];

function bomb(levels: number, alias: (name: string) => string): string {
  const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= levels; level++) {
    rows.push(
      `a${level}: &a${level} [${Array(9)
        .fill(alias(`a${level - 1}`))
        .join(', ')}]`,
    );
  }
  return `${rows.join('\n')}\njob: extension\nconfig:\n  name: a\n  process: *a${levels}\n`;
}

/** JSON of the same kind. */
export const hostileJson: readonly HostileText[] = [
  { name: 'comments', make: (size) => `{${'/* c */'.repeat(size)}}` },
  { name: 'lists in lists', make: (size) => '['.repeat(size) },
  { name: 'objects in objects', make: (size) => '{"a":'.repeat(size) },
  { name: 'an open string', make: (size) => `{"a": "${'\\n'.repeat(size)}` },
  { name: 'open comments', make: (size) => '/*'.repeat(size) },
];

/** A config read in other bytes: as UTF-16, as Latin-1, with a byte order mark, with other line ends. */
export const otherBytes: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...configTexts.slice(0, 60)),
    fc.constantFrom<(text: string) => string>(
      (text) => Buffer.from(text, 'utf16le').toString('utf8'),
      (text) => Buffer.from(text, 'utf16le').toString('latin1'),
      (text) => Buffer.from(`é${text}`, 'latin1').toString('utf8'),
      (text) => `\ufeff${text}`,
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => text.replaceAll('\n', '\r'),
      (text) => text.replaceAll('\n', '\u0085'),
      (text) => text.replaceAll('\n', '\u2028'),
      (text) => text.replaceAll('  ', '\t'),
      (text) => text.split('').join('\0'),
    ),
  )
  .map(([text, change]) => change(text));
