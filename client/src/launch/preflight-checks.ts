import { imageExtensions as images } from './dataset-folder';
import { type Files, pathsOf } from './files';
import { holderText } from './gpu-pick';
import { expandConfigText } from './job-places';
import type { PreflightCheck, PreflightContext, PreflightFinding } from './preflight';
import { findResumePoint } from './resume-point';

const videos = new Set(['.mp4', '.avi', '.mov', '.webm', '.mkv', '.wmv', '.m4v', '.flv']);
const gibibyte = 1024 ** 3;

const variablesSet: PreflightCheck = {
  name: 'variables',
  async run({ job, variables }) {
    return job.variables
      .filter((name) => variables[name] === undefined)
      .map((name) => ({
        severity: 'error',
        code: 'unset-variable',
        message: `The config uses \${${name}}, which is not set: ai-toolkit stops with "Environment variable ${name} not set". Set it, or write it into ai-toolkit’s .env file.`,
      }));
  },
};

const datasetsHoldImages: PreflightCheck = {
  name: 'datasets',
  async run(context) {
    const findings = await Promise.all(
      context.places.datasets.map(async ({ path, written }): Promise<PreflightFinding[]> => {
        const kind = await context.files.kind(path);
        if (kind === 'file' && path.toLowerCase().endsWith('.json')) return [];
        if (kind !== 'folder') return [missingFolder('dataset', written, path, kind)];
        const accepted = isQwen(context) ? images : new Set([...images, ...videos]);
        if (await holdsMedia(path, accepted, context, true)) return [];
        return [
          {
            severity: 'error',
            code: 'dataset-empty',
            message: `The dataset folder '${path}' holds no image (.jpg, .jpeg, .png, .webp): ai-toolkit would say "no images found" after loading the whole model.`,
            path,
          },
        ];
      }),
    );
    return findings.flat();
  },
};

const controlsHoldImages: PreflightCheck = {
  name: 'control folders',
  async run(context) {
    const findings = await Promise.all(
      context.places.controls.map(async ({ path, written }): Promise<PreflightFinding[]> => {
        const kind = await context.files.kind(path);
        if (kind !== 'folder') return [missingFolder('control', written, path, kind)];
        // Controls are looked for in the folder itself only (`toolkit/dataloader_mixins.py:1093-1106`).
        if (await holdsMedia(path, images, context, false)) return [];
        return [
          {
            severity: 'error',
            code: 'control-empty',
            message: `The control folder '${path}' holds no image, so no training image would get its control image.`,
            path,
          },
        ];
      }),
    );
    return findings.flat();
  },
};

const jobFolderWritable: PreflightCheck = {
  name: 'job folder',
  async run({ places, files, platform }) {
    if (places.jobFolder === undefined) return [];
    const found = await nearestExisting(places.jobFolder, platform, files);
    const refused = (reason: string): PreflightFinding => ({
      severity: 'error',
      code: 'job-folder-not-writable',
      message: `Nothing can be saved to the job folder '${places.jobFolder}': ${reason}.`,
      path: found?.path ?? '',
    });
    if (found === undefined) return [refused('its drive is not there')];
    if (found.kind === 'file') return [refused(`'${found.path}' is a file`)];
    const reason = await files.whyNotWritable(found.path);
    return reason === undefined ? [] : [refused(reason)];
  },
};

const diskHasRoom: PreflightCheck = {
  name: 'free disk',
  async run({ places, files, platform }) {
    if (places.jobFolder === undefined) return [];
    const found = await nearestExisting(places.jobFolder, platform, files);
    if (found?.kind !== 'folder') return [];
    const free = await files.freeBytes(found.path);
    if (free === undefined || free >= 10 * gibibyte) return [];
    const room = `${(free / gibibyte).toFixed(1)} GiB are free on the disk of the job folder '${places.jobFolder}'`;
    return [
      free < gibibyte
        ? {
            severity: 'error',
            code: 'disk-full',
            message: `Only ${room}. Saving a checkpoint would fail and end the training; make room first.`,
          }
        : {
            severity: 'warning',
            code: 'disk-low',
            message: `${room}. Checkpoints, the optimizer’s state and samples of one job easily take more.`,
          },
    ];
  },
};

const gpuFree: PreflightCheck = {
  name: 'GPU',
  async run({ gpu }) {
    const holder = gpu && holderText(gpu);
    if (gpu === undefined || holder === undefined) return [];
    return [
      {
        severity: 'warning',
        code: 'gpu-busy',
        message: `GPU ${gpu.index} (${gpu.name}) is in use by ${holder}: its memory is missing to the training.`,
      },
    ];
  },
};

