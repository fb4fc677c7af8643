import { homedir } from 'node:os';
import { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';
import type { TextChange } from '../../../common/protocol';
import { readSettings } from '../config';
import { applyChanges } from '../editor/text-changes';
import type { Server } from '../language-client';
import type { Logger } from '../logger';
import type { Dialogs } from './dialogs';
import { diskFiles } from './files';
import { findProgram } from './find-program';
import { queryGpus } from './gpus';
import { askHub } from './hub-access';
import type { LaunchHost, LaunchMemory, LaunchTarget } from './launch-host';
import { readMachineMemory } from './machine-memory';
import { runPython } from './python-locator';

/** The key of the Hugging Face token in the editor's secret storage. */
export const tokenKey = 'qwenLora.huggingFaceToken';

const toolkitKey = 'toolkit';
const gpuKey = 'gpu';

export function createLaunchHost(
  context: vscode.ExtensionContext,
  server: Server,
  logger: Logger,
  dialogs: Dialogs,
  parts: Pick<LaunchHost, 'openRule' | 'showTools' | 'reach' | 'setUpToolkit' | 'rehearse'>,
): LaunchHost {
  const machine = { platform: process.platform, env: process.env };
  return {
    ...machine,
    home: homedir(),
    dialogs,
    logger,
    files: diskFiles,
    memory: createMemory(context),
    get workspaceFolders() {
      return (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(({ uri }) => uri.fsPath);
    },
    isTrusted: () => vscode.workspace.isTrusted,
    manageTrust: async () => {
      await vscode.commands.executeCommand('workbench.trust.manage');
    },
    saveAll: () => saveFiles(),
    settings: (target) => readSettings(vscode.workspace.getConfiguration('qwenLora', uriOf(target))),
    checkConfig: (target, start) => server.checkConfig(uriOf(target), start),
    controlCopy: (target, databasePath) => server.controlCopy(uriOf(target), databasePath),
    copyText: async (text) => vscode.env.clipboard.writeText(text),
    showProblem: async (target, problem) => {
      const editor = await vscode.window.showTextDocument(uriOf(target));
      if (problem === undefined) {
        await vscode.commands.executeCommand('workbench.actions.view.problems');
        return;
      }
      const { start, end } = problem.range;
      editor.selection = new vscode.Selection(start.line, start.character, end.line, end.character);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    },
    changeConfig: (target, edits) => changeFile(uriOf(target), edits),
    openSettings: async (name) => {
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${name}`);
    },
    ...parts,
    queryGpus: () => queryGpus(machine),
    readMemory: readMachineMemory,
    askHub: (repository, token) => askHub({ repository, token, env: machine.env }),
    runPython,
    findProgram: (name) => findProgram(name, machine),
    editorPython: (target) => editorPython(target, logger),
    huggingFaceToken: async () => (await context.secrets.get(tokenKey)) || undefined,
  };
}

function uriOf(target: LaunchTarget): vscode.Uri {
  return vscode.Uri.file(target.configPath);
}

/** Saves every changed file on disk. Untitled documents are left alone: saving one would ask for a name. */
async function saveFiles(): Promise<boolean> {
  const changed = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file',
  );
  const saved = await Promise.all(changed.map((document) => document.save()));
  return saved.every((done) => done);
}

/** As edits that Ctrl+Z takes back. */
async function changeFile(uri: vscode.Uri, edits: readonly TextChange[]): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  return (await applyChanges(uri, edits)) && document.save();
}

/** Remembered for this workspace first; a checkout also for the others, as most people have one. */
function createMemory({ workspaceState, globalState }: vscode.ExtensionContext): LaunchMemory {
  return {
    get toolkit() {
      return textOf(workspaceState.get<unknown>(toolkitKey)) ?? textOf(globalState.get<unknown>(toolkitKey));
    },
    get gpu() {
      const value = workspaceState.get<unknown>(gpuKey);
      return typeof value === 'number' ? value : undefined;
    },
    async rememberToolkit(path) {
      await workspaceState.update(toolkitKey, path);
      await globalState.update(toolkitKey, path);
    },
    async rememberGpu(index) {
      await workspaceState.update(gpuKey, index);
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function editorPython(target: LaunchTarget, logger: Logger): Promise<string | undefined> {
  if (!vscode.extensions.getExtension('ms-python.python')) return undefined;
  try {
    const api = await PythonExtension.api();
    const active = api.environments.getActiveEnvironmentPath(uriOf(target));
    const environment = await api.environments.resolveEnvironment(active);
    return environment?.executable.uri?.fsPath;
  } catch (error) {
    logger.warn(`The Python extension did not name its interpreter: ${String(error)}`);
    return undefined;
  }
}
