import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesText, clockText, counted, shortNumber } from '../../../client/webviews/shared/format';

describe('the texts of numbers', () => {
  it('keep three digits', () => {
    const texts = [0, 0.48211, 12.46, 1250, 0.0001, 5e-5, -0.25].map(shortNumber);
    assert.deepEqual(texts, ['0', '0.482', '12.5', '1250', '1e-4', '5e-5', '-0.25']);
  });

  it('say sizes as file managers do', () => {
    const texts = [12, 1000, 294_912_000, 999_600_000, 20_000_000_000_000].map(bytesText);
    assert.deepEqual(texts, ['12 B', '1 kB', '295 MB', '1 GB', '20 TB']);
  });

  it('name the day of another day', () => {
    const noon = new Date(2026, 0, 5, 12, 3).getTime();
    assert.equal(clockText(noon, noon), '12:03');
    assert.equal(clockText(noon + 86_400_000, noon), 'Tue 12:03');
  });

  it('count', () => assert.deepEqual([counted(1, 'image'), counted(0, 'image')], ['1 image', '0 images']));
});
