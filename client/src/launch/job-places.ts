import type { JobSummary } from '../../../common/protocol';
import { type Files, pathsOf } from './files';

/** Values for `${NAME}` in a config, from the environment that ai-toolkit will run in. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The paths of a job as ai-toolkit will see them, absolute. What cannot be told is left out. */
export interface JobPlaces {
  /** `<training_folder>/<name>`, where everything of the job is written. */
  readonly jobFolder: string | undefined;
  readonly datasets: readonly JobPath[];
  readonly controls: readonly JobPath[];
}

export interface JobPath {
  readonly written: string;
  readonly path: string;
}

export interface PlacesRequest {
  readonly job: JobSummary;
  readonly workingDirectory: string;
  readonly variables: Variables;
  readonly platform: NodeJS.Platform;
}

/**
 * Resolves the job's paths: relative ones start at the working directory (`jobs/process/BaseTrainProcess.py:45`,
 * `toolkit/data_loader.py:428`), `${NAME}` and `[name]` are replaced first (`toolkit/config.py:20-51`). A path with an
 * unset variable is left out, because ai-toolkit never gets as far as that path.
 */
export function resolveJobPlaces(request: PlacesRequest): JobPlaces {
  const { job, workingDirectory, platform } = request;
  const path = pathsOf(platform);
  const expand = (text: string) => expandConfigText(text, request.variables, job.name);
  const resolve = (texts: readonly string[]): JobPath[] =>
    texts.flatMap((written) => {
      const text = expand(written);
      return text === undefined || text === ''
        ? []
        : [{ written, path: path.resolve(workingDirectory, text) }];
    });

  const folder = job.trainingFolder === undefined ? undefined : expand(job.trainingFolder);
  const name = job.name === undefined ? undefined : expand(job.name);
  return {
    jobFolder:
      folder === undefined || name === undefined || name === ''
        ? undefined
        : path.resolve(workingDirectory, folder, name),
    datasets: resolve(job.datasetPaths),
    controls: resolve(job.controlPaths),
  };
}

/** The text with `${NAME}` and `[name]` replaced, or undefined when a variable is not set. */
export function expandConfigText(
  text: string,
  variables: Variables,
  jobName: string | undefined,
): string | undefined {
  let complete = true;
  const filled = text.replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
    const value = variables[name];
    if (value === undefined) complete = false;
    return value ?? '';
  });
  if (!complete) return undefined;
  return jobName === undefined ? filled : filled.replaceAll('[name]', () => jobName);
}

/** The variables that `run.py` will see: its own `.env` never replaces what is already set (`run.py:3-5`). */
export async function readVariables(
  environment: Variables,
  toolkit: string,
  platform: NodeJS.Platform,
  files: Files,
): Promise<Variables> {
  const text = await files.readText(pathsOf(platform).join(toolkit, '.env'));
  return text === undefined ? environment : { ...parseDotEnv(text), ...environment };
}

/** The assignments of a `.env` file, without python-dotenv's interpolation. */
export function parseDotEnv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$/.exec(line);
    const name = match?.[1];
    const value = match?.[2];
    if (name === undefined || value === undefined) continue;
    const quoted = /^(["'])(.*?)\1/.exec(value)?.[2];
    values[name] = quoted ?? value.replace(/\s+#.*$/, '');
  }
  return values;
}
