import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { knownCodes, machineCodes } from '../../../core/editor/diagnostics/known-codes';
import { fixAll } from '../../../core/editor/fix-all';
import { diskRules, rules } from '../../../core/rules/index';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import type { ReportedFinding } from '../../../core/syntax/finding';
import { applyEdits } from '../../../core/syntax/text-edits';
import { exampleConfig } from '../../support/example-config';
import { findInText, findWithDisk, repositoryRoot } from '../../support/find-in-text';
import { inMemoryDisk } from '../../support/in-memory-disk';
import { describeMarks, marksOf, readMarkers } from '../../support/markers';

const fixtures = path.join(repositoryRoot, 'test/fixtures/rules');
const pages = path.join(repositoryRoot, 'docs/rules');

describe('the registry', () => {
  it('lists each rule once, in the order of its codes', () => {
    const codes = rules.map((rule) => rule.code);
    assert.deepEqual(codes, [...new Set(codes)].sort());
  });

  it('knows a code for every docs page and every fixture folder', () => {
    const codes = new Set([...knownCodes, ...machineCodes].map((known) => known.code));
    const pageNames = readdirSync(pages).map((file) => path.basename(file, '.md'));
    const named = [...pageNames.filter((name) => name !== 'README'), ...readdirSync(fixtures)];
    assert.deepEqual(
      named.filter((name) => !codes.has(name)),
      [],
    );
  });
});

describe('a rule that differs by version', () => {
  const differing = [...rules, ...diskRules].filter((rule) => rule.versions ?? rule.differsByVersion);

  for (const { code } of differing) {
    it(`${code} has a fixture for each side`, () => {
      const texts = readdirSync(path.join(fixtures, code)).map((file) =>
        readFileSync(path.join(fixtures, code, file), 'utf8'),
      );
      for (const line of ['0.12', '0.13'])
        assert.ok(
          texts.some((text) => text.includes(`# With ai-toolkit ${line}.`)),
          `no fixture for ai-toolkit ${line}`,
        );
    });
  }
});

for (const { code } of machineCodes) {
  it(`${code}, which no text causes, has a docs page`, () => {
    const page = readFileSync(path.join(pages, `${code}.md`), 'utf8');
    for (const heading of ['What it finds', 'Why', 'What to do', 'When to ignore it']) {
      assert.ok(page.includes(`\n## ${heading}\n`), `no section "${heading}"`);
    }
  });
}

for (const { code } of knownCodes) {
  describe(code, () => {
    const folder = path.join(fixtures, code);
    const files = existsSync(folder)
      ? readdirSync(folder).filter((file) => /(?<!\.fixed)\.ya?ml$/.test(file))
      : [];
    const texts = files.map((file) => ({
      file,
      ...readMarkers(readFileSync(path.join(folder, file), 'utf8')),
    }));

    it('has a fixture that fires, one that stays silent, and a docs page', () => {
      assert.ok(
        texts.some((text) => text.marks.some((mark) => mark.code === code)),
        'no marked fixture',
      );
      assert.ok(
        texts.some((text) => !text.marks.some((mark) => mark.code === code)),
        'no silent fixture',
      );
      assert.ok(existsSync(path.join(pages, `${code}.md`)), 'no docs page');
    });

    for (const { file, text, marks } of texts) {
      const find = finderFor(path.join(folder, file.replace(/\.ya?ml$/, '.files.json')));

      it(`finds in ${file} what is marked, and nothing else`, async () => {
        const expected = marks.filter((mark) => mark.code === code);
        const found = marksOf(
          text,
          (await find(text)).filter((finding) => finding.code === code),
        );
        assert.deepEqual(describeMarks(found, expected), describeMarks(expected, expected));
      });

      it(`keeps ${file} readable with each fix, and mends it as its golden file says`, async () => {
        await checkFixes(code, text, find);
        checkGolden(code, text, path.join(folder, file.replace(/\.ya?ml$/, '.fixed.yaml')));
      });
    }

    it('does on its docs page what the page says', () =>
      checkPage(code, finderFor(path.join(folder, 'docs-page.files.json'))));
  });
}

type Find = (text: string) => Promise<readonly ReportedFinding[]>;

/** Beside a fixture `some.yaml`, `some.files.json` may hold the disk that its rule looks at. */
function finderFor(treeFile: string): Find {
  if (!existsSync(treeFile)) return async (text) => findInText(text);
  const disk = inMemoryDisk(JSON.parse(readFileSync(treeFile, 'utf8')));
  return (text) => findWithDisk(text, disk);
}

/** Every fix parses, and the fix of a finding removes that finding. */
async function checkFixes(code: string, text: string, find: Find): Promise<void> {
  const before = parseConfigDocument(text, 'yaml');
  const findings = (await find(text)).filter((finding) => finding.code === code);
  for (const finding of findings) {
    for (const fix of finding.fixes ?? []) {
      const fixed = applyEdits(text, fix.edits);
      const after = parseConfigDocument(fixed, 'yaml');
      if (before.problems.length === 0)
        assert.deepEqual(after.problems, [], `${fix.title} broke the text:\n${fixed}`);
      for (const comment of before.comments) {
        assert.ok(fixed.includes(comment.text), `${fix.title} lost the comment ${comment.text}`);
      }
      const alike = (other: ReportedFinding) => other.code === code && other.severity === finding.severity;
      const left = (await find(fixed)).filter(alike);
      assert.ok(left.length < findings.filter(alike).length, `${fix.title} left its finding:\n${fixed}`);
    }
  }
}

function checkGolden(code: string, text: string, golden: string): void {
  const only = (current: string) => findInText(current).filter((finding) => finding.code === code);
  const hasSafeFix = only(text).some((finding) => finding.fixes?.[0]?.safe);
  if (!existsSync(golden)) {
    assert.ok(!hasSafeFix, `a safe fix is offered, but there is no ${path.basename(golden)}`);
    return;
  }
  const read = (current: string) => ({
    document: parseConfigDocument(current, 'yaml'),
    findings: only(current),
  });
  const { edits, refused } = fixAll(text, read);
  const fixed = applyEdits(text, edits);
  assert.equal(fixed, readFileSync(golden, 'utf8'));
  assert.deepEqual(
    only(fixed).filter((finding) => finding.fixes?.[0]?.safe).length,
    refused.length,
    'the fixed text still has something to fix',
  );
}

/** A page has `## Wrong` and `## Right` with YAML each: wrong shows the finding, right does not. */
async function checkPage(code: string, find: Find): Promise<void> {
  const page = readFileSync(path.join(pages, `${code}.md`), 'utf8');
  for (const heading of ['What it finds', 'Why', 'Wrong', 'Right', 'When to ignore it']) {
    assert.ok(page.includes(`\n## ${heading}\n`), `no section "${heading}"`);
  }
  const wrong = examplesUnder(page, 'Wrong');
  const right = examplesUnder(page, 'Right');
  assert.ok(wrong.length > 0 && right.length > 0, 'no YAML example');
  const codesIn = async (example: string) =>
    (await find(exampleConfig(example))).map((finding) => finding.code);
  for (const example of wrong)
    assert.ok((await codesIn(example)).includes(code), `not found in:\n${example}`);
  for (const example of right) assert.ok(!(await codesIn(example)).includes(code), `found in:\n${example}`);
}

function examplesUnder(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```ya?ml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}
