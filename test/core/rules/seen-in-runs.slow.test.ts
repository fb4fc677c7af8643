import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readSeenRuns } from '../../support/seen-runs';
import { demandOf, disagreement, newFindings } from '../../support/seen-verdict';

const runs = readSeenRuns();
/** Recorded starts on which we still disagree; it only ever gets smaller. */
const stillOpen = 0;

if (!runs) {
  it('has no recorded starts beside the repository to compare with', (test) => {
    test.diagnostic(
      '../shared/oracle/runs.json is not there; no finding was compared with what ai-toolkit did.',
    );
  });
} else {
  it('judges each recorded start as ai-toolkit did', async (test) => {
    assert.ok(runs.length > 0);
    const table: string[] = [];
    for (const run of runs) {
      const found = await newFindings(run);
      const why = disagreement(run, found);
      if (why === undefined) continue;
      const shown = found.map(({ finding }) => `${finding.code}:${finding.severity[0]}`).join(' ');
      const wanted = JSON.stringify(demandOf(run));
      table.push(
        `${run.id} | ${why} | ${wanted} | ${shown} | ${run.outcome.phase} | ${run.says.slice(0, 90)}`,
      );
    }
    test.diagnostic(`${runs.length - table.length} of ${runs.length} recorded starts agree`);
    assert.ok(table.length <= stillOpen, `disagreements:\n${table.join('\n')}`);
  });
}
