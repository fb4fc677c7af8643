/** Everything the command line is made from. All paths are absolute and in the form of the machine that trains. */
export interface TrainingRequest {
  /** Root folder of the ai-toolkit checkout. */
  readonly toolkit: string;
  /** The Python interpreter. */
  readonly python: string;
  /** The config file. */
  readonly config: string;
  /** The folder that relative paths in the config start from. */
  readonly workingDirectory: string;
  /** Index of the GPU as nvidia-smi numbers them, or undefined to train without an NVIDIA GPU. */
  readonly gpu: number | undefined;
  /** File that ai-toolkit copies its output to, or undefined for none. */
  readonly log: string | undefined;
  /** Hugging Face token from the secret storage. */
  readonly huggingFaceToken: string | undefined;
  /** Row of the control channel, when there is one. */
  readonly controlJobId: string | undefined;
}

/** A process to start, without a shell: no part of it is ever interpreted. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables set on top of the inherited environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Names in `env` whose values must not be shown or logged. */
  readonly secrets: readonly string[];
}

/**
 * Builds the start of one training run. Config and log are absolute, so neither can be read as an option of `run.py`,
 * and ai-toolkit's own search for a config (`toolkit/config.py:79-97`) has nothing to guess.
 * @throws RangeError when a path is not absolute.
 */
export function buildCommandLine(request: TrainingRequest): CommandLine {
  for (const path of [request.toolkit, request.python, request.config, request.workingDirectory]) {
    requireAbsolute(path);
  }
  const args = [joinPath(request.toolkit, 'run.py'), request.config];
  // ai-toolkit creates the log's folder by name (`toolkit/print.py:32`), which a bare file name would break.
  if (request.log !== undefined) args.push('--log', requireAbsolute(request.log));

  const env: Record<string, string> = { PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' };
  if (request.gpu !== undefined) {
    env.CUDA_DEVICE_ORDER = 'PCI_BUS_ID';
    env.CUDA_VISIBLE_DEVICES = String(request.gpu);
  }
  if (request.controlJobId !== undefined) env.AITK_JOB_ID = request.controlJobId;
  const secrets: string[] = [];
  if (request.huggingFaceToken !== undefined) {
    env.HF_TOKEN = request.huggingFaceToken;
    secrets.push('HF_TOKEN');
  }
  return { program: request.python, args, cwd: request.workingDirectory, env, secrets };
}

/**
 * The first part in which VS Code's task system would replace a variable (`${…}`), which it offers no way to escape.
 * Such a command line cannot be handed to a Task as it is.
 */
export function partWithEditorVariable(command: CommandLine): string | undefined {
  return [command.program, ...command.args, command.cwd].find((part) => part.includes('${'));
}

/** Joins below a folder with the separator that the folder's own form asks for. */
export function joinPath(folder: string, ...names: readonly string[]): string {
  const separator = isWindowsPath(folder) ? '\\' : '/';
  const start =
    /[\\/]$/.test(folder) && (isWindowsPath(folder) || folder.endsWith('/')) ? folder.slice(0, -1) : folder;
  return [start, ...names].join(separator);
}

/** Whether a path names one place, whatever the current folder or drive is. */
function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || isWindowsPath(path);
}

function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
}

function requireAbsolute(path: string): string {
  if (!isAbsolutePath(path)) throw new RangeError(`'${path}' is not an absolute path.`);
  return path;
}
