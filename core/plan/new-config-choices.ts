import type { QwenCheckpoint } from '../profiles/qwen-checkpoints';
import { qwenTransformer } from '../profiles/qwen-transformer';
import { parseConfigDocument } from '../syntax/config-document';
import { scanDatasets } from '../trainer/datasets/index';
import type { FileProbe, ProbedItem } from '../trainer/file-probe';
import { scheduleOf } from '../trainer/schedule';
import { viewTrainingConfig } from '../trainer/training-config';
import { effectiveModel } from './effective-model';
import { memoryPlan, type PlanGpu } from './memory-plan';
import {
  type NewConfigSubject,
  type NewConfigWeights,
  newConfigCheckpoints,
  newConfigWeights,
} from './new-config';
import { newConfigText } from './new-config-text';
import type { PlanMemory, Range } from './plan';
import { networkWeight } from './schedule-plan';

/** One model to train, as it would be loaded. */
export interface NewConfigChoice {
  readonly checkpoint: QwenCheckpoint;
  readonly weights: NewConfigWeights;
  /** GPU memory of the phase that needs most, in GiB; undefined where it is not known. */
  readonly peakGiB: Range | undefined;
  readonly fits: PlanMemory['fits'];
}

/**
 * The models for a subject. With a known GPU those that fit it come first, the most exact of them on top; without one
 * those in 8 bit come first.
 */
export async function newConfigChoices(
  subject: NewConfigSubject,
  gpu: PlanGpu | undefined,
): Promise<readonly NewConfigChoice[]> {
  const choices: NewConfigChoice[] = [];
  for (const checkpoint of newConfigCheckpoints(subject)) {
    for (const weights of newConfigWeights(checkpoint)) {
      choices.push(await estimated(subject, checkpoint, weights, gpu));
    }
  }
  const rank = ({ fits }: NewConfigChoice) => (fits === 'no' ? 2 : fits === 'maybe' ? 1 : 0);
  return choices.sort((a, b) => rank(a) - rank(b) || b.weights.bits - a.weights.bits);
}

async function estimated(
  subject: NewConfigSubject,
  checkpoint: QwenCheckpoint,
  weights: NewConfigWeights,
  gpu: PlanGpu | undefined,
): Promise<NewConfigChoice> {
  const isEdit = subject === 'edit';
  const config = viewTrainingConfig(
    parseConfigDocument(
      newConfigText({
        subject,
        checkpoint,
        weights,
        name: 'estimate',
        folder: 'images',
        controlFolder: isEdit ? 'controls' : undefined,
        controlImage: isEdit ? 'controls/image.png' : undefined,
        images: 1,
        trigger: '',
      }),
      'yaml',
    ),
  );
  const [process] = config.trainers;
  if (!process) throw new Error('The template has no trainer.');
  const memory = memoryPlan({
    process,
    model: effectiveModel(process),
    scan: await scanDatasets(process, oneImage),
    schedule: scheduleOf(process, undefined),
    network: networkWeight(process, qwenTransformer),
    gpu,
  });
  const peak = memory?.phases.find(({ phase }) => phase === memory.peak);
  return { checkpoint, weights, peakGiB: peak?.gpuGiB, fits: memory?.fits ?? null };
}

const image: ProbedItem = {
  name: 'image.png',
  kind: 'file',
  isLink: false,
  size: 1,
  modified: 0,
  created: 0,
};
const folder: ProbedItem = { ...image, name: 'images', kind: 'folder' };
const size = { width: 1024, height: 1024 };

/** A disk where each folder holds one image of 1024 × 1024 pixels: what the estimate is asked for. */
const oneImage: FileProbe = {
  windows: false,
  listFolder: async () => [image],
  stat: async (path) => (path.endsWith('.png') ? image : path.includes('.') ? 'absent' : folder),
  readBytes: async () => undefined,
  readText: async () => undefined,
  imageFacts: async () => ({ format: 'png', stored: size, size, channels: 3, problem: undefined }),
  canWrite: async () => true,
  join: (...parts) => parts.join('/'),
};
