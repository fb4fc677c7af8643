import { hasKernels, missingDriver } from './driver';
import type { LaunchFinding } from './launch-finding';
import type { NeededPackage } from './needed-packages';
import type { PythonReport } from './python-report';

/** The Python that would train. */
export interface LaunchPython {
  readonly path: string;
  /** Where it was found: "ai-toolkit's venv". */
  readonly source: string;
  /** Version of torch by its package's metadata; undefined when torch is not installed. */
  readonly torch: string | undefined;
}

/**
 * Whether that Python can run ai-toolkit with this config.
 *
 * @param driver version of the NVIDIA driver, where a GPU is to be used
 */
export function judgePython(
  python: LaunchPython,
  report: PythonReport,
  needed: readonly NeededPackage[],
  driver?: string,
): LaunchFinding[] {
  if (python.torch === undefined) return [withoutTorch(python)];
  return [...judgeTorch(python, python.torch, report, driver), ...judgePackages(python, report, needed)];
}

function withoutTorch({ path, source }: LaunchPython): LaunchFinding {
  return {
    severity: 'error',
    code: 'torch-unusable',
    message: `The Python from ${source} ('${path}') does not have torch, so ai-toolkit cannot start. Install ai-toolkit's requirements there, or set qwenLora.pythonPath to the Python that has them.`,
    path,
    action: { kind: 'open-setting', setting: 'qwenLora.pythonPath' },
  };
}

function judgeTorch(
  { path }: LaunchPython,
  version: string,
  { torch, torchBuild }: PythonReport,
  driver: string | undefined,
): LaunchFinding[] {
  const problem = (message: string): LaunchFinding[] => [
    { severity: 'error', code: 'torch-unusable', message, path, action: { kind: 'set-up-toolkit' } },
  ];
  if (torch.kind === 'broken') return problem(`torch ${version} cannot be imported: ${torch.message}.`);
  const build = torch.kind === 'cuda' || torch.kind === 'no-cuda' ? torch.build : torchBuild;
  const least = torch.kind === 'cuda' ? undefined : missingDriver(build, driver);
  if (least !== undefined) {
    return problem(
      `torch ${version} is built for CUDA ${build}, which needs an NVIDIA driver of version ${least} or newer. The driver here is ${driver}. Update it, or install a torch for an older CUDA version.`,
    );
  }
  if (torch.kind === 'cuda') {
    const unserved = torch.gpus.find(
      ({ capability }) => capability !== undefined && !hasKernels(capability, torch.architectures),
    );
    return unserved === undefined
      ? []
      : problem(
          `torch ${version} has no code for this GPU (compute capability ${unserved.capability}; it has ${torch.architectures.join(', ')}). The first computation on the GPU fails. Install the torch that ai-toolkit's README names.`,
        );
  }
  if (torch.kind !== 'no-cuda') return [];
  return problem(
    torch.build === undefined
      ? `torch ${version} is built without CUDA and would train on the processor. Install the CUDA build that ai-toolkit's README names.`
      : `torch ${version} (CUDA ${torch.build}) does not find a usable GPU, although the driver lists one. Most often the NVIDIA driver is older than that CUDA version. Update the driver, or install a torch for an older CUDA version.`,
  );
}

function judgePackages(
  { path }: LaunchPython,
  { missingModules }: PythonReport,
  needed: readonly NeededPackage[],
): LaunchFinding[] {
  const missing = needed.filter(({ module }) => missingModules.includes(module));
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = missing.filter((one) => one.reason === reason).map(({ name }) => name);
    const what = names.length === 1 ? 'Python package' : 'Python packages';
    const quoted = names.map((name) => `'${name}'`).join(', ');
    return {
      severity: 'error',
      code: 'missing-package',
      message: `${reason} needs the ${what} ${quoted}, not found in '${path}'. ai-toolkit stops when it imports what is missing.`,
      path,
      action: { kind: 'copy-command', command: `"${path}" -m pip install ${names.join(' ')}` },
    };
  });
}
