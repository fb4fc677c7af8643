import { type ClientSettings, defaultSettings } from '../../client/src/config';
import { preflightChecks } from '../../client/src/launch/checks/index';
import { buildCommandLine } from '../../client/src/launch/command-line';
import type { Dialogs, PickItem } from '../../client/src/launch/dialogs';
import type { GpuQuery } from '../../client/src/launch/gpus';
import type { LaunchHost } from '../../client/src/launch/launch-host';
import { type LaunchOptions, prepareLaunch } from '../../client/src/launch/prepare-launch';
import { forgetPythons } from '../../client/src/launch/python-locator';
import type { ProgramResult } from '../../client/src/launch/run-program';
import type { CheckConfigResult, ConfigProblem } from '../../common/protocol';
import { job } from './job';
import { type MemoryDisk, memoryFiles, memoryLogger } from './memory-files';

/** What differs from a healthy machine with one GPU on which everything is ready. */
export interface World {
  readonly settings?: Partial<ClientSettings>;
  readonly checked?: Partial<CheckConfigResult>;
  readonly gpus?: GpuQuery;
  readonly trusted?: boolean;
  readonly saved?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly disk?: Pick<MemoryDisk, 'freeBytes' | 'notWritable'>;
  /** What Python answers to every question. */
  readonly python?: ProgramResult;
  /** The label of what to choose in a pick, by its beginning; or the action of a message. */
  readonly answers?: readonly string[];
  readonly folder?: string;
}

export const gpu = (index: number) => ({
  index,
  uuid: `GPU-${index}`,
  name: 'Fake',
  memoryTotal: 24576,
  memoryFree: 24000,
  load: 0,
  driver: '580.1',
  holders: [],
});
const resume = 'maya_char: starts from scratch because there is no checkpoint yet';
const oneGpu: GpuQuery = { kind: 'gpus', gpus: [gpu(0)] };
const toolkit = {
  '/tk/run.py': '',
  '/tk/version.py': 'VERSION = "0.12.26"',
  '/tk/.venv/bin/python': '',
};
export const data = { '/data/maya/1.jpg': '', '/data/control/1.jpg': '', '/w/maya.yaml': '' };

/** Dialogs that answer by `options.answers` and write down in `said` what they showed. */
function scriptedDialogs(options: World, said: string[]): Dialogs {
  const answers = [...(options.answers ?? [])];
  const next = (choices: readonly string[]) => {
    const wanted = answers[0];
    const at = wanted === undefined ? -1 : choices.findIndex((choice) => choice.includes(wanted));
    if (at >= 0) answers.shift();
    return at;
  };
  return {
    notify: async (level, message, ...actions) => {
      said.push(`${level}: ${message}`);
      return actions[next(actions)];
    },
    pick: async <T>(items: readonly PickItem<T>[], { title }: { title: string }) => {
      said.push(
        `pick: ${title} [${items.map(({ label, detail = '' }) => `${label} ${detail}`).join(' | ')}]`,
      );
      return items[next(items.map(({ label }) => label))]?.value;
    },
    pickFolder: async () => options.folder,
    askText: async ({ value }) => value,
    askSecret: async () => undefined,
  };
}

/** What the server finds in a config without a fault. */
function cleanCheck(place: Parameters<LaunchHost['checkConfig']>[1]): CheckConfigResult {
  return {
    isConfig: true,
    problems: [],
    job,
    start: place && {
      jobFolder: `${place.workingDirectory}/output/maya_char`,
      resume,
      packages: [],
      datasets: [],
      model: undefined,
      needs: undefined,
    },
    fixAll: [],
  };
}

function world(options: World = {}) {
  const said: string[] = [];
  const shown: (ConfigProblem | undefined)[] = [];
  const remembered: string[] = [];
  const logger = memoryLogger();
  const dialogs = scriptedDialogs(options, said);
  const host: LaunchHost = {
    platform: 'linux',
    env: options.env ?? {},
    home: '/home/mo',
    dialogs,
    logger,
    files: memoryFiles({ files: options.files ?? { ...toolkit, ...data }, freeBytes: 1e12, ...options.disk }),
    memory: {
      toolkit: undefined,
      gpu: undefined,
      rememberToolkit: async (path) => void remembered.push(path),
      rememberGpu: async (index) => void remembered.push(`GPU ${index}`),
    },
    workspaceFolders: ['/w'],
    isTrusted: () => options.trusted ?? true,
    manageTrust: async () => void remembered.push('trust page'),
    saveAll: async () => options.saved ?? true,
    settings: () => ({ ...defaultSettings, toolkitPath: '/tk', ...options.settings }),
    checkConfig: async (_target, place) => ({
      ...cleanCheck(place),
      ...(remembered.some((each) => each.startsWith('changed')) ? {} : options.checked),
    }),
    changeConfig: async (_target, edits) => {
      remembered.push(`changed ${edits.map(({ newText }) => newText).join()}`);
      return true;
    },
    openRule: async (code) => void remembered.push(`page of ${code}`),
    controlCopy: async () => undefined,
    copyText: async (text) => void remembered.push(`copied ${text}`),
    showProblem: async (_target, problem) => void shown.push(problem),
    openSettings: async (name) => void remembered.push(`opened ${name}`),
    reach: () => undefined,
    setUpToolkit: async () => void remembered.push('set up'),
    rehearse: async (target) => void remembered.push(`rehearsed ${target?.configPath ?? 'any config'}`),
    showTools: () => undefined,
    queryGpus: async () => options.gpus ?? oneGpu,
    readMemory: async () => ({ total: 64e9, limit: undefined, swap: 0, shared: 32e9 }),
    askHub: async () => ({ kind: 'open', hasToken: false }),
    runPython: async (_python, script) => options.python ?? healthyPython(script),
    findProgram: async () => undefined,
    editorPython: async () => undefined,
    huggingFaceToken: async () => options.token,
  };
  return { host, said, shown, remembered, log: logger.lines };
}

/** Prepares a launch in that world; `said` is what the user read. */
export async function launch(setting: World = {}, options: LaunchOptions = {}, configPath = '/w/maya.yaml') {
  forgetPythons();
  const made = world(setting);
  const result = await prepareLaunch(
    { configPath, workspaceFolder: '/w' },
    options,
    preflightChecks,
    made.host,
  );
  return { ...made, result, command: result && buildCommandLine(result.request) };
}

function healthyPython(script: string): ProgramResult {
  const stdout = script.includes('import torch')
    ? 'qwen-lora {"missing": [], "torch": {"cuda": true, "build": "13.0", "gpus": []}}'
    : 'qwen-lora {"version": [3, 12, 4], "torch": "2.13.0+cu130"}';
  return { kind: 'exited', code: 0, stdout, stderr: '' };
}
