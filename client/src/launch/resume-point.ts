import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pythonGlob } from './python-glob';

/** What decides where a start begins; all of it as ai-toolkit reads it from the config. */
export interface ResumeQuestion {
  /** `config.name`, or the process's own `name`, which names the folder and is what ai-toolkit looks for. */
  readonly name: string;
  /** `training_folder` as written: ai-toolkit's filters look at the path in exactly this spelling. */
  readonly trainingFolder: string;
  /** ai-toolkit's working directory, from which a relative `training_folder` counts. */
  readonly cwd: string;
  readonly steps: number;
  readonly startStep?: number | undefined;
  readonly pretrainedLora?: string | undefined;
  /** An embedding or a trained adapter is configured, so that the LoRA is called `NAME_LoRA`. */
  readonly namedLora?: boolean | undefined;
  readonly platform?: NodeJS.Platform;
}

/** Every kind has `sentence`, one readable line. `step` is the step training begins at. */
export type ResumePoint =
  | { readonly kind: 'startsAnew'; readonly reason: string; readonly step: number; readonly sentence: string }
  | { readonly kind: 'resumes'; readonly step: number; readonly file: string; readonly sentence: string }
  | {
      readonly kind: 'finished';
      readonly step: number;
      readonly file: string | undefined;
      readonly sentence: string;
    }
  /** ai-toolkit would take a file for a checkpoint that is none, and fail once the model is loaded. */
  | { readonly kind: 'fails'; readonly file: string; readonly sentence: string };

/**
 * Where the next start begins, by ai-toolkit's own rules (BaseSDTrainProcess.py:823-889): of everything whose name begins with
 * the job's, the newest by creation time on Windows and by inode change elsewhere, not the highest step; its step from the
 * safetensors header, unless `train.start_step` is set.
 */
export async function findResumePoint(question: ResumeQuestion): Promise<ResumePoint> {
  const platform = question.platform ?? process.platform;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const name = question.namedLora ? `${question.name}_LoRA` : question.name;
  const root = joinAsPython(question.trainingFolder, question.name, platform);

  // The patterns NAME*.safetensors and NAME*.pt find nothing that NAME* does not.
  const found = await pythonGlob(joinAsPython(root, `${name}*`, platform), question.cwd, platform);
  const candidates = await timed(found, question.cwd, platform);
  const kept = candidates.filter((candidate) => !isFiltered(candidate.path, name));
  const newest = kept.reduce<Candidate | undefined>(
    (best, next) => (best && best.time >= next.time ? best : next),
    undefined,
  );

  const trap = configTrap(name);
  if (trap !== undefined && !isFiltered(joinAsPython(root, trap, platform), name)) {
    const file = paths.resolve(question.cwd, root, trap);
    const sentence = `would take ${trap} for a checkpoint, because its name begins with the job's, and fail: give the job a longer name`;
    return { kind: 'fails', file, sentence };
  }
  if (newest === undefined) return withoutCheckpoint(question, found, candidates, root);
  const file = paths.resolve(question.cwd, newest.path);
  const shown = paths.basename(file);
  if (!newest.isFolder && !/\.(?:safetensors|pt)$/.test(newest.path)) {
    return {
      kind: 'fails',
      file,
      sentence: `would take ${shown} for a checkpoint, because it is the newest file whose name begins with the job's, and fail`,
    };
  }
  const header = newest.isFolder ? { readable: true, step: undefined } : await readCheckpoint(file);
  if (!header.readable) {
    return {
      kind: 'fails',
      file,
      sentence: `would resume from ${shown}, which is cut short or broken: remove it to resume from the one before`,
    };
  }
  const step = question.startStep ?? header.step ?? 0;
  if (step >= question.steps) return finished(step, question.steps, file);
  const why = question.startStep === undefined ? '' : ' (by train.start_step)';
  return {
    kind: 'resumes',
    step,
    file,
    sentence: `resumes at step ${step} of ${question.steps}${why} from ${shown}`,
  };
}

/**
 * `training_info.step` of a safetensors file's header: eight bytes little-endian length, then JSON whose `__metadata__` holds
 * JSON texts. `readable` is false for a file that safetensors would refuse for its header or its length.
 */
