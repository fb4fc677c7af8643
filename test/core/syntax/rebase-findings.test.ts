import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReportedFinding } from '../../../core/syntax/finding';
import { rebaseFindings } from '../../../core/syntax/rebase-findings';

const before = 'name: maya\nsteps: 100\nfolder: data\n';

describe('findings of an earlier text', () => {
  it('stay before a change and move behind it', () => {
    const after = before.replace('100', '1000');
    const carried = rebaseFindings([find('maya'), find('data')], before, after);
    assert.deepEqual(
      carried.map(({ span }) => after.slice(span.start, span.end)),
      ['maya', 'data'],
    );
  });

  it('go when the change touches them', () => {
    assert.deepEqual(rebaseFindings([find('100')], before, before.replace('100', '1000')), []);
  });

  it('keep the fixes that can be moved whole, and no others', () => {
    const data = find('data');
    const own = { title: 'own', safe: true, edits: [{ span: data.span, newText: 'other' }] };
    const far = { title: 'far', safe: true, edits: [{ span: find('100').span, newText: '5' }] };
    const after = before.replace('100', '7');
    const [carried] = rebaseFindings([{ ...data, fixes: [own, far] }], before, after);
    assert.deepEqual(
      carried?.fixes?.map(({ title }) => title),
      ['own'],
    );
    const span = carried?.fixes?.[0]?.edits[0]?.span;
    assert.equal(after.slice(span?.start, span?.end), 'data');
  });

  it('are the same for the same text', () => {
    const findings = [find('maya')];
    assert.equal(rebaseFindings(findings, before, before), findings);
  });
});

function find(text: string): ReportedFinding {
  const start = before.indexOf(text);
  return {
    code: 'epoch-count',
    severity: 'information',
    message: 'm',
    span: { start, end: start + text.length },
  };
}
