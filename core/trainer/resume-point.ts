import { readCheckpointHeader, stepOfHeader } from './checkpoint-header';
import type { FileProbe, ProbedItem } from './file-probe';
import { hidingParts } from './job-folder';
import { hasMagic, pythonGlob } from './python-glob';
import { joinAsPython } from './python-path';
import { looksLikeTorch } from './torch-file';

/** What decides where a start begins; all of it as ai-toolkit reads it from the config, with variables replaced. */
export interface ResumeQuestion {
  /** The name of the job folder: the process's own `name`, else `config.name`. */
  readonly folderName: string;
  /** What ai-toolkit looks for: files that begin with this. */
  readonly filePrefix: string;
  /** `training_folder` as written: ai-toolkit's filters look at the path in exactly this spelling. */
  readonly trainingFolder: string;
  readonly steps: number;
  readonly startStep: number | undefined;
  readonly pretrainedLora: string | undefined;
  /** Whether a LoRA or the like is trained. Without one whole models are saved, as folders. */
  readonly hasNetwork: boolean;
}

/** Where a start begins. `step` is the step at which training begins. */
export type ResumePoint =
  | { readonly kind: 'starts-fresh'; readonly step: number; readonly reason: FreshReason }
  | {
      readonly kind: 'resumes';
      readonly step: number;
      readonly file: string;
      /** What named the step: `train.start_step`, the file, or nothing, so that it is 0. */
      readonly stepFrom: 'start_step' | 'file' | undefined;
    }
  /** Nothing is left to train. */
  | { readonly kind: 'finished'; readonly step: number; readonly file: string | undefined }
  /** ai-toolkit treats a file as a checkpoint that is not one, and fails after loading the model. */
  | { readonly kind: 'fails'; readonly file: string; readonly reason: FailureReason };

/** Why no checkpoint is used: there is none, its path contains a part that hides it, or the path contains wildcards. */
export type FreshReason =
  | { readonly kind: 'no-checkpoint' }
  | { readonly kind: 'hidden'; readonly part: string }
  | { readonly kind: 'wildcards' }
  | { readonly kind: 'pretrained'; readonly path: string };

/** `config.yaml` is written at each start, before ai-toolkit looks (BaseTrainProcess.py:75), so it is the newest. */
export type FailureReason = 'config-file' | 'not-a-checkpoint' | 'broken';

/**
 * Where the next start begins, by ai-toolkit's own rules (BaseSDTrainProcess.py:823-889): of everything whose name begins
 * with the job's, the newest by creation time on Windows and by inode change elsewhere, not the highest step; its step from
 * the header, unless `train.start_step` is set. Undefined when the job folder or the newest file cannot be read.
 */
export async function findResumePoint(
  probe: FileProbe,
  question: ResumeQuestion,
): Promise<ResumePoint | undefined> {
  const { filePrefix, steps, startStep } = question;
  const root = rootOf(probe, question);
  if (!hasMagic(root) && !(await isKnown(probe, root))) return undefined;
  const found = await candidates(probe, question);
  const trap = joinAsPython(root, 'config.yaml', probe.windows);
  if (filePrefix !== '' && 'config.yaml'.startsWith(filePrefix) && !isFiltered(trap, filePrefix)) {
    return { kind: 'fails', file: trap, reason: 'config-file' };
  }
  const newest = newestOf(found, filePrefix);
  if (!newest) return withoutCheckpoint(question, root, found.length > 0);
  const step = await stepOf(probe, newest, question.hasNetwork);
  if (step === 'unknown') return undefined;
  if (typeof step === 'string') return { kind: 'fails', file: newest.path, reason: step };
  const begins = startStep ?? step ?? 0;
  if (begins >= steps) return { kind: 'finished', step: begins, file: newest.path };
  const stepFrom = startStep !== undefined ? 'start_step' : step === undefined ? undefined : 'file';
  return { kind: 'resumes', step: begins, file: newest.path, stepFrom };
}

