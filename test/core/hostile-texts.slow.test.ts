import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ConfigFormat } from '../../core/language-service';
import { checkFindings, parse, service } from '../support/any-text';
import { defaultOptions } from '../support/find-in-text';
import { bombs, type HostileText, hostileJson, hostileTexts, otherBytes } from '../support/hostile-texts';

const size = Number(process.env.PROPERTY_SIZE ?? 600);

/** Milliseconds of processor time; a busy machine does not count. */
function cost(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function judge(text: string, format: ConfigFormat): void {
  service.diagnose(parse(text, format), defaultOptions);
}

/** What four times as much costs, in terms of once; a pass that grows with the square costs sixteen times. */
function checkGrowth({ name, make }: HostileText, format: ConfigFormat): void {
  const [small, large] = [make(size / 4), make(size)];
  judge(small, format);
  const once = Math.min(...[0, 1, 2].map(() => cost(() => judge(small, format))));
  const many = Math.min(...[0, 1].map(() => cost(() => judge(large, format))));
  assert.ok(
    many < 12 * once + 60,
    `${name}: ${once.toFixed(1)} ms, and ${many.toFixed(1)} ms for four times as much`,
  );
}

describe('a text that is made to take long', () => {
  for (const text of hostileTexts) {
    it(`is judged in proportion to its length: ${text.name}`, () => checkGrowth(text, 'yaml'));
  }
  for (const text of hostileJson) {
    it(`is judged in proportion to its length, as JSON: ${text.name}`, () => checkGrowth(text, 'json'));
  }
  for (const [index, text] of bombs.entries()) {
    it(`is judged at once although it stands for a lot: ${index + 1}`, () => {
      assert.ok(cost(() => judge(text, 'yaml')) < 3000);
      checkFindings(parse(text));
    });
  }

  it('is answered within its bounds, whatever it holds', () => {
    for (const { make } of hostileTexts) checkFindings(parse(make(12)));
    for (const { make } of hostileJson) checkFindings(parse(make(12), 'json'));
  });

  it('is answered within its bounds in other bytes and line ends', () => {
    fc.assert(
      fc.property(otherBytes, (text) => checkFindings(parse(text))),
      { seed: 7, numRuns: 120 },
    );
  });
});
