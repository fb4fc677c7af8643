import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkAnswers, checkFindings, checkFixAll, parse } from '../support/any-text';
import { configTexts, garbledConfig } from '../support/garbled-config';

/** The same texts at each run; `PROPERTY_SEED` and `PROPERTY_RUNS` look at others. */
const told = { seed: Number(process.env.PROPERTY_SEED ?? 20_250_821), includeErrorInReport: true };
const runs = Number(process.env.PROPERTY_RUNS ?? 150);
const limit = { timeout: 60_000 };

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });

describe('any text', () => {
  it('is judged without an error of ours, within its bounds', limit, () => {
    fc.assert(
      fc.property(garbledConfig(6), (text) => checkFindings(parse(text))),
      { ...told, numRuns: runs },
    );
  });

  it('is judged as JSON, too', limit, () => {
    fc.assert(
      fc.property(garbledConfig(3), (text) => checkFindings(parse(text, 'json'))),
      { ...told, numRuns: Math.ceil(runs / 4) },
    );
  });

  it('is cut off anywhere', limit, () => {
    fc.assert(
      fc.property(fc.nat({ max: configTexts.length - 1 }), shares, (index, cuts) => {
        const text = configTexts[index] ?? '';
        for (const cut of cuts) checkFindings(parse(text.slice(0, Math.floor(cut * text.length))));
      }),
      { ...told, numRuns: Math.ceil(runs / 4) },
    );
  });

  it('is answered at any place, within its bounds', limit, async () => {
    await fc.assert(
      fc.asyncProperty(garbledConfig(4), shares, async (text, places) => {
        await checkAnswers(parse(text), places);
      }),
      { ...told, numRuns: runs },
    );
  });

  it('is fixed to the end at once, and stays readable', limit, () => {
    fc.assert(
      fc.property(garbledConfig(3), (text) => {
        checkFixAll(parse(text));
      }),
      { ...told, numRuns: runs },
    );
  });
});
