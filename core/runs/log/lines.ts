import type { RunLogState, RunPhase } from './state';

const longestTail = 40;
const mostCheckpoints = 50;
const mostImages = 50;

/**
 * Lines that begin a phase before the first step, in ai-toolkit's own words (qwen_image.py, data_loader.py, SDTrainer.py).
 * `network` begins with the network itself, not with `Model Loaded`, after which its options are still checked.
 */
const openingPhases: readonly (readonly [RegExp, RunPhase])[] = [
  [/^(?:Quantizing | - quantizing|Grabbing lora from the hub)/, 'quantizing'],
  [
    /^(?:Loading (?!from |optimizer)|Moving transformer|Text Encoder$|Making pipe|Preparing Model|Model Loaded)/,
    'loading',
  ],
  [
    /^(?:create LoRA |enable LoRA|apply LoRA |#### IMPORTANT RESUMING|Loading from |Loading optimizer)/,
    'network',
  ],
  [/^(?:Trying to use diffusers scheduler |Dataset: |Bucket sizes for )/, 'dataset'],
  [/^(?:Caching |Generating controls for |\*+ UNLOADING TEXT ENCODER)/, 'caching'],
  [/^(?:Generating (?:first sample from|baseline samples)|Skipping first sample)/, 'baseline'],
];

/** bitsandbytes says so at each import on a machine without the package of kernels; it looks like a failure and is none. */
const harmless = /^Failed to load CPU gemm_4bit_forward from kernels-community/;

/** The state after one whole line that is not a bar, not part of the config's dump, and not the start of a job. */
export function afterLine(state: RunLogState, line: string): RunLogState {
  const read = readLine(state, line);
  const next = read === state && state.progress === undefined ? openPhase(state, line) : read;
  if (line.trim() === '' || line === '^C' || harmless.test(line)) return next;
  return { ...next, tail: [...next.tail.slice(1 - longestTail), line.slice(0, 2000)] };
}

function openPhase(state: RunLogState, line: string): RunLogState {
  if (state.ended) return state;
  const phase = openingPhases.find(([pattern]) => pattern.test(line))?.[1];
  if (phase === undefined) return state;
  // A line of its own means that what was downloaded is there.
  return { ...state, phase, subProgress: undefined, download: undefined };
}

type LineReader = (state: RunLogState, line: string) => RunLogState | undefined;

function readLine(state: RunLogState, line: string): RunLogState {
  for (const reader of readers) {
    const next = reader(state, line);
    if (next !== undefined) return next;
  }
  return state;
}

const readers: readonly LineReader[] = [
  (state, line) => {
    const job = after(line, '# Running job: ');
    return job !== undefined && state.jobName === undefined ? { ...state, jobName: job } : undefined;
  },
  readEnd,
  readSave,
  readResume,
  readTrouble,
];

function readEnd(state: RunLogState, line: string): RunLogState | undefined {
  const error = after(line, 'Error running job: ');
  if (error !== undefined) {
    const stopped = error === 'Job stopped' || error === 'Job returning to queue';
    if (stopped) return { ...state, ended: true, saving: false, stopped: true };
    return { ...state, ended: true, saving: false, error: state.error ?? error };
  }
  if (line === 'Job stopped' || line.includes('Stop signal received; terminating process')) {
    return { ...state, ended: true, saving: false, stopped: true };
  }
  const exit = /^Job process terminated with (?:exit code (-?\d+)|signal (SIG\w+))/.exec(line);
  if (exit === null) return undefined;
  return {
    ...state,
    ended: true,
    loggedExit: { code: exit[1] === undefined ? undefined : Number(exit[1]), signal: exit[2] },
  };
}

function readSave(state: RunLogState, line: string): RunLogState | undefined {
  const order = /^(Saving|Sampling) at step \d+$/.exec(line)?.[1];
  if (order !== undefined) {
    const saving = order === 'Saving';
    return { ...state, phase: saving ? 'saving' : 'sampling', saving, subProgress: undefined };
  }
  const saved = after(line, 'Saved checkpoint to ');
  if (saved !== undefined) {
    const digits = /_(\d{9,})(?:\.(?:safetensors|pt))?$/.exec(saved)?.[1];
    const step = digits === undefined ? undefined : Number(digits);
    return {
      ...state,
      phase: step === undefined ? 'finishing' : 'saving',
      saving: true,
      optimizerPending: true,
      checkpoints: [
        ...state.checkpoints.slice(1 - mostCheckpoints),
        { path: saved, step, barSeconds: state.progress?.elapsedSeconds },
      ],
    };
  }
  if (line.startsWith('Saved optimizer to ')) {
    return { ...state, saving: false, optimizerPending: false, optimizerSaveFailed: false };
  }
  if (line === 'Could not save optimizer') {
    return {
      ...state,
      saving: false,
      optimizerPending: false,
      optimizerSaveFailed: true,
      optimizerSaveFailures: state.optimizerSaveFailures + 1,
    };
  }
  return undefined;
}

function readResume(state: RunLogState, line: string): RunLogState | undefined {
  const resumed = /^#### IMPORTANT RESUMING FROM (.+) ####$/.exec(line)?.[1];
  if (resumed !== undefined) return { ...state, phase: 'network', resumedFrom: resumed };
  if (line.startsWith('Using pretrained lora path from config: ')) {
    return { ...state, startsFromPretrained: true };
  }
  const found = /^Found step (\d+) in metadata/.exec(line)?.[1];
  if (found !== undefined) return { ...state, resumedStep: Number(found) };
  if (/^(?:Expanding|Shrinking) .+ from torch\.Size/.test(line)) return { ...state, rankChanged: true };
  if (line.startsWith('Failed to load optimizer state from ')) {
    return { ...state, optimizerStateNotLoaded: true };
  }
  return undefined;
}

function readTrouble(state: RunLogState, line: string): RunLogState | undefined {
  if (line.startsWith('# OOM during training step, skipping batch')) {
    return {
      ...state,
      skippedByMemory: state.skippedByMemory + 1,
      skippedByMemoryInARow: state.skippedByMemoryInARow + 1,
    };
  }
  if (line.startsWith('Failed to quantize ')) {
    return { ...state, failedQuantizations: state.failedQuantizations + 1 };
  }
  const image =
    after(line, 'Error processing image: ') ??
    /^Error loading image, skipping and loading a different one: (.+?)(?: \(.*\))?$/.exec(line)?.[1];
  if (image === undefined || state.unreadableImages.includes(image)) return undefined;
  if (state.unreadableImages.length >= mostImages) return undefined;
  return { ...state, unreadableImages: [...state.unreadableImages, image] };
}

function after(line: string, start: string): string | undefined {
  return line.startsWith(start) ? line.slice(start.length) : undefined;
}
