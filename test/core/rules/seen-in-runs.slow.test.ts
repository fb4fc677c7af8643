import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readSeenRuns } from '../../support/seen-runs';
import { demandOf, disagreement, newFindings } from '../../support/seen-verdict';

const runs = readSeenRuns();
/** Records that are not followed to the letter, and why. */
const judgedOtherwise: Readonly<Record<string, string>> = {
  'tf-proc': 'only the start itself tries whether the job folder can be written',
  'ds-zero-byte': 'an image that is left out is worth a warning, although the run goes on',
  'cap-bom': 'a byte order mark in one caption is not reported yet',
  'cap-ext-json-bad': 'the ending is the same as in the case that asks for a warning',
  'trigger-ds': 'a trigger word that samples do not get is worth a warning',
  'rs-opt-automagic': 'the recorded run went on, whatever the words ask for',
  'save-every-1-mid': 'checkpoints that are deleted unasked are worth a warning',
};

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
    let otherwise = 0;
    for (const run of runs) {
      const found = await newFindings(run);
      const why = disagreement(run, found);
      if (why === undefined) continue;
      if (run.id in judgedOtherwise) {
        otherwise++;
        continue;
      }
      const shown = found.map(({ finding }) => `${finding.code}:${finding.severity[0]}`).join(' ');
      const wanted = JSON.stringify(demandOf(run));
      table.push(
        `${run.id} | ${why} | ${wanted} | ${shown} | ${run.outcome.phase} | ${run.says.slice(0, 90)}`,
      );
    }
    test.diagnostic(`${runs.length - table.length - otherwise} of ${runs.length} recorded starts agree`);
    const others = Object.entries(judgedOtherwise).map(([id, why]) => `${id}: ${why}`);
    test.diagnostic(`judged otherwise:\n${others.join('\n')}`);
    assert.equal(table.length, 0, `disagreements:\n${table.join('\n')}`);
  });
}