/** The checkpoint that a start loads, and the step that it names; undefined where there is none, or none that loads. */
export async function findCheckpoint(
  probe: FileProbe,
  question: ResumeQuestion,
): Promise<{ readonly item: ProbedItem; readonly step: number | undefined } | undefined> {
  const newest = newestOf(await candidates(probe, question), question.filePrefix);
  const step = newest && (await stepOf(probe, newest, question.hasNetwork));
  return newest && typeof step !== 'string' ? { item: newest.item, step } : undefined;
}

interface Candidate {
  /** In the spelling of the config. */
  readonly path: string;
  readonly item: ProbedItem;
}

function rootOf(probe: FileProbe, { trainingFolder, folderName }: ResumeQuestion): string {
  return joinAsPython(trainingFolder, folderName, probe.windows);
}

/** The patterns NAME*.safetensors and NAME*.pt find nothing that NAME* does not. */
async function candidates(probe: FileProbe, question: ResumeQuestion): Promise<Candidate[]> {
  const pattern = joinAsPython(rootOf(probe, question), `${question.filePrefix}*`, probe.windows);
  return existing(probe, await pythonGlob(probe, pattern));
}

function newestOf(found: readonly Candidate[], prefix: string): Candidate | undefined {
  return found
    .filter(({ path }) => !isFiltered(path, prefix))
    .reduce<Candidate | undefined>(
      (best, next) => (best && best.item.created >= next.item.created ? best : next),
      undefined,
    );
}

/** A folder that is not there is an answer; one that cannot be looked at is none. */
async function isKnown(probe: FileProbe, folder: string): Promise<boolean> {
  const item = await probe.stat(folder);
  if (item === 'absent') return true;
  return item?.kind === 'folder' && (await probe.listFolder(folder)) !== undefined;
}

async function existing(probe: FileProbe, paths: readonly string[]): Promise<Candidate[]> {
  const looks = paths.map(async (path) => {
    const item = await probe.stat(path);
    return typeof item === 'object' ? [{ path, item }] : [];
  });
  return (await Promise.all(looks)).flat();
}

/** These tests see the whole path, folders included, and not only the file's name (BaseSDTrainProcess.py:843-851). */
function isFiltered(path: string, prefix: string): boolean {
  return hidingParts.some((part) => !prefix.includes(part) && path.includes(part));
}

/** The step that a checkpoint names, undefined when it names none, or why ai-toolkit cannot load it. */
async function stepOf(
  probe: FileProbe,
  { path, item }: Candidate,
  hasNetwork: boolean,
): Promise<number | undefined | FailureReason | 'unknown'> {
  if (item.kind === 'folder') {
    if (hasNetwork) return 'not-a-checkpoint';
    const meta = await probe.readText(joinAsPython(path, 'aitk_meta.yaml', probe.windows), 64 * 1024);
    const step = /^\s*step:\s*(\d+)\s*$/m.exec(meta ?? '')?.[1];
    return step === undefined ? undefined : Number(step);
  }
  // What torch.load reads names no step.
  if (path.endsWith('.pt'))
    return looksLikeTorch(await probe.readBytes(path, 0, 2)) === false ? 'broken' : undefined;
  if (!path.endsWith('.safetensors')) return 'not-a-checkpoint';
  const header = await readCheckpointHeader(probe, path);
  if (header === undefined) return 'unknown';
  return header === 'broken' ? 'broken' : stepOfHeader(header);
}

function withoutCheckpoint(question: ResumeQuestion, root: string, hasHidden: boolean): ResumePoint {
  const step = question.startStep ?? 0;
  if (step >= question.steps) return { kind: 'finished', step, file: undefined };
  return { kind: 'starts-fresh', step, reason: reasonFor(question, root, hasHidden) };
}

function reasonFor(question: ResumeQuestion, root: string, hasHidden: boolean): FreshReason {
  const part = hidingParts.find((one) => !question.filePrefix.includes(one) && root.includes(one));
  if (part !== undefined && hasHidden) return { kind: 'hidden', part };
  if (hasMagic(root)) return { kind: 'wildcards' };
  if (question.pretrainedLora !== undefined) return { kind: 'pretrained', path: question.pretrainedLora };
  return { kind: 'no-checkpoint' };
}
