import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CommandLine } from '../launch/command-line';
import type { Launch } from '../launch/prepare-launch';
import type { Logger } from '../logger';
import { type ControlAddress, createControl } from './control-channel';
import { withControlDatabase } from './control-config';
import type { ProcessIdentity } from './process-probe';
import type { RunRecord } from './run-record';
import type { Reservation, RunRegistry } from './run-registry';

/** The key of runs without an NVIDIA GPU: they share one place, as they share the processor or Apple's GPU. */
export const noGpuKey = 'no-gpu';

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

/** Reserves the job folder and the GPU, and opens the control channel where the trainer has one. */
export async function prepareRun(
  launch: Launch,
  registry: RunRegistry,
  controlScript: string,
  logger: Logger,
): Promise<RunPreparation> {
  const jobFolder = launch.jobFolder ?? join(launch.command.cwd, launch.jobName);
  const reservation = await registry.reserve(jobFolder, gpuKeyOf(launch));
  if (!reservation.ok) return { kind: 'busy', busy: reservation.busy, holder: reservation.holder };
  try {
    return { kind: 'ready', run: await completeRun(launch, jobFolder, reservation, controlScript, logger) };
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
  controlScript: string,
  logger: Logger,
): Promise<PreparedRun> {
  const consolePath = join(reservation.folder, 'console.log');
  const channel = await openControl(launch, reservation, controlScript, logger);
  const command = channel?.command ?? launch.command;
  const logPath = launch.log ?? consolePath;
  // ai-toolkit appends to the log, so this run's part begins where the file ends now.
  const logOffset = await sizeOf(logPath);
  const { gpu } = launch;
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
        ...(launch.target.workspaceFolder === undefined
          ? {}
          : { workspaceFolder: launch.target.workspaceFolder }),
        jobFolder,
        process,
        launch: how,
        program: command.program,
        args: command.args,
        cwd: command.cwd,
        gpu: { key: gpuKeyOf(launch), index: gpu?.index ?? 0, name: gpu?.name ?? 'no NVIDIA GPU' },
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

interface Channel {
  readonly address: ControlAddress;
  readonly command: CommandLine;
}

/**
 * The control channel of `diffusion_trainer`: a database and a copy of the config that names it. Without either the
 * training starts all the same, only without "save now" and its like.
 */
async function openControl(
  launch: Launch,
  reservation: { readonly id: string; readonly folder: string },
  controlScript: string,
  logger: Logger,
): Promise<Channel | undefined> {
  const { job, target, command } = launch;
  if (job.processType !== 'diffusion_trainer') return undefined;
  const address: ControlAddress = {
    python: command.program,
    script: controlScript,
    database: join(reservation.folder, 'control.db'),
    jobId: reservation.id,
  };
  const text = withControlDatabase(await readFile(target.configPath, 'utf8'), address.database);
  if (text === undefined) {
    logger.warn('The config cannot take the key of the control channel; saving on demand is not possible.');
    return undefined;
  }
  const answer = await createControl(address, launch.jobName, String(launch.gpu?.index ?? ''));
  if (!answer.ok) {
    logger.warn(`The control channel could not be opened: ${answer.error}`);
    return undefined;
  }
  // Under its own name, so that whoever looks at the processes of the machine recognises it.
  const copy = join(reservation.folder, basename(target.configPath));
  await writeFile(copy, text);
  return {
    address,
    command: {
      ...command,
      args: command.args.map((arg) => (arg === target.configPath ? copy : arg)),
      env: { ...command.env, AITK_JOB_ID: address.jobId },
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // No log yet: the run begins at its start.
    return 0;
  }
}
