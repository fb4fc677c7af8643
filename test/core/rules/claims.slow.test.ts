import assert from 'node:assert/strict';
import { it } from 'node:test';
import { knownCodes } from '../../../core/editor/diagnostics/known-codes';
import type { Claim, ClaimPlace } from '../../../core/syntax/finding';
import { readSeenRuns, type SeenRun } from '../../support/seen-runs';
import { newFindings } from '../../support/seen-verdict';

/** About this extension, not about ai-toolkit. */
const withoutClaims: ReadonlySet<string> = new Set(['check-failed', 'file-too-large', 'unused-suppression']);
const claims = new Map(knownCodes.map((known) => [known.code, known.claims ?? []]));

/** The places of a run by the phases of the records; what fails late in one may be claimed for its neighbor. */
const placesOf: Readonly<Record<string, readonly ClaimPlace[]>> = {
  read: ['load', 'start'],
  load: ['load'],
  adapter: ['load'],
  network: ['network', 'load'],
  resume: ['resume', 'save'],
  optimizer: ['start'],
  'lr-scheduler': ['start'],
  dataset: ['dataset', 'load', 'start'],
  caption: ['dataset', 'step'],
  cache: ['dataset', 'start', 'step', 'load'],
  'before-loop': ['start', 'load', 'dataset'],
  'baseline-sample': ['sample', 'step', 'start'],
  sample: ['sample'],
  loop: ['step', 'start', 'dataset'],
  step: ['step', 'start', 'dataset', 'network'],
  save: ['save'],
  'after-training': ['after'],
};

it('has a claim for each code that speaks of ai-toolkit', () => {
  const missing = knownCodes.filter(({ code, claims: own }) => !own?.length && !withoutClaims.has(code));
  assert.deepEqual(
    missing.map(({ code }) => code),
    [],
  );
});

/** Runs that ended, for a reason of their own, before they reached what our error speaks of. */
const endedBefore: ReadonlySet<string> = new Set(['arch-edit-on-image-ckpt']);

const runs = readSeenRuns();

if (!runs) {
  it('has no recorded starts beside the repository to hold the claims to', (test) => {
    test.diagnostic(
      '../shared/oracle/runs.json is not there; no claim was compared with what ai-toolkit did.',
    );
  });
} else {
  it('holds every claim of an error to the recorded starts that it speaks of', async (test) => {
    const table: string[] = [];
    const spokenOf = new Set<string>();
    for (const run of runs) {
      const found = await newFindings(run);
      const errors = found.filter(({ finding }) => finding.severity === 'error');
      for (const { finding } of found) spokenOf.add(finding.code);
      if (errors.length === 0 || endedBefore.has(run.id)) continue;
      const held = errors.some(({ finding }) =>
        (claims.get(finding.code) ?? []).some((claim) => holds(claim, run)),
      );
      const codes = errors.map(({ finding }) => finding.code).join(' ');
      if (!held) table.push(`${run.id} | ${codes} | ${run.outcome.phase} | ${run.says.slice(0, 80)}`);
    }
    test.diagnostic(`${spokenOf.size} codes are spoken of by ${runs.length} recorded starts`);
    assert.equal(table.length, 0, `claims that the records do not bear out:\n${table.join('\n')}`);
  });
}

/** A run that failed bears out a claim of failure near its phase; one that finished any other claim. */
function holds(claim: Claim, run: SeenRun): boolean {
  const { exception, phase } = run.outcome;
  if (exception === null) return claim.what !== 'fails';
  return claim.what === 'fails' && (placesOf[phase] ?? []).includes(claim.where);
}
