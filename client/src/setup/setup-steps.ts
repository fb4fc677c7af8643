import { joinPath } from '../launch/command-line';
import type { CudaBuild } from './cuda-build';

/** What is set up, and with which programs. All paths are absolute and in the form of the machine. */
export interface SetupPlan {
  readonly platform: NodeJS.Platform;
  /** The checkout's folder, which need not be there yet; `parent` is the folder that holds it. */
  readonly folder: string;
  readonly parent: string;
  readonly git: string;
  /** The Python that makes the virtual environment. */
  readonly python: string;
  readonly build: Exclude<CudaBuild, { readonly kind: 'refused' }>;
}

/** What is there already; each part counts only when the ones before it do. */
export interface SetupState {
  readonly hasToolkit: boolean;
  /** Folder name of the virtual environment that is there and has pip. */
  readonly environment: '.venv' | 'venv' | undefined;
  /** Version of its torch, for example `2.13.0+cu130`. */
  readonly torch: string | undefined;
  readonly hasRequirements: boolean;
  /** The versions that the checkout itself asks for. */
  readonly pins: TorchPins;
}

export interface TorchPins {
  readonly torch: string;
  readonly torchvision: string;
  readonly torchaudio: string;
}

/** One program with its words, as the user sees it in the terminal. */
export interface SetupStep {
  readonly key: 'clone' | 'environment' | 'torch' | 'requirements';
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly isDone: boolean;
}

/** The pins of ai-toolkit 0.12.26 (README.md:136), for as long as the checkout is not there to be asked. */
export const knownPins: TorchPins = { torch: '2.13.0', torchvision: '0.28.0', torchaudio: '2.11.0' };

const repository = 'https://github.com/ostris/ai-toolkit.git';
const wheels = 'https://download.pytorch.org/whl/';

/**
 * The manual installation of ai-toolkit's README as steps, each a program and an argument list for no shell. What is
 * done is marked and not done again, so an interrupted set-up goes on where it stopped; pip keeps what it downloaded,
 * which is why the README's `--no-cache-dir` is left out.
 */
export function setupSteps(plan: SetupPlan, state: SetupState): SetupStep[] {
  const { folder, build } = plan;
  const environment = state.environment ?? 'venv';
  const python = interpreterOf(joinPath(folder, environment), plan.platform);
  const hasEnvironment = state.hasToolkit && state.environment !== undefined;
  const hasTorch = hasEnvironment && isWantedTorch(state.torch, state.pins, build);
  const packages = Object.entries(state.pins).map(([name, version]) => `${name}==${version}`);
  const index = build.kind === 'plain' ? [] : ['--index-url', `${wheels}${build.index}`];
  return [
    {
      key: 'clone',
      title: 'Get ai-toolkit',
      program: plan.git,
      args: ['clone', '--progress', repository, folder],
      cwd: plan.parent,
      isDone: state.hasToolkit,
    },
    {
      key: 'environment',
      title: 'Make its Python environment',
      program: plan.python,
      args: ['-m', 'venv', joinPath(folder, environment)],
      cwd: folder,
      isDone: hasEnvironment,
    },
    {
      key: 'torch',
      title:
        build.kind === 'plain'
          ? `Install torch ${state.pins.torch}`
          : `Install torch ${state.pins.torch}, ${build.index}`,
      program: python,
      args: ['-m', 'pip', 'install', ...packages, ...index],
      cwd: folder,
      isDone: hasTorch,
    },
    {
      key: 'requirements',
      title: 'Install what else it needs',
      program: python,
      args: ['-m', 'pip', 'install', '-r', joinPath(folder, 'requirements.txt')],
      cwd: folder,
      isDone: hasTorch && state.hasRequirements,
    },
  ];
}

/** Reads the pins of a checkout's `manager/spec.py`; a form that is not known gives the known pins. */
export function readTorchPins(spec: string | undefined): TorchPins {
  const table = /^TORCH\s*=\s*\{([^}]*)\}/m.exec(spec ?? '')?.[1] ?? '';
  const version = (name: string) =>
    new RegExp(`["']${name}["']\\s*:\\s*["'](\\d[\\w.+]*)["']`).exec(table)?.[1];
  const torch = version('torch');
  const torchvision = version('torchvision');
  const torchaudio = version('torchaudio');
  if (torch === undefined || torchvision === undefined || torchaudio === undefined) return knownPins;
  return { torch, torchvision, torchaudio };
}

/** The interpreter inside a virtual environment. */
export function interpreterOf(environment: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? joinPath(environment, 'Scripts', 'python.exe')
    : joinPath(environment, 'bin', 'python');
}

/** PyPI's own builds carry no `+cu…`; that of another CUDA than the driver's would find no GPU. */
function isWantedTorch(installed: string | undefined, pins: TorchPins, build: SetupPlan['build']): boolean {
  if (installed === undefined) return false;
  const [version, local] = installed.split('+');
  if (version !== pins.torch) return false;
  return build.kind === 'plain' || local === undefined || local === build.index;
}
