import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type ParseResult, parseSync, Visitor } from 'oxc-parser';
import { globSync } from 'tinyglobby';
import { repositoryRoot } from '../support/find-in-text';

const rooms = [
  'core',
  'common',
  'server',
  'cli',
  'client',
  'scripts',
  'bench',
  'test',
  'examples',
  'snippets',
];
const files = globSync(
  rooms.map((room) => `${room}/**/*.{ts,mts,cts,mjs,cjs,js}`),
  { cwd: repositoryRoot, ignore: ['**/node_modules/**', '**/*.generated.*'] },
).sort();
const maxFile = 300;
const maxFunction = 60;

/** The functions of a text, each as `first line: number of lines`, from its first word to its closing brace. */
function longFunctions(text: string, name: string): string[] {
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const lineOf = (offset: number) => starts.filter((start) => start < offset).length + 1;
  const long: string[] = [];
  const measure = ({ start, end, body }: { start: number; end: number; body?: unknown }) => {
    if (body === null || text.slice(start, end).split('\n').length <= maxFunction) return;
    long.push(`${name}:${lineOf(start)}: ${lineOf(end) - lineOf(start) + 1} lines`);
  };
  const program: ParseResult['program'] = parseSync(name, text).program;
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  return long;
}

describe('sizes', () => {
  it(`no file has more than ${maxFile} lines`, () => {
    assert.ok(files.length > 900);
    const long = files.flatMap((file) => {
      const lines = readFileSync(path.join(repositoryRoot, file), 'utf8').split('\n').length - 1;
      return lines > maxFile ? [`${file}: ${lines} lines`] : [];
    });
    assert.deepEqual(long, []);
  });

  it(`no function has more than ${maxFunction} lines, its parameters included`, () => {
    // The function around tests is their headline.
    const isTest = (file: string) => /\.test\.ts$|^test\/(?:e2e\/suites|fuzz)\//.test(file);
    const long = files
      .filter((file) => !isTest(file))
      .flatMap((file) => longFunctions(readFileSync(path.join(repositoryRoot, file), 'utf8'), file));
    assert.deepEqual(long, []);
  });

  it('counts each kind of function whole', () => {
    const body = '\n  x();'.repeat(maxFunction - 1);
    assert.deepEqual(longFunctions(`\nconst a = (\n) => {${body}\n};\n`, 'a.ts'), ['a.ts:2: 62 lines']);
    assert.deepEqual(longFunctions(`function a() {${body}\n}\n`, 'a.ts'), ['a.ts:1: 61 lines']);
    assert.deepEqual(longFunctions(`class A {\n  a() {${body}\n}\n}\n`, 'a.ts'), ['a.ts:2: 61 lines']);
    assert.deepEqual(longFunctions(`function a() {${body.slice('\n  x();'.length)}\n}\n`, 'a.ts'), []);
  });
});
