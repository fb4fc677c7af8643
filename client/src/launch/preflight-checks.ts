import { judgeJobFolder, judgePython, type LaunchFinding } from '../../../core/launch/index';
import { type Files, pathsOf } from './files';
import { explainNoGpu, holderText } from './gpu-pick';
import type { PreflightCheck } from './preflight';

const jobFolder: PreflightCheck = {
  name: 'job folder',
  async run({ start, files, platform }) {
    const folder = start?.jobFolder;
    if (folder === undefined) return [];
    const nearest = await nearestExisting(folder, platform, files);
    const isFolder = nearest?.kind === 'folder';
    return judgeJobFolder({
      jobFolder: folder,
      nearest,
      whyNotWritable: isFolder ? await files.whyNotWritable(nearest.path) : undefined,
      freeBytes: isFolder ? await files.freeBytes(nearest.path) : undefined,
    });
  },
};

const gpu: PreflightCheck = {
  name: 'GPU',
  async run({ gpu: decision, gpuQuery, gpuRequired, platform }) {
    if (decision.kind === 'none' && gpuRequired) return [noGpu(explainNoGpu(gpuQuery, platform))];
    const holder = decision.kind === 'take' ? holderText(decision.gpu) : undefined;
    if (decision.kind !== 'take' || holder === undefined) return [];
    const { index, name } = decision.gpu;
    return [
      {
        severity: 'warning',
        code: 'gpu-busy',
        message: `GPU ${index} (${name}) is in use by ${holder}; that memory is not available for training.`,
      },
    ];
  },
};

const python: PreflightCheck = {
  name: 'Python',
  async run({ gpu: decision, gpuRequired, python: found, start, askPython, toolkitFolder, files, platform }) {
    const requirements = await files.readText(pathsOf(platform).join(toolkitFolder, 'requirements.txt'));
    if (requirements !== undefined && requiresNothing(requirements)) return [];
    // Without a GPU, torch cannot find one: only the missing GPU is worth telling, and importing torch takes seconds.
    const asksTorch = gpuRequired && decision.kind !== 'none';
    const needed = start?.packages ?? [];
    const report = await askPython({ modules: needed.map(({ module }) => module), torch: asksTorch });
    return judgePython(found, report, needed);
  },
};

/** Whether a requirements file has no line but comments, as that of the practice toolkit. */
function requiresNothing(requirements: string): boolean {
  return requirements.split(/\r?\n/).every((line) => /^\s*(?:#.*)?$/.test(line));
}

/** The checks of every start that need the machine; those of config and disk are the server's. */
export const preflightChecks: readonly PreflightCheck[] = [jobFolder, gpu, python];

function noGpu(message: string): LaunchFinding {
  return {
    severity: 'error',
    code: 'gpu-missing',
    message,
    action: { kind: 'open-setting', setting: 'qwenLora.gpu.required' },
  };
}

async function nearestExisting(
  start: string,
  platform: NodeJS.Platform,
  files: Files,
): Promise<{ path: string; kind: 'file' | 'folder' } | undefined> {
  const { dirname } = pathsOf(platform);
  for (let path = start; ; path = dirname(path)) {
    const kind = await files.kind(path);
    if (kind !== undefined) return { path, kind };
    if (dirname(path) === path) return undefined;
  }
}
