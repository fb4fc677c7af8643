import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { parseConfigDocument } from '../../core/syntax/config-document';
import { reparse } from '../../core/syntax/reparse';
import { checkAnswers, checkFindings, checkFixAll, parse } from '../support/any-text';
import { repositoryRoot } from '../support/find-in-text';
import { configTexts, garbledConfig } from '../support/garbled-config';
import { hostileTexts, otherBytes } from '../support/hostile-texts';
import { changes } from '../support/random-changes';

/** Texts per round; a round ends with a look at the clock. */
const perRound = 40;
const crashes = path.join(repositoryRoot, 'test/fixtures/crashes');

/** A text in parts, so that what breaks is shrunk to its smallest. */
const anyText = fc.oneof(
  { arbitrary: garbledConfig(8), weight: 8 },
  { arbitrary: otherBytes, weight: 1 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...hostileTexts), fc.nat({ max: 40 }), fc.constantFrom(...configTexts), fc.nat())
      .map(([{ make }, size, text, at]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + make(size) + text.slice(cut);
      }),
    weight: 1,
  },
);

/** Milliseconds of processor time that a text may cost: a second, and one more for each 20,000 characters. */
function bound(text: string): number {
  return 1000 + text.length / 20;
}

async function checkAll(text: string): Promise<void> {
  for (const format of ['yaml', 'json'] as const) {
    const before = process.cpuUsage();
    const parsed = parse(text, format);
    checkFindings(parsed);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 > 20 * bound(text)) throw new Error(`It took ${(user + system) / 1000} ms.`);
    checkFixAll(parsed);
    await checkAnswers(parsed, [0, 0.3, 0.6, 1]);
  }
}

function checkParts(seed: number): void {
  for (const { before, after } of changes(perRound * 5, seed)) {
    const again = reparse(parseConfigDocument(before, 'yaml'), after);
    if (again === undefined) continue;
    const whole = parseConfigDocument(after, 'yaml');
    if (JSON.stringify(again) !== JSON.stringify(whole)) {
      throw new Error(`In part it is another document: ${JSON.stringify({ before, after })}`);
    }
  }
}

async function main(args: readonly string[]): Promise<number> {
  const minutes = Number(args[args.indexOf('--minutes') + 1] ?? 1);
  if (!(minutes > 0)) throw new Error('Usage: npm run fuzz -- --minutes N');
  const end = Date.now() + minutes * 60_000;
  const found = new Set<string>();
  let texts = 0;
  let inParts = 0;
  for (let seed = Date.now() % 1_000_000_000; Date.now() < end; seed++) {
    const result = await fc.check(fc.asyncProperty(anyText, checkAll), { seed, numRuns: perRound });
    texts += result.numRuns;
    if (result.failed) keep(String(result.counterexample?.[0]), result.errorInstance, found);
    checkParts(seed);
    inParts += perRound * 5;
  }
  console.log(
    `${texts} texts and ${inParts} changes in ${minutes} minutes, ${found.size} of them broke a promise`,
  );
  return found.size === 0 ? 0 : 1;
}

/** Each kind of failure once: its text becomes a fixture, which a test reads from then on. */
function keep(text: string, error: unknown, found: Set<string>): void {
  const kind = String(error instanceof Error ? error.message : error)
    .slice(0, 80)
    .replace(/\d+|'[^']*'/g, '…');
  if (found.has(kind)) return;
  found.add(kind);
  mkdirSync(crashes, { recursive: true });
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.txt`;
  writeFileSync(path.join(crashes, name), text);
  console.log(`${name}: ${String(error instanceof Error ? error.stack : error).slice(0, 1500)}`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error);
    process.exitCode = 2;
  },
);
