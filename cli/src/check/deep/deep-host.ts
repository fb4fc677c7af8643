import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { defaultSettings } from '../../../../client/src/config';
import { diskFiles } from '../../../../client/src/launch/files';
import { findProgram } from '../../../../client/src/launch/find-program';
import { queryGpus } from '../../../../client/src/launch/gpus';
import { askHub } from '../../../../client/src/launch/hub-access';
import { readHubToken } from '../../../../client/src/launch/hub-cache';
import type { PreflightHost } from '../../../../client/src/launch/launch-host';
import { readMachineMemory } from '../../../../client/src/launch/machine-memory';
import { runPython } from '../../../../client/src/launch/python-locator';
import type { CheckConfigResult, StartPlace } from '../../../../common/protocol';
import type { DeepArguments } from '../arguments';

/** What the check of one config was refused with, as long as it was not answered. */
export interface DeepHost extends PreflightHost {
  /** Why nothing can be said, in sentences. */
  readonly refusals: readonly string[];
}

export interface DeepHostOptions {
  readonly toolkit: string | undefined;
  readonly wanted: DeepArguments;
  readonly checkConfig: (place: StartPlace | undefined) => Promise<CheckConfigResult>;
}

/** The command line instead of the editor: it asks nothing, remembers nothing and changes nothing. */
export function createDeepHost({ toolkit, wanted, checkConfig }: DeepHostOptions): DeepHost {
  const machine = { platform: process.platform, env: process.env };
  const refusals: string[] = [];
  const nothing = async () => undefined;
  const silent = () => undefined;
  return {
    ...machine,
    refusals,
    home: homedir(),
    dialogs: {
      notify: async (_level, message) => {
        refusals.push(message);
        return undefined;
      },
      pick: nothing,
      pickFolder: nothing,
      askText: async () => undefined,
      askSecret: nothing,
    },
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    files: diskFiles,
    memory: { toolkit: undefined, gpu: undefined, rememberToolkit: nothing, rememberGpu: nothing },
    workspaceFolders: [process.cwd()],
    manageTrust: nothing,
    isTrusted: () => true,
    saveAll: async () => true,
    settings: () => ({
      ...defaultSettings,
      toolkitPath: toolkit === undefined ? '' : resolve(toolkit),
      pythonPath: wanted.python === undefined ? '' : resolve(wanted.python),
      gpuRequired: wanted.needsGpu,
    }),
    checkConfig: (_target, place) => checkConfig(place),
    openSettings: nothing,
    setUpToolkit: nothing,
    showTools: silent,
    queryGpus: () => queryGpus(machine),
    readMemory: readMachineMemory,
    askHub: async (repository, token) =>
      wanted.network ? askHub({ repository, token, env: process.env }) : { kind: 'busy', hasToken: false },
    runPython,
    findProgram: (name) => findProgram(name, machine),
    editorPython: nothing,
    huggingFaceToken: () => readHubToken({ ...machine, home: homedir(), files: diskFiles }),
  };
}

/** The config as a target of the check. */
export function deepTarget(file: string) {
  const configPath = resolve(file);
  return { configPath, workspaceFolder: dirname(configPath) };
}
