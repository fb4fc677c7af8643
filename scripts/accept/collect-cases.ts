import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { knownCodes } from '../../core/editor/diagnostics/known-codes';
import type { Claim, ReportedFinding } from '../../core/syntax/finding';
import type { ToolkitKeys } from '../../core/toolkit/toolkit-keys';
import { findInText, findWithDisk, repositoryRoot } from '../../test/support/find-in-text';
import { type FileTree, inMemoryDisk } from '../../test/support/in-memory-disk';
import { readMarkers } from '../../test/support/markers';
import type { FindAll } from './isolate-fault';
import { isReal } from './real-disk';

/** One marked fault of a fixture. */
export interface ClaimCase {
  readonly code: string;
  readonly fixture: string;
  /** Without markers. */
  readonly text: string;
  readonly finding: ReportedFinding;
  readonly find: FindAll;
  /** The disk that the fixture describes; undefined where it describes none. */
  readonly tree: FileTree | undefined;
  /** The claims that the fault is about: its own, or all of its code. */
  readonly claims: readonly Claim[];
}

export interface ClaimedCode {
  readonly code: string;
  readonly claims: readonly Claim[];
  readonly cases: readonly ClaimCase[];
}

/**
 * Every code that claims something, with the marked faults of its fixtures.
 *
 * @param version of the ai-toolkit that runs them; rules differ by it
 * @param only names some codes, with commas between; undefined for all
 */
export async function collectClaims(version: string, only: string | undefined): Promise<ClaimedCode[]> {
  const collected: ClaimedCode[] = [];
  const wanted = only?.split(',');
  for (const { code, claims = [] } of knownCodes) {
    if (claims.length === 0 || (wanted && !wanted.includes(code))) continue;
    collected.push({ code, claims, cases: await casesOf(code, claims, version) });
  }
  return collected;
}

async function casesOf(code: string, claims: readonly Claim[], version: string): Promise<ClaimCase[]> {
  const toolkit: ToolkitKeys = { version, has: () => undefined };
  const folder = path.join(repositoryRoot, 'test/fixtures/rules', code);
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /(?<!\.fixed)\.ya?ml$/.test(name))
    : [];
  const cases: ClaimCase[] = [];
  for (const fixture of names) {
    const { text, marks } = readMarkers(readFileSync(path.join(folder, fixture), 'utf8'));
    // A fixture for another ai-toolkit says nothing about this one.
    if (!marks.some((mark) => mark.code === code) || /^\s*# With ai-toolkit /m.test(text)) continue;
    const tree = readTree(path.join(folder, fixture.replace(/\.ya?ml$/, '.files.json')));
    if (tree && !isReal(tree)) continue;
    const find: FindAll = async (each) =>
      tree ? findWithDisk(each, inMemoryDisk(tree), { toolkit }) : findInText(each, { toolkit });
    for (const finding of (await find(text)).filter((each) => each.code === code)) {
      cases.push({ code, fixture, text, finding, find, tree, claims: finding.claims ?? claims });
    }
  }
  return cases;
}

function readTree(file: string): FileTree | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
