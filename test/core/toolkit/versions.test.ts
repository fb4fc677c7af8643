import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  anyVersion,
  byVersion,
  compareVersions,
  isInRange,
  isNewerThanFacts,
  rangeText,
  readVersion,
  since013,
  toolkitVersions,
  until013,
} from '../../../core/toolkit/versions';

describe('toolkitVersions', () => {
  it('lets the choice win over the checkout, and the checkout over nothing', () => {
    assert.equal(toolkitVersions({ checkout: '0.12.26', chosen: '0.13' }).decided, '0.13.22');
    assert.equal(toolkitVersions({ checkout: '0.12.26', chosen: 'auto' }).decided, '0.12.26');
    assert.equal(toolkitVersions({ checkout: undefined, chosen: undefined }).decided, undefined);
  });

  it('says whose version it is', () => {
    assert.equal(toolkitVersions({ checkout: '0.12.26', chosen: '' }).label, 'your ai-toolkit is 0.12.26');
    assert.equal(
      toolkitVersions({ checkout: '0.12.26', chosen: '0.13.4' }).label,
      'the chosen ai-toolkit is 0.13.4',
    );
    assert.equal(anyVersion.label, undefined);
  });

  it('holds for both described versions together when none is decided', () => {
    assert.equal(anyVersion.holds({}), 'always');
    assert.equal(anyVersion.holds(since013), 'sometimes');
    assert.equal(anyVersion.holds({ since: '0.14.0' }), 'never');
    assert.equal(toolkitVersions({ checkout: '0.7.9', chosen: undefined }).holds(until013), 'always');
    assert.equal(toolkitVersions({ checkout: '0.14.1', chosen: undefined }).holds(since013), 'always');
  });

  it('picks the words of one version, or those that name both', () => {
    const words = { inside: 'mean', outside: 'sum', both: 'sum or mean' };
    const at = (chosen: string | undefined) =>
      byVersion(toolkitVersions({ checkout: undefined, chosen }), since013, words);
    assert.deepEqual([at('0.12.26'), at('0.13.13'), at(undefined)], ['sum', 'mean', 'sum or mean']);
  });
});

describe('versions', () => {
  it('compares numbers, not text', () => {
    assert.ok(compareVersions('0.13.4', '0.13.17') < 0);
    assert.ok(compareVersions('0.13', '0.13.0') === 0);
    assert.ok(compareVersions('1.0.0', '0.13.22') > 0);
  });

  it('reads a version, a line of versions, and nothing else', () => {
    assert.deepEqual(
      ['0.12.26', 'v0.13.17', '0.13', '0.12', '0.14', '', 'auto', '0', undefined].map((text) =>
        readVersion(text),
      ),
      ['0.12.26', '0.13.17', '0.13.22', '0.12.26', '0.14.0', undefined, undefined, undefined, undefined],
    );
  });

  it('takes the first version of a range in and leaves its end out', () => {
    assert.ok(isInRange('0.13.17', { since: '0.13.17' }));
    assert.ok(!isInRange('0.13.16', { since: '0.13.17' }));
    assert.ok(!isInRange('0.13.13', { until: '0.13.13' }));
    assert.ok(isNewerThanFacts('0.13.23') && !isNewerThanFacts('0.13.22'));
  });

  it('writes a range in words', () => {
    assert.equal(rangeText({ since: '0.13.17' }), '0.13.17 and newer');
    assert.equal(rangeText({ until: '0.13.0' }), 'versions before 0.13');
    assert.equal(rangeText({ since: '0.12.1', until: '0.13.13' }), 'versions from 0.12.1 to before 0.13.13');
    assert.equal(rangeText({}), 'every version');
  });
});