export async function readCheckpoint(
  file: string,
): Promise<{ readonly readable: boolean; readonly step: number | undefined }> {
  if (!file.endsWith('.safetensors')) return { readable: true, step: undefined };
  const unreadable = { readable: false, step: undefined };
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    const prefix = Buffer.alloc(8);
    if ((await handle.read(prefix, 0, 8, 0)).bytesRead < 8) return unreadable;
    const length = prefix.readBigUInt64LE();
    if (length > BigInt(Math.min(size - 8, longestHeader))) return unreadable;
    const bytes = Buffer.alloc(Number(length));
    await handle.read(bytes, 0, bytes.length, 8);
    const header: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isObject(header) || size < 8 + bytes.length + dataLength(header)) return unreadable;
    const metadata = header.__metadata__;
    if (!isObject(metadata) || typeof metadata.training_info !== 'string')
      return { readable: true, step: undefined };
    return { readable: true, step: stepOf(metadata.training_info) };
  } catch {
    // Gone, not allowed, or no JSON: ai-toolkit could not load it either.
    return unreadable;
  } finally {
    await handle?.close();
  }
}

/** The limit of the safetensors library. */
const longestHeader = 100_000_000;

interface Candidate {
  readonly path: string;
  readonly time: number;
  readonly isFolder: boolean;
}

async function timed(found: readonly string[], cwd: string, platform: NodeJS.Platform): Promise<Candidate[]> {
  const looks = found.map(async (entry) => {
    // A link that leads nowhere does not exist for ai-toolkit either.
    const facts = await stat(path.resolve(cwd, entry)).catch(() => undefined);
    if (facts === undefined) return [];
    const time = platform === 'win32' ? facts.birthtimeMs : facts.ctimeMs;
    return [{ path: entry, time, isFolder: facts.isDirectory() }];
  });
  return (await Promise.all(looks)).flat();
}

/** These tests see the whole path, folders included, and not only the file's name (BaseSDTrainProcess.py:843-851). */
function isFiltered(entry: string, name: string): boolean {
  return otherKinds.some((mark) => !name.includes(mark) && entry.includes(mark));
}

const otherKinds = ['_LoRA', '_refiner', '_t2i', '_cn'];

/** `config.yaml` is written anew at each start, before ai-toolkit looks (BaseTrainProcess.py:75), so it would be the newest. */
function configTrap(name: string): string | undefined {
  return name !== '' && 'config.yaml'.startsWith(name) ? 'config.yaml' : undefined;
}

function withoutCheckpoint(
  question: ResumeQuestion,
  found: readonly string[],
  candidates: readonly Candidate[],
  root: string,
): ResumePoint {
  const step = question.startStep ?? 0;
  if (step >= question.steps) return finished(step, question.steps, undefined);
  const reason = reasonToStartAnew(question, found, candidates, root);
  return {
    kind: 'startsAnew',
    reason,
    step,
    sentence: `starts anew${step > 0 ? `, counting from step ${step},` : ''} because ${reason}`,
  };
}

function reasonToStartAnew(
  question: ResumeQuestion,
  found: readonly string[],
  candidates: readonly Candidate[],
  root: string,
): string {
  const mark = otherKinds.find((other) => !question.name.includes(other) && root.includes(other));
  if (mark !== undefined && candidates.length > 0) {
    return `the path of the job folder contains ${mark}, which hides every checkpoint from ai-toolkit`;
  }
  if (found.length === 0 && /[*?[]/.test(root)) {
    return 'the name or the training folder contains [ ] * or ?, with which ai-toolkit finds no checkpoint';
  }
  if (question.pretrainedLora !== undefined)
    return `there is no checkpoint yet; the weights come from ${question.pretrainedLora}`;
  return 'there is no checkpoint yet';
}

function finished(step: number, steps: number, file: string | undefined): ResumePoint {
  const sentence = `already finished (step ${step} of ${steps}): raise steps or take a new name`;
  return { kind: 'finished', step, file, sentence };
}

function joinAsPython(root: string, name: string, platform: NodeJS.Platform): string {
  const separator = platform === 'win32' ? '\\' : '/';
  return /[/\\]$/.test(root) && (platform === 'win32' || root.endsWith('/'))
    ? root + name
    : root + separator + name;
}

function dataLength(header: Record<string, unknown>): number {
  let end = 0;
  for (const [key, tensor] of Object.entries(header)) {
    if (key === '__metadata__' || !isObject(tensor) || !Array.isArray(tensor.data_offsets)) continue;
    const last: unknown = tensor.data_offsets[1];
    if (typeof last === 'number') end = Math.max(end, last);
  }
  return end;
}

function stepOf(text: string): number | undefined {
  let info: unknown;
  try {
    info = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(info) && typeof info.step === 'number' && Number.isFinite(info.step)
    ? info.step
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
