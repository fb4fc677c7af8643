import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../core/syntax/config-document';
import type { ReportedFinding } from '../../core/syntax/finding';
import { applyEdits } from '../../core/syntax/text-edits';
import { findInText, repositoryRoot } from '../support/find-in-text';
import type { Base, WayToBreak } from '../support/way-to-break';
import { waysToMissQwen } from './rules/ways-to-miss-qwen';
import { waysToRaise } from './rules/ways-to-raise';

const waysToBreak: readonly WayToBreak[] = [...waysToRaise, ...waysToMissQwen];

/** Our own examples, and ai-toolkit's where the reference corpus lies beside the repository. */
const sources: readonly {
  readonly name: string;
  readonly folder: string;
  readonly files: Record<Base, string>;
}[] = [
  {
    name: 'our examples',
    folder: path.join(repositoryRoot, 'test/fixtures/examples'),
    files: { image: 'qwen-image.yaml', edit: 'qwen-image-edit.yaml', plus: 'qwen-image-edit-plus.yaml' },
  },
  {
    name: "ai-toolkit's examples",
    folder: path.join(repositoryRoot, '../shared/corpus/upstream/config/examples'),
    files: {
      image: 'train_lora_qwen_image_24gb.yaml',
      edit: 'train_lora_qwen_image_edit_32gb.yaml',
      plus: 'train_lora_qwen_image_edit_2509_32gb.yaml',
    },
  },
];

for (const source of sources) {
  describe(`${source.name}, broken in one way`, () => {
    if (!existsSync(source.folder)) {
      it('have no corpus here to be broken; only our own are', () => {
        assert.notEqual(source, sources[0]);
      });
      return;
    }
    for (const base of ['image', 'edit', 'plus'] as const) {
      const text = readFileSync(path.join(source.folder, source.files[base]), 'utf8');
      for (const way of waysToBreak) {
        if (!way.bases.includes(base)) continue;
        it(`${base}: ${way.name} is ${way.code}`, () => check(text, way));
      }
    }
  });
}

function check(text: string, way: WayToBreak): void {
  const find = (current: string) => findInText(current, way.options);
  const before = find(text);
  const broken = way.breakage(text);
  const found = newSince(before, find(broken));
  const named = found.filter((finding) => finding.code === way.code);
  assert.ok(named.length > 0, `not found; new are:\n${describeAll(found)}`);
  const grave = found.filter((finding) => isGrave(finding) && finding.code !== way.code);
  assert.deepEqual(grave, [], `besides ${way.code} there are new:\n${describeAll(grave)}`);
  assert.ok(
    named.some((finding) => finding.severity === way.severity),
    `its severity is another:\n${describeAll(named)}`,
  );
  for (const finding of named) {
    const count = alike(find(broken), finding);
    finding.fixes?.forEach((fix, index) => {
      const fixed = applyEdits(broken, fix.edits);
      assert.deepEqual(
        parseConfigDocument(fixed, 'yaml').problems,
        [],
        `'${fix.title}' broke the text:\n${fixed}`,
      );
      const after = find(fixed);
      assert.ok(
        alike(after, finding) < count,
        `'${fix.title}' left:\n${describeAll(newSince(before, after))}`,
      );
      // A skeleton that is inserted may ask for more; a safe fix never does.
      if (index > 0 || !fix.safe) return;
      const caused = newSince(before, after).filter((other) => isGrave(other) && other.code !== way.code);
      assert.deepEqual(caused, [], `'${fix.title}' caused:\n${describeAll(caused)}`);
    });
  }
}

/** What is found now beyond what was found before, by code, severity and message. */
function newSince(before: readonly ReportedFinding[], after: readonly ReportedFinding[]): ReportedFinding[] {
  const known = before.map(identity);
  return after.filter((finding) => {
    const at = known.indexOf(identity(finding));
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

function identity({ code, severity, message }: ReportedFinding): string {
  return `${severity} ${code}: ${message}`;
}

function alike(findings: readonly ReportedFinding[], finding: ReportedFinding): number {
  return findings.filter((other) => identity(other) === identity(finding)).length;
}

function isGrave({ severity }: ReportedFinding): boolean {
  return severity === 'error' || severity === 'warning';
}

function describeAll(findings: readonly ReportedFinding[]): string {
  return findings.map((finding) => identity(finding)).join('\n');
}
