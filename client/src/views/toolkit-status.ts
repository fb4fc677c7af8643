import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { bundledToolkitVersion } from '../bundled-toolkit';
import { readSettings } from '../config';
import { diskFiles } from '../launch/files';
import type { LaunchTools } from '../launch/launch-tools';
import { locateToolkit, type Toolkit } from '../launch/toolkit-locator';
import type { Logger } from '../logger';
import type { Milestones } from '../milestones';
import { toolkitDetail } from './toolkit-detail';

/** Which ai-toolkit this window speaks for, shown beside the language of a config and told to the server. */
export interface ToolkitStatus extends vscode.Disposable {
  readonly toolkit: Toolkit | undefined;
  /** Looks again. Only reads the disk, so it may also be done in an untrusted workspace. */
  refresh(): Promise<void>;
  /** What a launch found out about the programs. */
  show(tools: LaunchTools): void;
}

export interface ToolkitStatusDependencies {
  readonly logger: Logger;
  /** The folder that the user chose before. */
  readonly remembered: () => string | undefined;
  readonly reach: Milestones['reach'];
  /** The checkout changed. */
  readonly onChange: () => void;
}

const languages = ['yaml', 'json', 'jsonc'];

export function createToolkitStatus(needs: ToolkitStatusDependencies): ToolkitStatus {
  const { logger, remembered, reach, onChange } = needs;
  const item = vscode.languages.createLanguageStatusItem('qwenLora.toolkit', languages);
  item.name = 'ai-toolkit';
  item.command = {
    title: 'Choose',
    command: 'qwenLora.chooseToolkit',
  };
  let toolkit: Toolkit | undefined;

  const set = (next: Toolkit | undefined, detail?: string) => {
    const changed = next?.path !== toolkit?.path || next?.version !== toolkit?.version;
    toolkit = next;
    if (next !== undefined) reach('toolkit');
    item.text = next ? `ai-toolkit ${next.version}` : `ai-toolkit ${bundledToolkitVersion} (none found here)`;
    if (detail !== undefined || changed) item.detail = toolkitDetail(next, detail);
    if (changed) onChange();
  };

  const refresh = async () => {
    const search = await searchToolkit(remembered(), logger);
    set(search.kind === 'found' ? search.toolkit : undefined);
  };

  set(undefined);
  const look = () =>
    void refresh().catch((error) => logger.error(`Looking for ai-toolkit failed: ${String(error)}`));
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('qwenLora.toolkitPath')) look();
    }),
  );
  look();

  return {
    get toolkit() {
      return toolkit;
    },
    refresh,
    show({ toolkit: used, python }) {
      const torch = python.torch === undefined ? 'no torch' : `torch ${python.torch}`;
      set(used, `Python ${python.version} from ${python.source}, ${torch}`);
    },
    dispose: () => vscode.Disposable.from(item, listeners).dispose(),
  };
}

/** Looks for ai-toolkit where this window's settings and folders lead. */
function searchToolkit(remembered: string | undefined, logger: Logger): ReturnType<typeof locateToolkit> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const active = vscode.window.activeTextEditor?.document.uri;
  const [first] = folders;
  const home = homedir();
  return locateToolkit(
    {
      platform: process.platform,
      home,
      workspaceFolder: first?.uri.fsPath,
      fileDirname: active?.scheme === 'file' ? dirname(active.fsPath) : (first?.uri.fsPath ?? home),
      setting: readSettings(vscode.workspace.getConfiguration('qwenLora', first?.uri)).toolkitPath,
      remembered,
      workspaceFolders: folders.map(({ uri }) => uri.fsPath),
    },
    diskFiles,
    logger,
  );
}
