import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plainAt } from '../../core/rehearsal/plain-value';
import { parseConfigDocument } from '../../core/syntax/config-document';
import type { ClaimCase } from './collect-cases';
import { checkpointsOf, completeConfig, isForeign, placeModel } from './complete-config';
import { faultOf, findFault, isolateFault, withoutFinding, writtenAt } from './isolate-fault';
import { judgeClaim, type Trial } from './judge-claims';
import { type Observed, observe } from './observe';
import { makeRealDisk, makeWrittenFolders } from './real-disk';
import type { SmallDataset } from './small-dataset';
import type { TrainerBatch } from './trainer-batch';

export interface CaseWorld {
  readonly batch: TrainerBatch;
  /** Absolute folder of ai-toolkit. */
  readonly toolkit: string;
  /** Absolute folder that cases get their folders in. */
  readonly work: string;
  readonly dataset: SmallDataset;
  /** Seconds for each start. */
  readonly timeout: number;
}

/** Isolates a case's fault, makes the config one that can run, and runs it with and without the fault. */
export async function runCase(each: ClaimCase, name: string, world: CaseWorld): Promise<Trial[]> {
  const { find, finding, tree } = each;
  const fault = faultOf(each.text, finding);
  const alone = await isolateFault(each.text, finding, find);
  const stays = async (text: string) => (await findFault(text, fault, find)) !== undefined;
  const text = await completeConfig(alone, world.dataset, stays, tree !== undefined);
  const found = await findFault(text, fault, find);
  if (!found || isForeign(text)) return [];
  const { key, path: place } = writtenAt(text, found);
  const starts = each.claims.some(({ where }) => where === 'resume') ? 2 : 1;
  const run = { ...world, starts, tree, faultyKey: key };
  const written = await runText(text, { ...run, folder: path.join(world.work, name) });
  const value = plainAt(parseConfigDocument(text, 'yaml').root, place);
  const bare: Trial = { name: `${each.fixture} ${key}`, written, without: undefined, key, value };
  const trials: Trial[] = [];
  // A fix may do more than take the fault out, so the other ways are tried where it shows nothing.
  for (const candidate of tree ? [] : withoutFinding(text, found).slice(0, mostWays)) {
    const folder = path.join(world.work, `${name} without`);
    const trial: Trial = { ...bare, without: await runText(candidate, { ...run, folder }) };
    trials.push(trial);
    if (each.claims.some((claim) => judgeClaim(claim, [trial]).verdict === 'holds')) break;
  }
  return trials.length > 0 ? trials : [bare];
}

/** Edits that are tried to take one fault out. */
const mostWays = 3;

export interface TextRun extends CaseWorld {
  /** The key that must stay as it is written. */
  readonly faultyKey: string | undefined;
  readonly folder: string;
  readonly starts: number;
  readonly tree: ClaimCase['tree'];
}

/** Runs one text in a folder of its own, which is emptied before and stays for whoever looks into it. */
export async function runText(text: string, run: TextRun): Promise<Observed> {
  const { folder, toolkit } = run;
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'output'), { recursive: true });
  if (run.tree) await makeRealDisk(run.tree, folder);
  const folderOf = (kind: string) => path.join(folder, 'model', kind);
  if (!run.tree) await makeWrittenFolders(text, folder, run.dataset);
  const placed = placeModel(text, folderOf, run.faultyKey);
  const kinds = checkpointsOf(text);
  const config = path.join(folder, 'config.yaml');
  await writeFile(config, placed);
  const seen = await run.batch.run({
    id: path.basename(folder),
    cwd: folder,
    configs: Array.from({ length: run.starts }, () => config),
    output: path.join(folder, 'output'),
    checkpoints: (kinds.length > 0 ? kinds : ['image']).map((kind) => ({ kind, folder: folderOf(kind) })),
    timeout: run.timeout,
  });
  await writeFile(path.join(folder, 'output.log'), seen.text);
  return observe(seen, placed, toolkit);
}
