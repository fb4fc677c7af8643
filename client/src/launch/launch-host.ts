import type { CheckConfigResult, ConfigProblem, StartPlace, TextChange } from '../../../common/protocol';
import type { HubAnswer, MachineMemory } from '../../../core/launch/index';
import type { ClientSettings } from '../config';
import type { Logger } from '../logger';
import type { Milestone } from '../milestones';
import type { Dialogs } from './dialogs';
import type { Files } from './files';
import type { GpuQuery } from './gpus';
import type { LaunchTools } from './launch-tools';
import type { ProgramResult } from './run-program';

/** The config that is to be trained. */
export interface LaunchTarget {
  /** Absolute path on the machine that trains. */
  readonly configPath: string;
  readonly workspaceFolder: string | undefined;
}

/** What a launch asks of the editor and the machine; a unit test fills it with plain objects. */
export interface LaunchHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly dialogs: Dialogs;
  readonly logger: Logger;
  readonly files: Files;
  readonly memory: LaunchMemory;
  /** Paths of the open workspace folders on disk. */
  readonly workspaceFolders: readonly string[];
  isTrusted(): boolean;
  /** Opens the editor's page where a folder is trusted. */
  manageTrust(): Promise<void>;
  /** Saves every changed file; false when one could not be saved. */
  saveAll(): Promise<boolean>;
  settings(target: LaunchTarget): ClientSettings;
  /** With a place, the folders that the config names are checked too. */
  checkConfig(target: LaunchTarget, start?: StartPlace): Promise<CheckConfigResult>;
  /** The text to train instead, with the database of the control channel; undefined when it cannot take the key. */
  controlCopy(target: LaunchTarget, databasePath: string): Promise<string | undefined>;
  /** Opens the config where a problem is, or the editor's list of problems. */
  showProblem(target: LaunchTarget, problem: ConfigProblem | undefined): Promise<void>;
  /** Writes edits into the config and saves it; false when that is not possible. */
  changeConfig(target: LaunchTarget, edits: readonly TextChange[]): Promise<boolean>;
  /** Shows the page of a code. */
  openRule(code: string): Promise<void>;
  openSettings(name: string): Promise<void>;
  /** Puts a text on the clipboard. */
  copyText(text: string): Promise<void>;
  /** Notes what has happened on the way to a first LoRA. */
  reach(milestone: Milestone): void;
  /** Runs the guided set-up of ai-toolkit. */
  setUpToolkit(): Promise<void>;
  /** Rehearses a config; without one, that of the active editor or one that the user picks. */
  rehearse(target?: LaunchTarget): Promise<void>;
  /** Tells which programs a launch will use. */
  showTools(tools: LaunchTools): void;
  queryGpus(): Promise<GpuQuery>;
  readMemory(): Promise<MachineMemory>;
  /** Asks the Hugging Face Hub whether a model may be downloaded. */
  askHub(repository: string, token: string | undefined): Promise<HubAnswer>;
  /** `python -c script`, with a time limit. */
  runPython(python: string, script: string, timeoutMs?: number): Promise<ProgramResult>;
  /** A program on PATH, as an absolute path. */
  findProgram(name: string): Promise<string | undefined>;
  /** The interpreter chosen in the Python extension, where there is one. */
  editorPython(target: LaunchTarget): Promise<string | undefined>;
  huggingFaceToken(): Promise<string | undefined>;
}

/** What a check before training asks; the command line has it too. */
export type PreflightHost = Omit<
  LaunchHost,
  'changeConfig' | 'controlCopy' | 'openRule' | 'showProblem' | 'copyText' | 'reach' | 'rehearse'
>;

/** What the last launches taught; kept by the editor, never in settings. */
export interface LaunchMemory {
  readonly toolkit: string | undefined;
  readonly gpu: number | undefined;
  rememberToolkit(path: string): Promise<void>;
  rememberGpu(index: number): Promise<void>;
}
