import type { RunLogState, RunPhase } from './log/state';
import type { RunExit } from './run-exit';

/** What the one button of a failure's notification does. */
export type FailureAction = 'openLog' | 'openConfig' | 'setToken' | 'setUpToolkit' | 'freeDisk';

/** What is known of a run that failed. */
export interface FailureEvidence {
  readonly log: RunLogState;
  readonly exit: RunExit | undefined;
  /** What the terminal showed outside the log: import errors, a crash of the interpreter. */
  readonly console: string | undefined;
}

export interface Failure {
  /** Stable word for tests and the log; never shown. */
  readonly reason: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  readonly action: FailureAction;
}

/** Puts a failure in words: first by what ai-toolkit and its libraries said, then by how the process ended. Pure. */
export function explainFailure(evidence: FailureEvidence): Failure {
  const { log } = evidence;
  const consoleEnd = (evidence.console ?? '').slice(-20_000);
  const said = [log.error ?? '', ...log.tail, consoleEnd].join('\n');
  const known =
    knownFailures.find((failure) => failure.pattern.test(log.error ?? '')) ??
    knownFailures.find((failure) => failure.pattern.test(said));
  if (known)
    return known.explain(known.pattern.exec(log.error ?? '') ?? known.pattern.exec(said) ?? [], said);

  const ended = endedBy(evidence);
  if (ended) return ended;
  const exception = log.error ?? lastException(said);
  if (exception !== undefined) {
    return {
      reason: 'error',
      message: `ai-toolkit reported: ${oneLine(exception)}`,
      remedy: 'The log shows where it happened.',
      action: 'openLog',
    };
  }
  return endedSilently(evidence);
}

interface KnownFailure {
  readonly pattern: RegExp;
  readonly explain: (match: readonly (string | undefined)[], said: string) => Failure;
}

/** The order matters: what is more exact comes first. */
const knownFailures: readonly KnownFailure[] = [
  {
    pattern: /Missing control images for (\w+)/,
    explain: () => ({
      reason: 'missing-control-images',
      message:
        'An image of the dataset or a sample prompt has no control image, which this model cannot do without.',
      remedy: 'Give every dataset image a control image of the same name and every sample a ctrl_img_1.',
      action: 'openConfig',
    }),
  },
  {
    pattern: /OOM during training step 3 times in a row/,
    explain: () => gpuMemory('The GPU ran out of memory in several steps in a row.'),
  },
  {
    pattern:
      /CUDA out of memory|torch\.(?:cuda\.)?OutOfMemoryError|CUDA error: out of memory|cudaErrorMemoryAllocation/i,
    explain: () => gpuMemory('The GPU ran out of memory.'),
  },
  {
    pattern: /no kernel image is available/,
    explain: () => ({
      reason: 'no-kernel-image',
      message: "The installed PyTorch has no code for this GPU's generation.",
      remedy: 'Install the PyTorch build that ai-toolkit names for your driver.',
      action: 'setUpToolkit',
    }),
  },
  {
    pattern:
      /Torch not compiled with CUDA enabled|Found no NVIDIA driver|CUDA driver version is insufficient|No CUDA GPUs are available/,
    explain: (match) => ({
      reason: 'no-cuda',
      message: `PyTorch cannot use the GPU: ${match[0] ?? 'no CUDA'}.`,
      remedy: 'Install the PyTorch build with CUDA that fits the driver.',
      action: 'setUpToolkit',
    }),
  },
  {
    pattern:
      /No space left on device|\[Errno 28\]|There is not enough space on the disk|\[WinError 112\]|Disk quota exceeded|database or disk is full/,
    explain: () => ({
      reason: 'disk-full',
      message: 'The disk is full.',
      remedy: 'Free some space, then start again: training resumes at the last checkpoint.',
      action: 'freeDisk',
    }),
  },
  {
    pattern:
      /(?:Access to model (\S+) is restricted|GatedRepoError|Cannot access gated repo|401 Client Error|Invalid user token|403 Client Error)/,
    explain: () => ({
      reason: 'gated-repo',
      message: 'Hugging Face refused the download: the model is gated or the token is missing or not valid.',
      remedy: "Accept the model's terms on its page and set a Hugging Face token.",
      action: 'setToken',
    }),
  },
  {
    pattern: /RepositoryNotFoundError|404 Client Error|Repository Not Found/,
    explain: () => ({
      reason: 'repo-not-found',
      message: 'Hugging Face knows no model by the name in name_or_path.',
      remedy: 'Correct model.name_or_path, or set a token if the model is private.',
      action: 'openConfig',
    }),
  },
  {
    pattern:
      /(?:MaxRetryError|ConnectionError|LocalEntryNotFoundError|NameResolutionError|getaddrinfo failed|Temporary failure in name resolution)/,
    explain: () => ({
      reason: 'no-network',
      message: 'The model could not be downloaded.',
      remedy: 'Check the connection, or give a local folder in model.name_or_path.',
      action: 'openLog',
    }),
  },
  {
    pattern: /ModuleNotFoundError: No module named '([^']+)'|No module named '([^']+)'/,
    explain: (match) => ({
      reason: 'missing-module',
      message: `The Python that ran has no module named '${match[1] ?? match[2] ?? '?'}'.`,
      remedy: "Install ai-toolkit's requirements into it, or choose the toolkit's own Python.",
      action: 'setUpToolkit',
    }),
  },
  {
    pattern: /no images found in (.+)/,
    explain: (match) => ({
      reason: 'no-images',
      message: `The dataset folder ${oneLine(match[1] ?? '')} holds no image that ai-toolkit reads.`,
      remedy: 'Put .jpg, .jpeg, .png or .webp images into it or correct folder_path.',
      action: 'openConfig',
    }),
  },
  {
    pattern: /Environment variable (\S+) not set/,
    explain: (match) => ({
      reason: 'variable-not-set',
      message: `The config asks for the environment variable ${match[1] ?? ''}, which is not set.`,
      remedy: "Set it in ai-toolkit's .env file or take it out of the config; comments count too.",
      action: 'openConfig',
    }),
  },
  {
    pattern: /\[Errno 2\] No such file or directory: '(.+)'/,
    explain: (match) => ({
      reason: 'missing-path',
      message: `${oneLine(match[1] ?? 'A path of the config')} does not exist.`,
      remedy: "Correct the path; a dataset folder that is written relative counts from ai-toolkit's folder.",
      action: 'openConfig',
    }),
  },
  {
    pattern: /PermissionError|\[Errno 13\]|\[Errno 30\]|Read-only file system/,
    explain: () => ({
      reason: 'not-writable',
      message: 'A folder that ai-toolkit writes to cannot be written.',
      remedy:
        'Choose another training_folder or change its rights; dataset folders must be writable as well.',
      action: 'openConfig',
    }),
  },
  {
    pattern: /HeaderTooLarge|InvalidHeader|MetadataIncompleteBuffer|SafetensorError/,
    explain: () => ({
      reason: 'broken-checkpoint',
      message: 'A model file or checkpoint is cut short or broken.',
      remedy: 'Remove the newest checkpoint from the job folder to resume from the one before.',
      action: 'openLog',
    }),
  },
  {
    pattern: /charmap' codec can't (?:en|de)code/,
    explain: () => ({
      reason: 'encoding',
      message: "A path or prompt holds characters that Python's default encoding cannot write.",
      remedy: 'Set PYTHONUTF8=1 or take the characters out.',
      action: 'openLog',
    }),
  },
];

