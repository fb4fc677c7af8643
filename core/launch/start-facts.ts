import { buildPlan, type Plan } from '../plan/index';
import type { DatasetScan } from '../trainer/datasets/index';
import type { Variable } from '../trainer/environment';
import type { FileProbe } from '../trainer/file-probe';
import { jobStart } from '../trainer/job-start';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { StartNeeds } from './memory';
import { type NeededPackage, neededPackages } from './needed-packages';
import { type DatasetFacts, datasetFacts, type ModelFacts, modelFacts, startNeeds } from './start-needs';

/** What a config and its folders say of a start, for the checks of the machine. */
export interface StartFacts {
  /** The folder of the first process, as ai-toolkit joins it; undefined when a part of it is not known. */
  readonly jobFolder: string | undefined;
  /** "maya: resumes at step 250 of 3000 from maya_000000250.safetensors", without a period. */
  readonly resume: string | undefined;
  readonly packages: readonly NeededPackage[];
  readonly datasets: readonly DatasetFacts[];
  readonly model: ModelFacts | undefined;
  readonly needs: StartNeeds | undefined;
}

export interface StartQuestion {
  readonly config: TrainingConfig;
  readonly variable: Variable | undefined;
  readonly probe: FileProbe;
  /** The datasets of a process; the rules of the disk have scanned them already. */
  readonly scan: (process: TrainingProcess) => Promise<DatasetScan>;
  readonly toolkitVersion: string;
}

/** A local model with less than so many bytes of weights is not one of the published sizes, which the plan counts with. */
const leastOfFullSize = 8e9;

/** Collects what is known of a start of the first trainer. */
export async function startFacts(question: StartQuestion): Promise<StartFacts> {
  const { config, variable, probe, scan, toolkitVersion } = question;
  const job = await jobStart(config, variable, probe);
  const packages = neededPackages(config);
  const [process] = config.trainers;
  if (!process) return { ...job, packages, datasets: [], model: undefined, needs: undefined };
  const plan: Plan = await buildPlan({ config, process, probe, scan: await scan(process), toolkitVersion });
  const model = modelFacts(config, process, plan, variable);
  const needs = startNeeds(process, plan);
  const isKnownSize = model !== undefined && (await isFullSize(probe, model));
  return {
    ...job,
    packages,
    datasets: datasetFacts(plan),
    model,
    needs: isKnownSize ? needs : { ...needs, hostGiB: undefined, gpuGiB: undefined },
  };
}

async function isFullSize(probe: FileProbe, { name, downloadBytes }: ModelFacts): Promise<boolean> {
  const items = await probe.listFolder(probe.join(name, 'transformer'));
  if (items === undefined) return downloadBytes !== undefined;
  const bytes = items.reduce(
    (total, { name: file, size }) => total + (/\.safetensors$/.test(file) ? size : 0),
    0,
  );
  return bytes >= leastOfFullSize;
}
