import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildCommandLine, type CommandLine } from '../launch/command-line';
import { commandLogLines } from '../launch/command-text';
import type { LaunchTarget } from '../launch/launch-host';
import type { Launch } from '../launch/prepare-launch';
import type { Logger } from '../logger';
import { type ControlAddress, createControl } from './control-channel';
import type { ProcessIdentity } from './process-probe';
import type { Reservation } from './reserve-run';
import { noGpuKey, type RunRecord } from './run-record';
import type { RunRegistry } from './run-registry';

/** A run whose job folder and GPU are reserved; it only has to be started, or given back. */
export interface PreparedRun {
  readonly launch: Launch;
  readonly command: CommandLine;
  /** Where a detached process prints to. */
  readonly consolePath: string;
  /** Writes the run down, once its process is there. */
  commit(process: ProcessIdentity, how: RunRecord['launch']): Promise<RunRecord>;
  abandon(): Promise<void>;
}

export type RunPreparation =
  | { readonly kind: 'ready'; readonly run: PreparedRun }
  | { readonly kind: 'busy'; readonly busy: 'job' | 'gpu'; readonly holder: RunRecord | undefined };

/** What a run needs besides its launch. */
export interface RunDependencies {
  readonly registry: RunRegistry;
  /** Absolute path of the control channel's script. */
  readonly controlScript: string;
  readonly logger: Logger;
  /** The config's text with the control channel's database; undefined when it cannot take the key. */
  controlCopy(target: LaunchTarget, databasePath: string): Promise<string | undefined>;
}

/** Reserves the job folder and the GPU, and opens the control channel where the trainer has one. */
export async function prepareRun(launch: Launch, dependencies: RunDependencies): Promise<RunPreparation> {
  const jobFolder = launch.jobFolder ?? join(launch.request.workingDirectory, launch.jobName);
  const reservation = await dependencies.registry.reserve(jobFolder, gpuKeyOf(launch));
  if (!reservation.ok) return { kind: 'busy', busy: reservation.busy, holder: reservation.holder };
  try {
    return { kind: 'ready', run: await completeRun(launch, jobFolder, reservation, dependencies) };
  } catch (error) {
    await reservation.abandon();
    throw error;
  }
}

/** What tells a launch's GPU from others, also after a restart of the machine. */
export function gpuKeyOf({ gpu }: Pick<Launch, 'gpu'>): string {
  return gpu?.uuid ?? noGpuKey;
}

async function completeRun(
  launch: Launch,
  jobFolder: string,
  reservation: Extract<Reservation, { readonly ok: true }>,
  dependencies: RunDependencies,
): Promise<PreparedRun> {
  const consolePath = join(reservation.folder, 'console.log');
  const channel = await openControl(launch, reservation, dependencies);
  const command = buildCommandLine({
    ...launch.request,
    ...(channel ? { config: channel.config, controlJobId: channel.address.jobId } : {}),
  });
  for (const line of commandLogLines(command)) dependencies.logger.info(`  ${line}`);
  const logPath = launch.request.log ?? consolePath;
  // ai-toolkit appends to the log, so this run's part begins where the file ends now.
  const logOffset = await sizeOf(logPath);
  return {
    launch,
    command,
    consolePath,
    abandon: () => reservation.abandon(),
    commit: async (process, how) => {
      const record: RunRecord = {
        version: 1,
        id: reservation.id,
        jobName: launch.jobName,
        configPath: launch.target.configPath,
        ...workspaceOf(launch),
        jobFolder,
        process,
        launch: how,
        program: command.program,
        args: command.args,
        cwd: command.cwd,
        gpu: recordedGpu(launch),
        logPath,
        logOffset,
        consolePath: how === 'detached' ? consolePath : undefined,
        control: channel?.address,
        startedAt: Date.now(),
      };
      await reservation.commit(record);
      return record;
    },
  };
}

function workspaceOf({ target: { workspaceFolder } }: Launch): Pick<RunRecord, 'workspaceFolder'> {
  return workspaceFolder === undefined ? {} : { workspaceFolder };
}

function recordedGpu({ gpu }: Launch): RunRecord['gpu'] {
  return gpu && { key: gpu.uuid, index: gpu.index, name: gpu.name };
}

interface Channel {
  readonly address: ControlAddress;
  /** The copy of the config that names the database. */
  readonly config: string;
}

/**
 * The control channel of `diffusion_trainer`: a database and a copy of the config that names it. Without either the
 * training starts all the same, only without "save now" and its like.
 */
async function openControl(
  launch: Launch,
  reservation: { readonly id: string; readonly folder: string },
  { controlScript, controlCopy, logger }: RunDependencies,
): Promise<Channel | undefined> {
  const { job, target, request } = launch;
  if (job.processType !== 'diffusion_trainer') return undefined;
  const address: ControlAddress = {
    python: request.python,
    script: controlScript,
    database: join(reservation.folder, 'control.db'),
    jobId: reservation.id,
  };
  const text = await controlCopy(target, address.database);
  if (text === undefined) {
    logger.warn(
      'The control channel cannot be written into this config, so saving on demand is not possible.',
    );
    return undefined;
  }
  const answer = await createControl(address, launch.jobName, String(launch.gpu?.index ?? ''));
  if (!answer.ok) {
    logger.warn(`The control channel could not be opened: ${answer.error}`);
    return undefined;
  }
  // Under its own name, so that whoever looks at the processes of the machine recognizes it.
  const config = join(reservation.folder, basename(target.configPath));
  await writeFile(config, text);
  return { address, config };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // No log yet: the run begins at its start.
    return 0;
  }
}