function gpuMemory(message: string): Failure {
  return {
    reason: 'gpu-memory',
    message,
    remedy: 'Set model.low_vram and quantization, use a smaller resolution or rank, or free the GPU.',
    action: 'openConfig',
  };
}

const crashSignals = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE'];

function endedBy({ exit }: FailureEvidence): Failure | undefined {
  const code = exit?.code;
  const signal = exit?.signal;
  if (signal === 'SIGKILL') {
    return {
      reason: 'host-memory',
      message:
        "The system killed the training, nearly always because the computer's memory (not the GPU's) was full.",
      remedy: 'Close other programs, add swap, or set model.low_vram so that less is held in memory at once.',
      action: 'openLog',
    };
  }
  if ((signal !== undefined && crashSignals.includes(signal)) || code === 0xc0000005) {
    return {
      reason: 'crash',
      message: 'Python crashed inside a native library.',
      remedy: 'Update the GPU driver and reinstall the PyTorch build that ai-toolkit names.',
      action: 'setUpToolkit',
    };
  }
  if (code === 2) {
    return {
      reason: 'arguments',
      message: 'ai-toolkit did not understand its arguments.',
      remedy: 'Check that the chosen ai-toolkit is a current one.',
      action: 'openLog',
    };
  }
  return undefined;
}

function endedSilently({ exit, log }: FailureEvidence): Failure {
  const { code: exitCode, signal } = exit ?? { code: undefined, signal: undefined };
  const how =
    signal !== undefined ? ` (signal ${signal})` : exitCode !== undefined ? ` (exit code ${exitCode})` : '';
  const when = log.phase === 'starting' ? 'before it began' : `while ${phaseText[log.phase]}`;
  return {
    reason: exitCode === 0 ? 'no-result' : 'silent-end',
    message: `The training ended ${when}${how} without an error message and without a finished LoRA.`,
    remedy:
      'It may have been killed or the computer went down; start again to resume from the last checkpoint.',
    action: 'openLog',
  };
}

const phaseText: Readonly<Record<RunPhase, string>> = {
  starting: 'starting',
  loading: 'loading the model',
  quantizing: 'quantizing the model',
  network: 'creating the network',
  dataset: 'reading the dataset',
  caching: 'preparing the dataset',
  baseline: 'generating the first samples',
  training: 'training',
  saving: 'saving',
  sampling: 'generating samples',
  finishing: 'finishing',
};

function lastException(said: string): string | undefined {
  return said.split('\n').findLast((line) => /^[\w.]+(?:Error|Exception|Interrupt)\b(?::|$)/.test(line));
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
