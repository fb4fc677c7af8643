import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { repositoryRoot } from './find-in-text';
import { readMarkers } from './markers';

/** Configs to be garbled: ours, and the reference corpus where it lies beside the repository. */
const folders = ['examples', 'test/fixtures/examples', 'test/fixtures/rules', '../shared/corpus'];

export const configTexts: readonly string[] = folders
  .map((folder) => path.join(repositoryRoot, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
      .map((file) => readMarkers(readFileSync(path.join(folder, file), 'utf8')).text),
  );

/** What people type, paste and forget. */
const scraps = [
  ...[
    '"',
    "'",
    ':',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    ' #',
    '\n',
    '  ',
    '\t',
    '@',
    '`',
    '%',
    '&a ',
    '*a',
  ],
  ...[
    '!',
    '!!str ',
    '|',
    '>',
    '?',
    '\\',
    '\\d',
    '---\n',
    '...\n',
    '~',
    '\r\n',
    '\r',
    '<<: *a\n',
    '<<: {a: 1}\n',
  ],
  ...['[trigger] ', '[name]', '${HOME}', '${', '1e-4', '017', '08', '1:30', '2025-08-21', 'None', 'y', 'on'],
  ...[
    '\u0000',
    '\u0007',
    '\u2028',

    '\u00e9',
    '\u{1f600}',
    '\ud83d',
    '# qwen-lora-disable\n',
    'train:\n',
  ],
  ...[
    'datasets: *a\n',
    'steps: -1\n',
    'config: []\n',
    'process: {}\n',
    '"C:\\new"',
    '--w big',
    '__proto__: 1\n',
  ],
  ...['constructor: {}\n', 'toString: x\n', 'true: 1\n', '? [a]\n', 'samples: [[1]]\n', 'prompts: {a: 1}\n'],
];

interface Change {
  readonly kind: 'insert' | 'delete' | 'cut' | 'repeat' | 'swap' | 'indent' | 'outdent' | 'blank';
  /** Where, as a share of the text. */
  readonly at: number;
  readonly scrap: string;
  readonly length: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'insert',
    'insert',
    'delete',
    'cut',
    'repeat',
    'swap',
    'indent',
    'outdent',
    'blank',
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  scrap: fc.oneof(
    { arbitrary: fc.constantFrom(...scraps), weight: 5 },
    fc.string({ maxLength: 4, unit: 'binary' }),
  ),
  length: fc.integer({ min: 1, max: 12 }),
});

/** A config with at most `most` accidents. */
export function garbledConfig(most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat({ max: configTexts.length - 1 }), fc.array(change, { maxLength: most }))
    .map(([index, changes]) => changes.reduce(applyChange, configTexts[index] ?? ''));
}

function applyChange(text: string, { kind, at, scrap, length }: Change): string {
  const offset = Math.floor(at * text.length);
  if (kind === 'insert') return text.slice(0, offset) + scrap + text.slice(offset);
  if (kind === 'delete') return text.slice(0, offset) + text.slice(offset + length);
  if (kind === 'cut') return text.slice(0, offset);
  const lines = text.split('\n');
  const index = Math.min(lines.length - 1, Math.floor(at * lines.length));
  const line = lines[index] ?? '';
  if (kind === 'repeat') lines.splice(index + length, 0, line);
  else if (kind === 'swap') lines.splice(index, 1, lines[index + 1] ?? '', line);
  else if (kind === 'blank') lines[index] = line.replace(/:.*/, ':');
  else lines[index] = kind === 'indent' ? ' '.repeat(length % 5) + line : line.replace(/^ {1,2}/, '');
  return lines.join('\n');
}
