import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plainAt } from '../../core/rehearsal/plain-value';
import { parseConfigDocument } from '../../core/syntax/config-document';
import type { ClaimCase } from './collect-cases';
import { checkpointsOf, completeConfig, placeModel } from './complete-config';
import { faultOf, findFault, isolateFault, withoutFinding, writtenAt } from './isolate-fault';
import type { Trial } from './judge-claims';
import { type Observed, observe } from './observe';
import { makeRealDisk } from './real-disk';
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
export async function runCase(each: ClaimCase, name: string, world: CaseWorld): Promise<Trial | undefined> {
  const { find, finding, tree } = each;
  const fault = faultOf(each.text, finding);
  const alone = await isolateFault(each.text, finding, find);
  const stays = async (text: string) => (await findFault(text, fault, find)) !== undefined;
  const text = await completeConfig(alone, world.dataset, stays, tree !== undefined);
  const found = await findFault(text, fault, find);
  if (!found) return undefined;
  const without = tree ? undefined : withoutFinding(text, found);
  const starts = each.claims.some(({ where }) => where === 'resume') ? 2 : 1;
  const written = await runText(text, { ...world, folder: path.join(world.work, name), starts, tree });
  const { key, path: place } = writtenAt(text, found);
  return {
    name: `${each.fixture} ${key}`,
    written,
    without:
      without === undefined
        ? undefined
        : await runText(without, {
            ...world,
            folder: path.join(world.work, `${name} without`),
            starts,
            tree,
          }),
    key,
    value: plainAt(parseConfigDocument(text, 'yaml').root, place),
  };
}

interface TextRun extends CaseWorld {
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
  const placed = placeModel(text, folderOf);
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
