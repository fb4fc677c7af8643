import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { fixAll } from '../../../core/editor/fix-all';
import { fixProblem } from '../../../core/editor/fix-all/fix-safety';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { applyEdits } from '../../../core/syntax/text-edits';
import { findInText, repositoryRoot } from '../../support/find-in-text';
import { readMarkers } from '../../support/markers';

/** `SAFE_FIX_MUTANTS=20000` tries as many; the usual run has a bounded number. */
const mutants = Number(process.env.SAFE_FIX_MUTANTS ?? 400);
const grave = new Set(['error', 'warning']);

it('leaves no config worse than it was, whatever is mutated in it', (test) => {
  const texts = allTexts();
  let applied = 0;
  for (let round = 0; round < mutants; round++) {
    const text = mutate(texts[round % texts.length] ?? '', round);
    const before = read(text);
    const { edits, refused } = fixAll(text, read);
    const after = read(applyEdits(text, edits));
    for (const { finding, fix, because } of refused) {
      assert.ok(because.length > 0, `${finding.code}: ${fix.title}`);
    }
    if (edits.length === 0) continue;
    applied++;
    assert.ok(after.document.problems.length <= before.document.problems.length, `broken:\n${text}`);
    const count = ({ findings }: ReturnType<typeof read>) =>
      findings.filter((one) => grave.has(one.severity)).length;
    if (before.document.problems.length === 0)
      assert.ok(count(after) <= count(before), `more findings after the fixes of:\n${text}`);
    for (const comment of before.document.comments) {
      assert.ok(
        after.document.text.includes(comment.text),
        `the comment ${comment.text} is lost of:\n${text}`,
      );
    }
    const left = after.findings.filter((one) => one.fixes?.[0]?.safe);
    for (const finding of left) {
      const [fix] = finding.fixes ?? [];
      assert.ok(fix && fixProblem(after, finding, fix, read) !== undefined, `${finding.code} was left`);
    }
  }
  test.diagnostic(`${applied} of ${mutants} mutants had safe fixes`);
  assert.ok(applied > mutants / 20, 'hardly any mutant was fixed');
});

function read(text: string) {
  return { document: parseConfigDocument(text, 'yaml'), findings: findInText(text) };
}

/** Our fixtures and, where they lie beside the repository, real configs. */
function allTexts(): string[] {
  const corpus = path.resolve(repositoryRoot, '../shared/corpus');
  const folders = [path.join(repositoryRoot, 'test/fixtures/rules'), ...(existsSync(corpus) ? [corpus] : [])];
  return folders
    .flatMap((folder) => yamlBelow(folder))
    .map((file) => readMarkers(readFileSync(file, 'utf8')).text)
    .filter((text) => text.length < 12_000);
}

function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.fixed)\.ya?ml$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** One small change, the same for the same round: a letter, an indentation, a value, a line. */
function mutate(text: string, round: number): string {
  let seed = round * 2_654_435_761;
  const next = (below: number) => {
    seed = (Math.imul(seed ^ (seed >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return seed % Math.max(1, below);
  };
  const lines = text.split('\n');
  const at = next(lines.length);
  const line = lines[at] ?? '';
  const letter = next(line.length);
  const changed = [
    () => `${line.slice(0, letter)}${line.slice(letter + 1)}`,
    () => `  ${line}`,
    () => line.replace(/: (\S+)$/, ': "$1"'),
    () => line.replace(/: \S+$/, ':'),
    () => `${line}\n${line}`,
    () => line.replace(/^ {2}/, ''),
    () => `${line} # note ${round}`,
    () => line.replace(/_/, ''),
  ][next(8)]?.();
  lines[at] = changed ?? line;
  return lines.join('\n');
}
