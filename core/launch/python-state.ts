import type { LaunchFinding } from './launch-finding';
import type { NeededPackage } from './needed-packages';
import type { PythonReport, TorchReport } from './python-report';

/** The Python that would train. */
export interface LaunchPython {
  readonly path: string;
  /** Where it was found: "ai-toolkit's venv". */
  readonly source: string;
  /** Version of torch by its package's metadata; undefined when torch is not installed. */
  readonly torch: string | undefined;
}

/** Whether that Python can run ai-toolkit with this config. */
export function judgePython(
  python: LaunchPython,
  report: PythonReport,
  needed: readonly NeededPackage[],
): LaunchFinding[] {
  if (python.torch === undefined) return [withoutTorch(python)];
  return [...judgeTorch(python, python.torch, report.torch), ...judgePackages(python, report, needed)];
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

function judgeTorch({ path }: LaunchPython, version: string, report: TorchReport): LaunchFinding[] {
  const problem = (message: string): LaunchFinding[] => [
    { severity: 'error', code: 'torch-unusable', message, path, action: { kind: 'set-up-toolkit' } },
  ];
  if (report.kind === 'broken') return problem(`torch ${version} cannot be imported: ${report.message}.`);
  if (report.kind !== 'no-cuda') return [];
  return problem(
    report.build === undefined
      ? `torch ${version} is built without CUDA and would train on the processor. Install the CUDA build that ai-toolkit's README names.`
      : `torch ${version} (CUDA ${report.build}) does not find a usable GPU, although the driver lists one. Most often the NVIDIA driver is older than that CUDA version. Update the driver, or install a torch for an older CUDA version.`,
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