const torchReady: PreflightCheck = {
  name: 'torch',
  async run({ python, gpuRequired, askTorch }) {
    // Who trains without an NVIDIA GPU knows what their Python needs.
    if (!gpuRequired) return [];
    const problem = (message: string): PreflightFinding[] => [
      { severity: 'error', code: 'torch-unusable', message, path: python.path },
    ];
    if (python.torch === undefined) {
      return problem(
        `The Python of ${python.source} ('${python.path}') has no torch, so ai-toolkit cannot start. Install ai-toolkit’s requirements there, or set qwenLora.pythonPath to the Python that has them.`,
      );
    }
    const answer = await askTorch();
    if (answer.kind === 'broken')
      return problem(`torch ${python.torch} cannot be imported: ${answer.message}.`);
    if (answer.kind !== 'no-cuda') return [];
    return problem(
      answer.build === 'None'
        ? `torch ${python.torch} is built without CUDA and would train on the processor. Install the CUDA build that ai-toolkit’s README names.`
        : `torch ${python.torch} (CUDA ${answer.build}) finds no usable GPU, most often because the NVIDIA driver is older than that CUDA version.`,
    );
  },
};

const resumePoint: PreflightCheck = {
  name: 'resume',
  async run({ job, places, variables, workingDirectory, platform }) {
    // ai-toolkit's filters look at the folder as it is written, so only variables and tags are filled in.
    const trainingFolder =
      job.trainingFolder === undefined
        ? undefined
        : expandConfigText(job.trainingFolder, variables, job.name);
    if (job.name === undefined || trainingFolder === undefined || places.jobFolder === undefined) return [];
    const point = await findResumePoint({
      name: job.name,
      trainingFolder,
      cwd: workingDirectory,
      steps: job.steps,
      startStep: job.startStep,
      platform,
    });
    const message = `${job.name}: ${point.sentence}`;
    switch (point.kind) {
      case 'finished':
        return [
          { severity: 'error', code: 'already-finished', message: `${message}.`, path: places.jobFolder },
        ];
      case 'fails':
        return [{ severity: 'error', code: 'resume-fails', message: `${message}.`, path: point.file }];
      case 'resumes':
        return [{ severity: 'information', code: 'resumes', message, path: point.file }];
      case 'startsAnew':
        return [{ severity: 'information', code: 'starts-anew', message }];
    }
  },
};

/** The checks of every start. Deeper ones, of dataset or memory, join by being added here. */
export const preflightChecks: readonly PreflightCheck[] = [
  variablesSet,
  datasetsHoldImages,
  controlsHoldImages,
  jobFolderWritable,
  diskHasRoom,
  gpuFree,
  torchReady,
  resumePoint,
];

function missingFolder(
  what: string,
  written: string,
  path: string,
  kind: 'file' | undefined,
): PreflightFinding {
  const seen = written === path ? '' : ` (written as '${written}')`;
  return {
    severity: 'error',
    code: `${what}-missing`,
    message:
      kind === 'file'
        ? `The ${what} folder '${path}'${seen} is a file.`
        : `The ${what} folder '${path}'${seen} does not exist.`,
  };
}

/**
 * Whether ai-toolkit would find at least one file there. As it does, hidden files and folders, linked folders and
 * files directly in `_controls` are passed over (`toolkit/data_loader.py:437-450`).
 */
async function holdsMedia(
  folder: string,
  accepted: ReadonlySet<string>,
  context: PreflightContext,
  recursive: boolean,
): Promise<boolean> {
  const path = pathsOf(context.platform);
  const entries = (await context.files.list(folder)).filter(({ name }) => !name.startsWith('.'));
  const countsHere = !recursive || path.basename(folder) !== '_controls';
  const isMedia = ({ name, isFolder }: { name: string; isFolder: boolean }) =>
    !isFolder && accepted.has(path.extname(name).toLowerCase());
  if (countsHere && entries.some(isMedia)) return true;
  if (!recursive) return false;
  for (const entry of entries) {
    if (entry.isFolder && (await holdsMedia(path.join(folder, entry.name), accepted, context, true)))
      return true;
  }
  return false;
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

function isQwen({ job }: PreflightContext): boolean {
  return job.arch?.startsWith('qwen') ?? false;
}
