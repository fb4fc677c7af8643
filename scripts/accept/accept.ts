import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findPython, findToolkit } from '../../cli/src/rehearse/find-trainer';
import { repositoryRoot } from '../../test/support/find-in-text';
import { cleanExamples } from './clean-examples';
import { type ClaimedCode, collectClaims } from './collect-cases';
import { canBeShown, type Judged, judgeClaim, type Trial } from './judge-claims';
import { type CaseWorld, runCase, runText } from './run-case';
import { makeSmallDataset } from './small-dataset';
import { openTrainer } from './trainer-batch';

const usage = `Usage: npm run accept -- --toolkit PATH [--python PATH] [--only RULE,RULE] [--tries N] [--keep FOLDER]

Runs the marked fixtures of each rule that claims something through a real ai-toolkit, on the CPU, and compares.
Exit status: 0 every claim holds that can be shown, 1 a claim is false, 2 ai-toolkit cannot be used.
`;

/** Seconds for one start; edit-plus takes the longest. */
const timeout = 240;

/** The program's exit status. */
export async function accept(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      toolkit: { type: 'string' },
      python: { type: 'string' },
      only: { type: 'string' },
      tries: { type: 'string', default: '12' },
      keep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const toolkit = values.toolkit === undefined ? undefined : findToolkit(values.toolkit, []);
  if (values.help || toolkit === undefined) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const work = values.keep ?? (await realpath(await mkdtemp(path.join(tmpdir(), 'qwen-lora-accept-'))));
  const batch = await openTrainer({
    toolkit,
    python: values.python ?? findPython(toolkit),
    rehearsal: path.join(repositoryRoot, 'cli', 'rehearsal'),
    cache: path.join(work, 'checkpoints'),
  });
  const codes = await collectClaims(batch.version, values.only);
  print(`ai-toolkit ${batch.version}, ${codes.length} rules with claims; the runs are in ${work}`);
  const dataset = await makeSmallDataset(path.join(work, 'data'));
  const world = { batch, toolkit, work, dataset, timeout };
  try {
    const rows = values.only === undefined ? await tryExamples(world) : [];
    for (const code of codes) rows.push(...(await tryCode(code, Number(values.tries), world)));
    return tell(rows);
  } finally {
    batch.end();
  }
}

interface Row {
  readonly code: string;
  readonly claim: string;
  readonly judged: Judged;
}

/** A clean config of each arch must reach its LoRA; otherwise nothing below means anything. */
async function tryExamples(world: CaseWorld): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { arch, text } of cleanExamples(world.dataset)) {
    const run = {
      ...world,
      folder: path.join(world.work, `clean ${arch}`),
      starts: 2,
      tree: undefined,
      faultyKey: undefined,
    };
    const { failedIn, exception, trained } = await runText(text, run);
    const isWell = failedIn === undefined && trained !== undefined && trained > 0;
    const seen = isWell ? 'reaches a trained LoRA and resumes' : `fails in ${failedIn}: ${exception}`;
    rows.push({
      code: 'clean config',
      claim: arch,
      judged: { verdict: isWell ? 'holds' : 'false', seen, trial: undefined },
    });
    print(lineOf(rows.at(-1)));
  }
  return rows;
}

/** Runs a code's faults until each claim is shown, or enough were tried. */
async function tryCode(
  { code, claims, cases }: ClaimedCode,
  tries: number,
  world: CaseWorld,
): Promise<Row[]> {
  const trials = new Map(claims.map((claim) => [JSON.stringify(claim), [] as Trial[]]));
  const of = (claim: ClaimedCode['claims'][number]) => trials.get(JSON.stringify(claim)) ?? [];
  for (const [index, each] of cases.entries()) {
    const open = each.claims.filter(
      (claim) =>
        canBeShown(claim) && of(claim).length < 3 * tries && judgeClaim(claim, of(claim)).verdict !== 'holds',
    );
    if (open.length === 0) continue;
    const shown = await runCase(each, `${code} ${index + 1}`, world);
    for (const claim of open) of(claim).push(...shown);
  }
  return claims.map((claim) => {
    const { where, what, of: values } = claim;
    const judged = judgeClaim(claim, of(claim));
    const row = { code, claim: `${where} ${what}${values === undefined ? '' : `: ${values}`}`, judged };
    print(lineOf(row));
    return row;
  });
}

function tell(rows: readonly Row[]): number {
  const count = (verdict: Judged['verdict']) =>
    rows.filter(({ judged }) => judged.verdict === verdict).length;
  print(`\n${rows.map(lineOf).join('\n')}\n`);
  print(
    `${count('holds')} claims hold, ${count('false')} are false, ${count('not shown')} cannot be shown here.`,
  );
  return count('false') > 0 ? 1 : 0;
}

function lineOf(row: Row | undefined): string {
  if (!row) return '';
  const { verdict, seen, trial } = row.judged;
  const where = trial === undefined ? '' : ` [${trial}]`;
  return `${verdict.padEnd(10)} ${row.code.padEnd(26)} ${row.claim.padEnd(24)} ${seen.slice(0, 150)}${where}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
