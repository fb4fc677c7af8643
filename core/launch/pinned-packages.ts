import type { LaunchFinding } from './launch-finding';
import type { PythonReport } from './python-report';

/** A version that ai-toolkit's requirements fix. */
export interface PinnedPackage {
  /** As pip calls it. */
  readonly name: string;
  readonly version: string | undefined;
  /** The commit of a git requirement. */
  readonly commit: string | undefined;
}

/** The packages whose version decides whether a training of an image model starts; others may differ without harm. */
const decisive: ReadonlySet<string> = new Set([
  'diffusers',
  'transformers',
  'huggingface-hub',
  'torchao',
  'peft',
  'optimum-quanto',
  'lycoris-lora',
  'albumentations',
  'albucore',
]);

/** The decisive packages whose versions are asked, and those that must fit torch. */
export const askedPackages: readonly string[] = [...decisive, 'torch', 'torchvision', 'torchaudio'];

/** Reads the pins of a checkout's requirement files. Lines that pin nothing are passed over. */
export function readPins(requirements: string): readonly PinnedPackage[] {
  return requirements.split(/\r?\n/).flatMap((line) => {
    const git = /^\s*git\+\S+\/([\w-]+?)(?:\.git)?@([0-9a-f]{40})\b/i.exec(line);
    if (git) return pin(git[1], undefined, git[2]);
    const pinned = /^\s*([\w.-]+)(?:\[[^\]]*\])?\s*==\s*([\w.+!-]+)\s*(?:[#;].*)?$/.exec(line);
    return pinned ? pin(pinned[1], pinned[2], undefined) : [];
  });
}

function pin(name = '', version: string | undefined, commit: string | undefined): PinnedPackage[] {
  const normal = name.toLowerCase().replace(/[_.]+/g, '-');
  return decisive.has(normal) ? [{ name: normal, version, commit }] : [];
}

/**
 * Packages that differ from what ai-toolkit pins, and torch's companions that are built for another torch.
 *
 * @param requirementsFile the file to install from, for the command that is offered
 */
export function judgePackageVersions(
  python: { readonly path: string },
  report: PythonReport,
  pins: readonly PinnedPackage[],
  requirementsFile = 'requirements.txt',
): LaunchFinding[] {
  return [...judgePins(python, report, pins, requirementsFile), ...judgeCompanions(python, report)];
}

function judgePins(
  { path }: { readonly path: string },
  { versions, commits }: PythonReport,
  pins: readonly PinnedPackage[],
  requirementsFile: string,
): LaunchFinding[] {
  const differing = pins.flatMap(({ name, version, commit }) => {
    const installed = versions[name];
    const installedCommit = commits[name];
    if (installed === undefined) return [];
    if (version !== undefined && plain(installed) !== plain(version)) {
      return [`${name} ${installed} (pinned: ${version})`];
    }
    if (commit !== undefined && installedCommit !== undefined && installedCommit !== commit) {
      return [`${name} ${installedCommit.slice(0, 8)} (pinned: ${commit.slice(0, 8)})`];
    }
    return [];
  });
  if (differing.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'package-version',
      message: `Installed packages differ from the versions that this ai-toolkit pins: ${differing.join(', ')}. Such an installation often fails while the model is loaded. Install ai-toolkit's requirements again.`,
      path,
      action: { kind: 'copy-command', command: `"${path}" -m pip install -r "${requirementsFile}"` },
    },
  ];
}

function judgeCompanions(
  { path }: { readonly path: string },
  { versions, torchOf }: PythonReport,
): LaunchFinding[] {
  const { torch } = versions;
  if (torch === undefined) return [];
  return ['torchvision', 'torchaudio'].flatMap((name) => {
    const wanted = torchOf[name];
    if (wanted === undefined || plain(wanted) === plain(torch)) return [];
    return [
      {
        severity: 'error' as const,
        code: 'package-version',
        message: `${name} ${versions[name] ?? ''} is built for torch ${wanted}, and torch ${torch} is installed. ai-toolkit fails when it imports ${name}. Install the pair that ai-toolkit's README names.`,
        path,
        action: { kind: 'set-up-toolkit' as const },
      },
    ];
  });
}

/** Without the build: `2.9.1+cu128` and `2.9.1` are one version. */
function plain(version: string): string {
  return version.replace(/\+.*$/, '').replace(/(?:\.0)+$/, '');
}
